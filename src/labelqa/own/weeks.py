"""An annotator's figures by ISO week."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from labelqa.metrics import Figure, Rows
from labelqa.metrics.over_images import ACCURACY, over_images
from labelqa.model import Project
from labelqa.reports.figures import figure
from labelqa.reports.parameters import EPOCH
from labelqa.store import Connection, totals

WEEKS = 26
"""Weeks that are served, the newest."""


@dataclass(frozen=True, slots=True)
class OwnFigure:
    """A figure over n things, with its 95 % interval where there is one."""

    value: float | None
    n: int
    ci95: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """One ISO week: accuracy against the truth, agreement with the others (of the images that became comparable then),
    and the share of answers that were approved as they stand.
    """

    week: str
    accuracy: OwnFigure
    mean_iou: OwnFigure
    approval_rate: OwnFigure


def told(found: Figure) -> OwnFigure:
    """A figure as it is served."""
    return OwnFigure(found.value, found.n, found.ci95)


def accuracy(rows: Rows, *, objects: bool) -> OwnFigure:
    """Accuracy of objects, with its interval over images, or that of labels: like is set beside like."""
    if not objects:
        return told(figure("label_accuracy", rows))
    return told(replace(figure("accuracy", rows), ci95=over_images(rows, ACCURACY)))


def weeks(connection: Connection, project: Project, annotator: int, *, objects: bool) -> list[OwnWeek]:
    """The newest weeks with anything to show, in their order; `objects`: accuracy is of objects, else of labels."""
    bench = _by_week(connection, project, "benchmark", {"annotator": annotator, "label_class": 0})
    peer = _by_week(connection, project, "peer", {"annotator": annotator})
    work = _by_week(connection, project, "work", {"annotator": annotator})
    return [
        OwnWeek(
            week=week,
            accuracy=accuracy(bench.get(week, []), objects=objects),
            mean_iou=told(figure("mean_iou", peer.get(week, []))),
            approval_rate=told(figure("approval_rate", work.get(week, []))),
        )
        for week in sorted({*bench, *peer, *work})[-WEEKS:]
    ]


def _by_week(
    connection: Connection, project: Project, tally: str, where: Mapping[str, int]
) -> dict[str, list[Mapping[str, int]]]:
    found: dict[str, list[Mapping[str, int]]] = defaultdict(list)
    days = totals.FIRST_DAY, totals.LAST_DAY
    least = 2 if tally == "peer" else 0
    for row in totals.rows(
        connection, project.number, tally, window=days, by=("day",), where=dict(where), at_least=least
    ):
        iso = (EPOCH + timedelta(days=row["day"])).isocalendar()
        found[f"{iso.year}-W{iso.week:02}"].append(row)
    return found
