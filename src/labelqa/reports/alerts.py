"""What needs a person now."""

from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import MaxLen
from typing_extensions import Doc

from labelqa.alert import AlertRow, fields_of
from labelqa.model import Project
from labelqa.reports import cursor, report
from labelqa.reports.parameters import Cursor, Limit
from labelqa.store import Connection
from labelqa.store import alerts as stored
from labelqa.store.alert_life import SEVERITIES

Status = Annotated[Literal["open", "acknowledged", "resolved", "all"], Doc("state of the alerts to list")]
Type = Annotated[str | None, MaxLen(64), Doc("this type only, for example `low_approval`")]
Severity = Annotated[Literal["info", "warning", "error"] | None, Doc("this severity only")]


@dataclass(frozen=True, slots=True)
class AlertCounts:
    """How many alerts are `open`, `acknowledged` and `resolved`; of the open ones, `by_severity` and `by_type`.

    Whatever is listed, all are counted; of an annotator's own key, those about them.
    """

    open: int
    acknowledged: int
    resolved: int
    by_severity: dict[str, int]
    by_type: dict[str, int]


@dataclass(frozen=True, slots=True)
class Alerts:
    """A page of alerts, most severe first, and how many there are in all."""

    alerts: list[AlertRow]
    counts: AlertCounts
    next: str | None


@report(table="alerts")
def alerts(
    connection: Connection,
    project: Project,
    *,
    status: Status = "open",
    type: Type = None,
    severity: Severity = None,
    limit: Limit = 100,
    cursor_: Cursor = None,
    viewer: str | None = None,
) -> Alerts:
    """Alerts with their figures and one recommended action each, most severe first.

    Types: `class_imbalance`, `low_approval`, `suggestion_outlier`, `iaa_drift`, `class_drift`, `low_benchmark`,
    `rushed_labelling`. There is one alert for each cause, always with its current figures; a cause that goes away
    resolves it, and one that returns opens it again.
    """
    query = [project.project_id, "alerts", status, type, severity, viewer]
    place = cursor.decode(cursor_, query, "iss")
    after = (int(place[0] or 0), str(place[1]), str(place[2])) if place else None
    rows = stored.page(
        connection,
        project.number,
        status=status,
        type=type,
        severity=severity,
        annotator=viewer,
        after=after,
        limit=limit + 1,
    )
    more = rows[limit - 1] if len(rows) > limit else None
    following = cursor.encode([more.rank, more.type, more.alert_id], query) if more else None
    counts = alert_counts(connection, project, viewer)
    return Alerts([AlertRow(**fields_of(project.project_id, row)) for row in rows[:limit]], counts, following)


def alert_counts(connection: Connection, project: Project, annotator: str | None = None) -> AlertCounts:
    """Of the project's alerts, or of those about one annotator; counted by an index, whatever they say."""
    by_status: Counter[str] = Counter()
    by_severity, by_type = Counter(dict.fromkeys(SEVERITIES, 0)), Counter[str]()
    for status, type, severity, n in stored.counts(connection, project.number, annotator=annotator):
        by_status[status] += n
        if status == "open":
            by_severity[severity] += n
            by_type[type] += n
    return AlertCounts(
        open=by_status["open"],
        acknowledged=by_status["acknowledged"],
        resolved=by_status["resolved"],
        by_severity=dict(by_severity),
        by_type=dict(by_type),
    )
