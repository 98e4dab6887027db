"""Two periods side by side."""

from collections.abc import Mapping
from dataclasses import dataclass

from labelqa.changes.change import FigureChange, changed
from labelqa.changes.days import Days, Periods
from labelqa.changes.drivers import Drivers, drivers
from labelqa.changes.headlines import HEADLINES
from labelqa.changes.period import period
from labelqa.changes.summary import summary
from labelqa.model import Project
from labelqa.store import Connection


@dataclass(frozen=True, slots=True)
class ComparedDays:
    """Whole UTC days, both included."""

    from_: str
    to: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every headline figure of two periods with its change, what the change comes from, and one sentence on it.

    Figures of agreement are of the images that became comparable in the period, by their second answer; all others of
    the answers given in it, verdicts and truth included, whenever those came. `drivers`: the changes of `mean_iou`,
    `label_agreement`, `accuracy` and `approval_rate` taken apart. `recomputing`: images whose counts are still of
    earlier settings.
    """

    project_id: str
    revision: int
    first: ComparedDays
    second: ComparedDays
    summary: str
    figures: list[FigureChange]
    drivers: list[Drivers]
    recomputing: int


def compare(connection: Connection, project: Project, asked: Periods) -> Comparison:
    """Every headline figure of two periods, its change, and the interval of the change.

    The periods share no day, so they are taken as independent; where a person's answers to one image fall into both,
    they nearly are.
    """
    first, second = (period(connection, project, days.window) for days in (asked.first, asked.second))
    changes: Mapping[str, FigureChange] = {headline.name: changed(headline, first, second) for headline in HEADLINES}
    found = drivers(connection, project, asked, changes)
    return Comparison(
        project_id=project.project_id,
        revision=project.revision,
        first=_served(asked.first),
        second=_served(asked.second),
        summary=summary(changes, found),
        figures=list(changes.values()),
        drivers=found,
        recomputing=project.recomputing,
    )


def _served(days: Days) -> ComparedDays:
    return ComparedDays(days.first.isoformat(), days.last.isoformat())
