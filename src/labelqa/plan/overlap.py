"""The plan of a project's overlap: how many more images a second person should label, and which."""

from dataclasses import dataclass

from labelqa.errors import BadInput, Problem
from labelqa.model import Project
from labelqa.plan.choice import STEPS, Place, Queue, queue
from labelqa.plan.precision import half_width as half_width_of
from labelqa.plan.precision import needed
from labelqa.plan.spread import Chance, Measure, Source, spread
from labelqa.store import Connection, totals
from labelqa.store import overlap as store

WIDEST = 0.5
"""Half-widths above this say nothing of a score in 0..1."""
PRECISIONS = (0.05, 0.03, 0.02)
SHARES = (0.05, 0.10, 0.20)
AT_ONCE = 1000
"""Most ids on a page."""


@dataclass(frozen=True, slots=True)
class Needed:
    """How many shared images, in all, a half-width needs."""

    half_width: float
    needed: int


@dataclass(frozen=True, slots=True)
class Reached:
    """The half-width that a share of the project's images gives; null where that share is not one image."""

    share: float
    n: int
    half_width: float | None


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many images to label twice for a mean known to +- `half_width` with 95 % confidence, and which.

    `images`: of the project. `shared`: images that two persons answered, those that all left empty not counted.
    `needed`: shared images in all; `more`: how many of them are still to come, `second_time` of these after one person
    and `twice` after nobody. `sd`: between images, the project's own after 30 shared ones. `half_width_now`: what the
    shared images give today, null without any. `kappa`: what agreement on labels is reckoned from, null for `iou`.
    `images_to_label`: a page of the `second_time` and then the `twice`, in the order in which to label them.
    """

    half_width: float
    measure: Measure
    images: int
    shared: int
    sd: float
    sd_source: Source
    needed: int
    more: int
    second_time: int
    twice: int
    half_width_now: float | None
    by_half_width: list[Needed]
    by_share: list[Reached]
    kappa: Chance | None
    images_to_label: list[str]
    next: str | None


@dataclass(frozen=True, slots=True)
class After:
    """Where a page ended: how many images of the plan were left, and the last one given."""

    left: int
    place: Place

    @property
    def parts(self) -> list[int | str | None]:
        """The same for a cursor, of the shape `iis`."""
        return [self.left, self.place.step, self.place.name]


def identity(project: Project, half_width: float, measure: Measure) -> list[object]:
    """What a cursor into a plan is good for."""
    return [project.project_id, "overlap", half_width, measure]


def overlap(
    connection: Connection,
    project: Project,
    *,
    half_width: float = 0.03,
    measure: Measure = "iou",
    limit: int = 100,
    after: After | None = None,
) -> tuple[Overlap, After | None]:
    """The plan, its `next` left open, and the place at which its page ends; None when it is the last.

    Images that one person answered come first: each costs one annotation, the others two. Every beginning of the list
    is a sample of all annotators' work that favours nothing (see `labelqa.plan.choice.queue`). The ids of the images
    that may be chosen are read once for each page, and kept as 24 bytes each; a plan that is fulfilled reads none.

    BadInput for a half-width outside of 0 to 0.5, a project without images, and kappa of labels of which an image may
    have several.
    """
    _check(project, half_width, measure)
    images = sum(row["images"] for row in totals.rows(connection, project.number, "coverage"))
    if not images:
        raise _wrong("/project_id", f"the project {project.project_id} has no images yet; import labels, then plan")
    now = spread(connection, project, measure)
    enough = needed(now.sd, half_width, images)
    more = max(0, enough - now.shared)
    ready, listed, following = _chosen(connection, project, measure, more, limit, after)
    plan = Overlap(
        half_width=half_width,
        measure=measure,
        images=images,
        shared=now.shared,
        sd=now.sd,
        sd_source=now.source,
        needed=enough,
        more=more,
        second_time=min(more, ready),
        twice=more - min(more, ready),
        half_width_now=half_width_of(now.sd, now.shared, images) if now.shared else None,
        by_half_width=[Needed(h, needed(now.sd, h, images)) for h in PRECISIONS],
        by_share=[_reached(now.sd, share, images) for share in SHARES],
        kappa=now.chance,
        images_to_label=listed,
        next=None,
    )
    return plan, following


def _check(project: Project, half_width: float, measure: Measure) -> None:
    if not 0 < half_width <= WIDEST:
        raise _wrong("/half_width", f"half_width {half_width:g} must be more than 0 and at most {WIDEST}")
    if measure == "kappa" and project.label_type == "multi":
        text = f"measure kappa is of one label an image; the label_type of {project.project_id} is multi: plan by iou"
        raise _wrong("/measure", text)


def _wrong(pointer: str, text: str) -> BadInput:
    return BadInput(text, [Problem(pointer, text)])


def _reached(sd: float, share: float, images: int) -> Reached:
    n = round(share * images)
    return Reached(share, n, half_width_of(sd, n, images) if n else None)


def _chosen(
    connection: Connection, project: Project, measure: Measure, more: int, limit: int, after: After | None
) -> tuple[int, list[str], After | None]:
    """How many images one person has answered, the ids of a page, and where it ends."""
    if not more:
        return 0, [], None
    what: store.What = "objects" if measure == "iou" else "labels"
    once = queue(store.answered_once(connection, project.number, what))
    left = after.left if after else more
    count = min(limit, left)
    found = _page(connection, project, once, after, count)
    if len(found) < count:
        rest = queue(store.unanswered(connection, project.number, what), start=STEPS)
        found += _page(connection, project, rest, after, count - len(found))
    following = After(left - len(found), found[-1]) if len(found) == count < left else None
    return len(once), [place.name for place in found], following


def _page(connection: Connection, project: Project, from_: Queue, after: After | None, count: int) -> list[Place]:
    return (from_.after(after.place) if after else from_).first(connection, project.number, count)
