"""Everything that is read of one period: rows of the totals, and what needs more than totals."""

from dataclasses import dataclass

from labelqa.metrics import Rows
from labelqa.model import Project
from labelqa.reports.counts import Stored, cells
from labelqa.reports.cut import Cut
from labelqa.reports.label_agreement import LabelAgreement, label_agreement
from labelqa.reports.presence import Presence, presence
from labelqa.store import Connection, names, periods, totals
from labelqa.store.totals import Window

MOST = 20_000
"""Images, or answers, of one period that are looked at one by one."""
AT_LEAST = 2
"""Persons who must have answered an image for it to count in agreement."""


@dataclass(frozen=True, slots=True)
class Period:
    """One period's rows. `agreement`: with the products beside them; the others are of persons only.

    `milliseconds`: the time each answer took, None where there are too many; `images`: those first answered then.
    """

    agreement: Rows
    presence: Presence
    labels: LabelAgreement
    benchmark: Rows
    work: Rows
    audit: Rows
    milliseconds: list[int] | None
    images: int


def period(connection: Connection, project: Project, window: Window) -> Period:
    """Reads a period."""
    cut = Cut(project, AT_LEAST, None, None, window)
    number, people = project.number, list(names.annotators(connection, project.number, "person"))

    def of_persons(name: str, **where: int) -> Rows:
        return totals.rows(connection, number, name, window=window, where={"annotator": people, **where})

    return Period(
        agreement=cells(Stored(connection, number), cut),
        presence=presence(connection, cut),
        labels=label_agreement(connection, cut),
        benchmark=of_persons("benchmark", label_class=0),
        work=of_persons("work"),
        audit=of_persons("audit"),
        milliseconds=periods.milliseconds(connection, number, window, MOST),
        images=periods.first_answered(connection, number, window),
    )
