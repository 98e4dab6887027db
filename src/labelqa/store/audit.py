"""Lines of the audit log: added in the transaction of what they tell, read newest first."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, insert, select

from labelqa.store.audit_tables import audit_line

LONGEST = 4096
"""Bytes of JSON that a line holds of a thing; of a longer one its size and SHA-256."""
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """Who (`key_id`, None: the command line, or nobody in particular) did what, to what, and how it was and is.

    `about` is the id of the thing within its project, `at` in ms; `before` and `after` are JSON.
    """

    at: int
    operation: str
    key_id: str | None = None
    project_id: str | None = None
    about: str | None = None
    before: str | None = None
    after: str | None = None
    request_id: str | None = None
    number: int = 0


def note(connection: Connection, line: Line, before: Values | None = None, after: Values | None = None) -> None:
    """Adds a line, with how its thing was and is; of one that was and still is, only what differs is kept."""
    if before is not None and after is not None:
        before, after = differing(before, after)
    add(connection, replace(line, before=told(before), after=told(after)))


def add(connection: Connection, line: Line) -> None:
    """Adds a line as it is."""
    values = asdict(line)
    del values["number"]
    connection.execute(insert(audit_line).values(object=values.pop("about"), **values))


def told(values: Values | None) -> str | None:
    """How a thing is written into a line.

    >>> told({"name": "Yard"}), told(None)
    ('{"name":"Yard"}', None)
    >>> told({"name": "x" * 5000})[:14]
    '{"bytes":5011,'
    """
    if values is None:
        return None
    text = json.dumps(values, separators=(",", ":"), ensure_ascii=False)
    if len(text.encode()) <= LONGEST:
        return text
    size, digest = len(text.encode()), sha256(text.encode()).hexdigest()
    return json.dumps({"bytes": size, "sha256": digest}, separators=(",", ":"))


def differing(before: Values, after: Values) -> tuple[Values, Values]:
    """What differs of a thing, as it was and as it is."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


def page(
    connection: Connection, *, limit: int, before: int | None = None, only: Collection[str] | None = None
) -> list[Line]:
    """Lines, the newest first, from the one before number `before`; `only`: of these projects."""
    query = select(audit_line).order_by(audit_line.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(audit_line.c.id < before)
    if only is not None:
        query = query.where(audit_line.c.project_id.in_(sorted(only)))
    return [
        Line(r.at, r.operation, r.key_id, r.project_id, r.object, r.before, r.after, r.request_id, r.id)
        for r in connection.execute(query)
    ]
