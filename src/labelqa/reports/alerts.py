"""What needs a person now."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import quote

from annotated_types import MaxLen
from typing_extensions import Doc

from labelqa.model import Project
from labelqa.reports import cursor, report
from labelqa.reports.figures import time
from labelqa.reports.parameters import Cursor, Limit
from labelqa.store import Connection, Row
from labelqa.store import alerts as stored

Status = Annotated[Literal["open", "acknowledged", "resolved", "all"], Doc("state of the alerts to list")]
Type = Annotated[str | None, MaxLen(64), Doc("this type only, for example `low_approval`")]
Severity = Annotated[Literal["info", "warning", "error"] | None, Doc("this severity only")]


@dataclass(frozen=True, slots=True)
class Subject:
    """What an alert is about."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert: the figures in words, what to do, and the query that lists the images behind it."""

    alert_id: str
    severity: str
    type: str
    message: str
    recommended_action: str
    subject: Subject
    value: float | None
    threshold: float | None
    n: int
    since: str | None
    status: str
    images: str


@dataclass(frozen=True, slots=True)
class Alerts:
    """A page of alerts, most severe first."""

    alerts: list[AlertRow]
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

    Types: `class_imbalance`, `low_approval`, `suggestion_outlier`, `iaa_drift`.
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
    return Alerts([_alert(project, row) for row in rows[:limit]], following)


def _alert(project: Project, row: Row[Any]) -> AlertRow:
    base = f"/v1/projects/{quote(project.project_id, safe='')}/quality/images"
    return AlertRow(
        alert_id=row.alert_id,
        severity=row.severity,
        type=row.type,
        message=row.message,
        recommended_action=row.action,
        subject=Subject(row.subject_kind, row.subject_id or project.project_id),
        value=row.value,
        threshold=row.threshold,
        n=row.n,
        since=time(row.since),
        status=row.status,
        images=f"{base}?{row.images}" if row.images else base,
    )
