"""Alerts as they stand: opened, updated and resolved by the write that touched their cause."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, case, select, tuple_, update

from labelqa.store import engine
from labelqa.store.chunks import chunks
from labelqa.store.schema import alert

SEVERITIES = ("error", "warning", "info")
"""Most urgent first: the order of the report."""


def settle(
    connection: Connection, project: int, type: str, scopes: Iterable[str], rows: Sequence[dict[str, Any]], *, now: int
) -> None:
    """Makes `rows` the alerts of this type that stand in these scopes; open ones that are not among them are resolved.

    An alert that does not know since when it stands, stands since it was first raised.
    """
    standing = {row["alert_id"] for row in rows}
    known: dict[str, Row[Any]] = {}
    for chunk in chunks(scopes):
        query = select(alert.c.alert_id, alert.c.status, alert.c.since).where(
            alert.c.project == project, alert.c.type == type, alert.c.scope.in_(chunk)
        )
        known |= {row.alert_id: row for row in connection.execute(query)}
    for chunk in chunks(i for i, old in known.items() if i not in standing and old.status != "resolved"):
        chosen = alert.c.alert_id.in_(chunk)
        connection.execute(update(alert).where(alert.c.project == project, chosen).values(status="resolved"))
    for row in rows:
        old = known.get(row["alert_id"])
        standing_since = old.since if old is not None and old.status != "resolved" else now
        row["since"] = standing_since if row["since"] is None else row["since"]
        row["status"] = "acknowledged" if old is not None and old.status == "acknowledged" else "open"
    engine.upsert(connection, alert, [{"project": project, "type": type, **row} for row in rows])


def flagged_scopes(connection: Connection, project: int, type: str) -> list[str]:
    """Scopes in which an alert of this type is not resolved."""
    query = select(alert.c.scope).where(alert.c.project == project, alert.c.type == type, alert.c.status != "resolved")
    return list(connection.execute(query.distinct().order_by(alert.c.scope)).scalars())


def page(
    connection: Connection,
    project: int,
    *,
    status: str = "open",
    type: str | None = None,
    severity: str | None = None,
    annotator: str | None = None,
    after: tuple[int, str, str] | None = None,
    limit: int = 100,
) -> list[Row[Any]]:
    """Alerts by severity, type and id, from the one after `after`; `annotator`: only those about that person."""
    rank = _rank()
    query = select(alert, rank.label("rank")).where(alert.c.project == project)
    for column, value in ((alert.c.type, type), (alert.c.severity, severity)):
        if value is not None:
            query = query.where(column == value)
    if status != "all":
        query = query.where(alert.c.status == status)
    if annotator is not None:
        query = query.where(alert.c.subject_kind == "annotator", alert.c.subject_id == annotator)
    if after is not None:
        query = query.where(tuple_(rank, alert.c.type, alert.c.alert_id) > tuple_(*after))
    return list(connection.execute(query.order_by(rank, alert.c.type, alert.c.alert_id).limit(limit)).all())


def _rank() -> Any:
    return case(*[(alert.c.severity == name, place) for place, name in enumerate(SEVERITIES)], else_=len(SEVERITIES))


def open_flags(connection: Connection, project: int) -> dict[str, list[str]]:
    """{annotator id: types of the alerts about them that are not resolved}."""
    query = (
        select(alert.c.subject_id, alert.c.type)
        .where(alert.c.project == project, alert.c.subject_kind == "annotator", alert.c.status != "resolved")
        .order_by(alert.c.subject_id, alert.c.type)
    )
    found: dict[str, list[str]] = {}
    for who, type in connection.execute(query):
        found.setdefault(who, []).append(type)
    return found
