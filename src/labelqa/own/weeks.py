"""An annotator's figures by ISO week."""

from dataclasses import dataclass

from labelqa.metrics import Figure, Rows
from labelqa.model import Project
from labelqa.reports.figures import accuracy_over_images, figure
from labelqa.reports.weeks import by_week
from labelqa.store import Connection

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
    return told(accuracy_over_images(rows, objects=objects))


def weeks(connection: Connection, project: Project, annotator: int, *, objects: bool) -> list[OwnWeek]:
    """The newest weeks with anything to show, in their order; `objects`: accuracy is of objects, else of labels."""
    bench = by_week(connection, project, "benchmark", where={"annotator": annotator, "label_class": 0})
    peer = by_week(connection, project, "peer", where={"annotator": annotator})
    work = by_week(connection, project, "work", where={"annotator": annotator})
    return [
        OwnWeek(
            week=week,
            accuracy=accuracy(bench.get(week, []), objects=objects),
            mean_iou=told(figure("mean_iou", peer.get(week, []))),
            approval_rate=told(figure("approval_rate", work.get(week, []))),
        )
        for week in sorted({*bench, *peer, *work})[-WEEKS:]
    ]
