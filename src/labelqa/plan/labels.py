"""Which images to label next, or to label again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from labelqa.errors import BadInput, Problem, quoted
from labelqa.facts import STATUSES
from labelqa.model import Project
from labelqa.plan.choice import mark
from labelqa.plan.reason import reason
from labelqa.plan.variety import Kin, varied
from labelqa.plan.worth import LabelParts, Worth, rarity, scores, to_label, to_label_again
from labelqa.store import Connection, Row, candidates, names, totals

MOST = 20_000
"""Images among which is chosen."""
Purpose = Literal["label", "relabel"]


@dataclass(frozen=True, slots=True)
class AskedLabels:
    """How many images, on which a class must be, for which purpose, and how many of them on a page."""

    n: int = 100
    class_: str | None = None
    purpose: Purpose = "label"
    limit: int = 100

    def identity(self, project: Project) -> list[object]:
        """What a cursor into a plan is good for."""
        return [project.project_id, "labels", self.n, self.class_, self.purpose]


@dataclass(frozen=True, slots=True)
class NextImage:
    """One image to label, why, and its `score`, 0 to 1: the mean rank of its parts among the candidates."""

    image_id: str
    uri: str | None
    width: int | None
    height: int | None
    batch: str | None
    video: str | None
    frame: int | None
    reason: str
    score: float
    parts: LabelParts


@dataclass(frozen=True, slots=True)
class ClassRarity:
    """A class, how often persons have it, and how rare that makes it."""

    class_: str
    objects: int
    rarity: float


@dataclass(frozen=True, slots=True)
class LabelPlan:
    """The next images to label, the most worthwhile first, and no two alike in a row.

    `candidates`: images among which was chosen; `truncated`: there are more than the 20,000 that are looked at.
    """

    purpose: Purpose
    n: int
    candidates: int
    truncated: bool
    classes: list[ClassRarity]
    images: list[NextImage]
    next: str | None


@dataclass(frozen=True, slots=True)
class _Found:
    """A candidate with its score."""

    row: Row[Any]
    worth: Worth
    score: float


@dataclass(frozen=True, slots=True)
class LabelsAfter:
    """Where a page ended: its place in the list, and its last image."""

    place: int
    name: str

    @property
    def parts(self) -> list[int | str | None]:
        """The same for a cursor, of the shape `is`."""
        return [self.place, self.name]


def labels_plan(
    connection: Connection, project: Project, asked: AskedLabels, *, after: LabelsAfter | None = None
) -> tuple[LabelPlan, LabelsAfter | None]:
    """A page of the plan, its `next` left open, and the place at which it ends; None when it is the last.

    To label are images that no person has answered, the first 20,000 by id, scored by what models suggest there. To
    label again are images that somebody has, the first 20,000 of the review queue. What scores the same is in the order
    of a hash of the ids, so that where nothing is known the list is a random sample. See `labelqa.plan.worth` for the
    score, `labelqa.plan.variety` for the order. A page begins behind the last image of the one before, or where that
    stood when it is no longer in the list.
    """
    named = names.classes(connection, project.number)
    wanted = _wanted(named, asked.class_)
    counts = _counts(connection, project, named)
    rare = rarity(counts)
    read = _unlabelled if asked.purpose == "label" else _labelled
    rows, worths = read(connection, project, rare)
    pairs = [(row, worth) for row, worth in zip(rows[:MOST], worths, strict=True) if _has(worth, wanted)]
    kept = _scored(pairs, asked.purpose)
    order = varied([Kin(found.row.batch, found.row.video, found.row.frame) for found in kept])[: asked.n]
    start = _start([kept[k].row.name for k in order], after)
    page = [kept[k] for k in order[start : start + asked.limit]]
    end = start + len(page)
    plan = LabelPlan(
        purpose=asked.purpose,
        n=len(order),
        candidates=len(kept),
        truncated=len(rows) > MOST,
        classes=[
            ClassRarity(named[k], counts[k], rare[k]) for k in sorted(counts, key=lambda k: (counts[k], named[k]))
        ],
        images=[_served(found, named, rare) for found in page],
        next=None,
    )
    return plan, LabelsAfter(end, page[-1].row.name) if end < len(order) and page else None


def _wanted(named: Mapping[int, str], name: str | None) -> int | None:
    if name is None:
        return None
    number = next((k for k, known in named.items() if known == name), None)
    if number is None:
        text = f"there is no class {quoted(name)} in this project"
        raise BadInput(text, [Problem("/class", text)])
    return number


def _counts(connection: Connection, project: Project, named: Mapping[int, str]) -> dict[int, int]:
    """How often persons have drawn each class; where nobody drew anything, how often they gave it to an image.

    Where things are drawn, a class that was given to images alone is none that one can look for on them.
    """
    rows = {row["label_class"]: row for row in totals.rows(connection, project.number, "content", by=("label_class",))}
    what = "objects" if any(row["objects"] for row in rows.values()) else "labels"
    had = {number: rows[number][what] if number in rows else 0 for number in named}
    return {number: n for number, n in had.items() if n or number not in rows}


def _unlabelled(
    connection: Connection, project: Project, rare: Mapping[int, float]
) -> tuple[Sequence[Row[Any]], list[Worth]]:
    rows = candidates.unlabelled(connection, project.number, STATUSES.index("unlabelled"), MOST + 1)
    suggested = candidates.suggestions(connection, project.number, [row.image for row in rows[:MOST]])
    return rows, [to_label(suggested.get(row.image, ()), rare, project.sigmas) for row in rows[:MOST]]


def _labelled(
    connection: Connection, project: Project, rare: Mapping[int, float]
) -> tuple[Sequence[Row[Any]], list[Worth]]:
    rows = candidates.labelled(connection, project.number, MOST + 1)
    drawn = candidates.drawn(connection, project.number, [row.image for row in rows[:MOST]])
    return rows, [to_label_again(row, drawn.get(row.image, {}), rare) for row in rows[:MOST]]


def _has(worth: Worth, wanted: int | None) -> bool:
    return wanted is None or wanted in worth.classes


def _start(listed: Sequence[str], after: LabelsAfter | None) -> int:
    if after is None:
        return 0
    return listed.index(after.name) + 1 if after.name in listed else min(max(0, after.place), len(listed))


def _scored(pairs: Sequence[tuple[Row[Any], Worth]], purpose: Purpose) -> list[_Found]:
    """The candidates in the order of their scores."""
    by = [w.parts.to_label if purpose == "label" else w.parts.to_label_again for _, w in pairs]
    found = [_Found(row, worth, score) for (row, worth), score in zip(pairs, scores(by), strict=True)]
    return sorted(found, key=lambda one: (-one.score, mark(one.row.name)))


def _served(found: _Found, named: Mapping[int, str], rare: Mapping[int, float]) -> NextImage:
    row, worth = found.row, found.worth
    return NextImage(
        image_id=row.name,
        uri=row.uri,
        width=row.width,
        height=row.height,
        batch=row.batch,
        video=row.video,
        frame=row.frame,
        reason=reason(worth, named, rare),
        score=found.score,
        parts=worth.parts,
    )
