"""Images given to persons: evenly, the same every time, and blind to what others have answered."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal

from labelqa.errors import LISTED, BadInput, NotFound, Problem, quoted
from labelqa.ingest.assigned import settle_assignments
from labelqa.model import Project
from labelqa.store import Connection, names, projects
from labelqa.store import assignments as stored
from labelqa.store.assignments import Holder
from labelqa.store.schema import image

Role = Literal["annotator", "reviewer"]
ROLES: tuple[Role, ...] = ("annotator", "reviewer")
State = Literal["open", "done"]
STATES: tuple[State, ...] = ("open", "done")
MOST_IMAGES, MOST_ASSIGNEES, MOST_EACH = 10_000, 1_000, 10
"""Bounds of one call: images, persons, and persons an image."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be assigned: each image to `per_image` of the assignees; the seed decides between equals."""

    role: Role
    assignees: Sequence[str]
    image_ids: Sequence[str]
    per_image: int = 1
    list_name: str | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """How many images one person was given."""

    assignee: str
    assigned: int


@dataclass(frozen=True, slots=True)
class Assigned:
    """What was given out; `short` names the first 100 images that too few persons could take, `n_short` counts them."""

    assigned: int
    images: int
    by_assignee: list[Share]
    n_short: int
    short: list[str]
    revision: int


def assign(connection: Connection, project: Project, order: Order, *, by: str | None, now: int) -> Assigned:
    """Gives images to the persons who have fewest of this list, in the order of the images.

    Nobody gets an image that they have answered, skipped or reviewed, or hold in any role: who judges must not have
    drawn, and who draws must not have seen. An image that so many persons have in this list and role gets no more.
    Raises BadInput.
    """
    _check(connection, project, order)
    ids = list(dict.fromkeys(order.image_ids))
    numbers = _numbers(connection, project, ids)
    rows = list(_shared_out(connection, project, order, [(name, numbers[name]) for name in ids]))
    given = [row | {"created_by": by, "created_at": now, "done_at": None} for _, row in rows if row is not None]
    short = [name for name, row in rows if row is None]
    stored.add(connection, given)
    settle_assignments(connection, project.number, {row["image"] for row in given})
    shares = Counter(row["assignee"] for row in given)
    return Assigned(
        assigned=len(given),
        images=len({row["image"] for row in given}),
        by_assignee=[Share(who, shares[who]) for who in sorted(order.assignees)],
        n_short=len(short),
        short=short[:LISTED],
        revision=projects.advance(connection, project.number, now=now) if given else project.revision,
    )


def _shared_out(
    connection: Connection, project: Project, order: Order, images: Sequence[tuple[str, int]]
) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """(image id, row) for everything that is to be added; a row of None for an image that stays short."""
    numbers = [number for _, number in images]
    held = defaultdict[int, int](int)
    barred = _barred(connection, project, numbers)
    for row in stored.of(connection, project.number, numbers):
        barred.add((row.image, row.assignee))
        held[row.image] += (row.list, row.role) == (order.list_name, order.role)
    load = Counter[str]()
    if order.list_name is not None:
        load.update(stored.load(connection, project.number, order.list_name, order.role))
    for name, number in images:
        free = [who for who in order.assignees if (number, who) not in barred]
        free.sort(key=lambda who: (load[who], _lot(order.seed, name, who)))
        wanted = max(0, order.per_image - held[number])
        for who in free[:wanted]:
            load[who] += 1
            at = {"project": project.number, "image": number, "assignee": who}
            yield name, at | {"role": order.role, "list": order.list_name}
        if wanted > len(free):
            yield name, None


def _barred(connection: Connection, project: Project, images: Sequence[int]) -> set[Holder]:
    """Who has seen an image already: answered, skipped or judged."""
    answers = stored.answered(connection, project.number, images, skipped=True)
    return {*answers, *stored.reviewed(connection, project.number, images)}


def _lot(seed: int, image_id: str, assignee: str) -> bytes:
    """Decides between persons who have equally many: by lot, so that everybody shares images with everybody."""
    return blake2b(f"{seed}\0{image_id}\0{assignee}".encode(), digest_size=8).digest()


def _numbers(connection: Connection, project: Project, ids: Sequence[str]) -> dict[str, int]:
    found = names.numbers(connection, image, project.number, ids)
    problems = [
        Problem(f"/image_ids/{i}", f"there is no image {quoted(name)} in this project")
        for i, name in enumerate(ids)
        if name not in found
    ]
    if problems:
        raise BadInput(f"nothing was assigned: {problems[0].detail}", problems)
    return found


def _check(connection: Connection, project: Project, order: Order) -> None:
    """What bodies and commands may both get wrong."""
    problems = list(_problems(connection, project, order))
    if problems:
        raise BadInput(f"nothing was assigned: {problems[0].pointer} {problems[0].detail}", problems)


def _problems(connection: Connection, project: Project, order: Order) -> Iterator[Problem]:
    people = order.assignees
    if not 1 <= len(people) <= MOST_ASSIGNEES:
        yield Problem("/assignees", f"{len(people)} persons; name 1 to {MOST_ASSIGNEES:,}")
    for i, who in enumerate(people):
        if who in people[:i]:
            yield Problem(f"/assignees/{i}", f"{quoted(who)} is there twice")
    if not 1 <= order.per_image <= min(MOST_EACH, max(1, len(people))):
        text = f"{order.per_image} persons an image; there are {len(people)}, and {MOST_EACH} is the most"
        yield Problem("/per_image", text)
    if len(order.image_ids) > MOST_IMAGES:
        yield Problem("/image_ids", f"{len(order.image_ids):,} images; assign up to {MOST_IMAGES:,} at once")
    kinds = names.kinds(connection, project.number, people)
    for i, who in enumerate(people):
        if kinds.get(who, "person") != "person":
            yield Problem(f"/assignees/{i}", f"{quoted(who)} is a {kinds[who]} in this project, not a person")


@dataclass(frozen=True, slots=True)
class Which:
    """Assignments that meet all that is given."""

    image_id: str | None = None
    assignee: str | None = None
    role: Role | None = None
    state: State | None = "open"
    list_name: str | None = None


def unassign(connection: Connection, project: Project, which: Which, *, now: int) -> tuple[int, int]:
    """Takes assignments back; returns how many, and the project's revision after it. Raises NotFound for the image."""
    number = None
    if which.image_id is not None:
        number = names.numbers(connection, image, project.number, [which.image_id]).get(which.image_id)
        if number is None:
            raise NotFound(f"there is no image {quoted(which.image_id)} in this project")
    removed = stored.remove(
        connection,
        project.number,
        image_number=number,
        assignee=which.assignee,
        role=which.role,
        state=which.state,
        list_name=which.list_name,
    )
    return removed, projects.advance(connection, project.number, now=now) if removed else project.revision
