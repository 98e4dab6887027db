"""Alerts as they stand: one row for each cause, opened, updated and resolved by the write that touched it."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, case, func, select, tuple_

from labelqa.errors import NotFound
from labelqa.store import alert_events, alert_life, engine
from labelqa.store.alert_life import SEVERITIES, Change, Stored
from labelqa.store.chunks import chunks
from labelqa.store.schema import alert


def settle(
    connection: Connection, project: int, type: str, scopes: Iterable[str], rows: Sequence[dict[str, Any]], *, now: int
) -> list[Change]:
    """Makes `rows` the alerts of this type that stand in these scopes; others there are resolved.

    Returns what happened, as it was written into the history; nothing for alerts that say what they said.
    """
    found = {row["alert_id"]: {"project": project, "type": type, **row} for row in rows}
    known = _known(connection, project, type, scopes)
    looked = [alert_life.seen(known.get(i), row, now=now) for i, row in found.items()]
    looked += [alert_life.gone(old, now=now) for i, old in sorted(known.items()) if i not in found]
    engine.upsert(connection, alert, [row for row, _ in looked if row != known.get(row["alert_id"])])
    return alert_events.append(connection, [change for _, change in looked if change is not None])


def store(connection: Connection, changes: Sequence[Change]) -> list[Change]:
    """Writes changes that were made otherwise: the rows, and the history."""
    engine.upsert(connection, alert, [dict(change.row) for change in changes])
    return alert_events.append(connection, changes)


def get(connection: Connection, project: int, alert_id: str) -> Row[Any]:
    """The alert of that id; NotFound when the project has none."""
    query = select(alert).where(alert.c.project == project, alert.c.alert_id == alert_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("there is no such alert in this project")
    return row


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


def counts(connection: Connection, project: int, *, annotator: str | None = None) -> list[tuple[str, str, str, int]]:
    """(status, type, severity, how many) of all alerts, in that order; `annotator`: only those about that person."""
    by = (alert.c.status, alert.c.type, alert.c.severity)
    query = select(*by, func.count()).where(alert.c.project == project)
    if annotator is not None:
        query = query.where(alert.c.subject_kind == "annotator", alert.c.subject_id == annotator)
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query.group_by(*by).order_by(*by))]


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


def _known(connection: Connection, project: int, type: str, scopes: Iterable[str]) -> dict[str, Stored]:
    """Everything that was ever raised in these scopes, by id."""
    found: dict[str, Stored] = {}
    for chunk in chunks(scopes):
        chosen = alert.c.project == project, alert.c.type == type, alert.c.scope.in_(chunk)
        found |= {row["alert_id"]: dict(row) for row in connection.execute(select(alert).where(*chosen)).mappings()}
    return found


def _rank() -> Any:
    return case(*[(alert.c.severity == name, place) for place, name in enumerate(SEVERITIES)], else_=len(SEVERITIES))
