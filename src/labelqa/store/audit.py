"""The audit log: who did what, and how it stood before and after. Rows are added and read, and nothing else."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, tuple_

from labelqa.store.audit_tables import audit

Place = tuple[int, int]
"""(time in ms, number) of the last row of the page before."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done. `at` in ms; `before` and `after` are JSON, without secrets.

    Without a `key_id` it was done on the database itself, by the command line or the server.
    """

    at: int
    operation: str
    key_id: str | None = None
    session: str | None = None
    request_id: str | None = None
    project_id: str | None = None
    about: str | None = None
    before: str | None = None
    after: str | None = None


def add(connection: Connection, entry: Entry) -> None:
    """Writes a row; it stands when the transaction does."""
    connection.execute(insert(audit).values(**asdict(entry)))


def page(
    connection: Connection,
    *,
    only: Collection[str] | None = None,
    project_id: str | None = None,
    key_id: str | None = None,
    operation: str | None = None,
    since: int | None = None,
    until: int | None = None,
    before: Place | None = None,
    limit: int = 100,
) -> list[Row[Any]]:
    """Rows, the newest first, from the one after `before`.

    `only` restricts to these projects, and leaves out what belongs to none; `until` is the first ms beyond.
    """
    order = audit.c.at, audit.c.id
    query = select(audit).order_by(*[column.desc() for column in order]).limit(limit)
    equal = {"project_id": project_id, "key_id": key_id, "operation": operation}
    query = query.where(*[audit.c[name] == value for name, value in equal.items() if value is not None])
    if only is not None:
        query = query.where(audit.c.project_id.in_(sorted(only)))
    if since is not None:
        query = query.where(audit.c.at >= since)
    if until is not None:
        query = query.where(audit.c.at < until)
    if before is not None:
        query = query.where(tuple_(*order) < tuple_(*before))
    return list(connection.execute(query).all())
