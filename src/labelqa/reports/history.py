"""How one annotator's work went from week to week, beside the team's in the same weeks."""

from collections.abc import Sequence
from dataclasses import dataclass

from labelqa.model import Project
from labelqa.reports import report
from labelqa.reports.parameters import AnnotatorId, Since, Until, annotator_number, own, viewer_number, window
from labelqa.reports.scorecard import asked
from labelqa.reports.week_figures import WeekFigures, weekly
from labelqa.store import Connection, names, totals

MOST = 520
"""Weeks that one answer shows, the newest: ten years."""


@dataclass(frozen=True, slots=True)
class History:
    """The weeks with anything to show, in their order, the newest 520, and `team`: all persons in the same weeks.

    `n_undated`: answers without a time, which are in no week. Without an annotator the weeks are the team's.
    """

    annotator_id: str | None
    name: str | None
    kind: str | None
    n_undated: int
    weeks: list[WeekFigures]
    team: list[WeekFigures] | None


@report(table="weeks")
def history(
    connection: Connection,
    project: Project,
    *,
    annotator: AnnotatorId = None,
    since: Since = None,
    until: Until = None,
    viewer: str | None = None,
) -> History:
    """One annotator's weeks beside the team's: how much was labelled, how fast and how well.

    Over `week` it is a curve over time, over `n_labelled_total` one over experience. Without `annotator` it is that of
    all persons; an annotator's own key sees its own.
    """
    wanted, people = own(annotator, viewer) or viewer, names.annotators(connection, project.number)
    known = annotator_number if viewer is None else viewer_number
    number = known(connection, project, wanted)
    persons = [k for k, who in people.items() if who[1] == "person"]
    days = window(since, until)
    objects = _of_objects(connection, project, persons)
    team = weekly(connection, project, None, persons, days)
    if number is None:
        return History(None, None, None, team.n_undated, team.figures(team.weeks()[-MOST:], objects=objects), None)
    mine = weekly(connection, project, number, persons, days)
    weeks = mine.weeks()[-MOST:]
    _, kind, display = people.get(number, (wanted, None, None))
    shown, beside = (side.figures(weeks, objects=objects) for side in (mine, team))
    return History(wanted, display, kind, mine.n_undated, shown, beside)


def _of_objects(connection: Connection, project: Project, persons: Sequence[int]) -> bool:
    """Whether accuracy is of objects: somebody was asked for them, or there is no truth for labels either."""
    where: dict[str, int | Sequence[int]] = {"annotator": persons, "label_class": 0}
    bench = totals.rows(connection, project.number, "benchmark", where=where)
    return asked(bench) or not any(row["labels"] for row in bench)
