"""The audit log as it is handed out, to clients and to the command line."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from labelqa.reports import cursor
from labelqa.reports.figures import time
from labelqa.reports.parameters import window
from labelqa.store import Connection, Row
from labelqa.store import audit as stored
from labelqa.tally import DAY_MS


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One thing that was done. `operation`: its name in this document; `about`: the id of what was changed.

    `key_id` null: done on the database itself, by the command line or the server; with `session` the key was signed in
    with. `before` and `after`: the fields that differ; all where it was made or deleted; texts and lists of more than
    1,024 bytes as their size and SHA-256. Secrets are in neither.
    """

    at: str
    key_id: str | None
    session: str | None
    request_id: str | None
    operation: str
    project_id: str | None
    about: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Audit:
    """A page of the audit log, the newest first."""

    entries: list[AuditRow]
    next: str | None


def entries(
    connection: Connection,
    *,
    only: Collection[str] | None = None,
    project: str | None = None,
    key_id: str | None = None,
    operation: str | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int = 100,
    cursor_: str | None = None,
) -> Audit:
    """A page of the rows that meet all that is asked; of these projects alone where `only` names some."""
    query = ["audit", project, key_id, operation, since, until, None if only is None else sorted(only)]
    place, (first, last) = cursor.decode(cursor_, query, "ii"), window(since, until)
    rows = stored.page(
        connection,
        only=only,
        project_id=project,
        key_id=key_id,
        operation=operation,
        since=None if first is None else first * DAY_MS,
        until=None if last is None else (last + 1) * DAY_MS,
        before=None if place is None else (int(place[0] or 0), int(place[1] or 0)),
        limit=limit + 1,
    )
    end = rows[limit - 1] if len(rows) > limit else None
    following = None if end is None else cursor.encode([end.at, end.id], query)
    return Audit([_row(row) for row in rows[:limit]], following)


def _row(row: Row[Any]) -> AuditRow:
    return AuditRow(
        at=time(row.at) or "",
        key_id=row.key_id,
        session=row.session,
        request_id=row.request_id,
        operation=row.operation,
        project_id=row.project_id,
        about=row.about,
        before=None if row.before is None else orjson.loads(row.before),
        after=None if row.after is None else orjson.loads(row.after),
    )
