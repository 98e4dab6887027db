"""Where a benchmark's counts come from: the stored totals, or the truth images compared anew at another threshold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from labelqa.errors import BadInput, Problem
from labelqa.facts import measured
from labelqa.model import Answer, Project
from labelqa.store import Connection, annotations, listing, totals
from labelqa.tally import BY_NAME, Bag, add, grouped
from labelqa.tally import rows as bag_rows

MOST = 20_000
"""Truth images that one answer compares anew."""


class Source(Protocol):
    """Rows of the benchmark's tallies at one threshold."""

    @property
    def iou_threshold(self) -> float:
        """The threshold the counts are of."""

    def rows(
        self, name: str, *, by: Sequence[str] = (), where: Mapping[str, int] | None = None
    ) -> list[dict[str, int]]:
        """Rows of a tally over all days, summed over what is not in `by`."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The totals as they are stored, at the project's threshold."""

    connection: Connection
    project: Project
    iou_threshold: float

    def rows(
        self, name: str, *, by: Sequence[str] = (), where: Mapping[str, int] | None = None
    ) -> list[dict[str, int]]:
        """Rows of a tally over all days."""
        return totals.rows(self.connection, self.project.number, name, by=by, where=where)


@dataclass(frozen=True, slots=True)
class Compared:
    """The totals of truth images compared anew."""

    total: Bag
    iou_threshold: float

    def rows(
        self, name: str, *, by: Sequence[str] = (), where: Mapping[str, int] | None = None
    ) -> list[dict[str, int]]:
        """Rows of a tally over all days."""
        tally = BY_NAME[name]
        ever = (row for row in bag_rows(self.total, tally) if not row.get("day", 0))
        return grouped((row for row in ever if all(row[k] == v for k, v in (where or {}).items())), tally, by)


def source_of(connection: Connection, project: Project, iou_threshold: float | None) -> Source:
    """The stored totals for the project's own threshold, else a comparison; BadInput above MOST truth images."""
    if iou_threshold is None or iou_threshold == project.iou_threshold:
        return Stored(connection, project, project.iou_threshold)
    total: Bag = {}
    text = f"another threshold is compared anew for up to {MOST:,} truth images; set it for the project instead"
    for answers in truth_images(connection, project, Problem("/iou_threshold", text)):
        add(total, measured(project, answers, iou_threshold=iou_threshold).bag)
    return Compared(total, iou_threshold)


def truth_images(connection: Connection, project: Project, too_many: Problem) -> Iterator[list[Answer]]:
    """The answers of every image with a truth, image by image; BadInput, with this problem, above MOST of them."""
    after = seen = 0
    while images := listing.with_truth(connection, project.number, after=after):
        seen, after = seen + len(images), images[-1]
        if seen > MOST:
            raise BadInput(too_many.detail, [too_many])
        yield from annotations.answers(connection, project.number, images).values()
