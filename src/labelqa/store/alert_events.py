"""The history of alerts: one row for each thing that happened, never one for each write."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, insert, select

from labelqa.store.alert_life import Change
from labelqa.store.schema import alert_event

COLUMNS = ("at", "event", "severity", "value", "n", "message", "by", "why", "until")


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to an alert, with its figures at the time. Times in ms."""

    at: int
    event: str
    severity: str
    value: float | None
    n: int
    message: str
    by: str | None
    why: str | None
    until: int | None


def append(connection: Connection, changes: Sequence[Change]) -> list[Change]:
    """Writes changes down in order; returns them with their numbers."""
    if not changes:
        return []
    query = insert(alert_event).returning(alert_event.c.id, sort_by_parameter_order=True)
    numbers = connection.execute(query, [_values(change) for change in changes]).scalars()
    return [replace(change, id=number) for change, number in zip(changes, numbers, strict=True)]


def history(connection: Connection, project: int, alert_id: str, *, last: int) -> list[Happened]:
    """The last things that happened to an alert, in order."""
    query = (
        select(*[alert_event.c[name] for name in COLUMNS])
        .where(alert_event.c.project == project, alert_event.c.alert_id == alert_id)
        .order_by(alert_event.c.id.desc())
        .limit(last)
    )
    return [Happened(*row) for row in connection.execute(query)][::-1]


def _values(change: Change) -> dict[str, object]:
    row = change.row
    figures = {name: row[name] for name in ("project", "alert_id", "severity", "value", "n", "message")}
    more = {"at": change.at, "event": change.event, "by": change.by, "why": change.why, "until": change.until}
    return figures | more
