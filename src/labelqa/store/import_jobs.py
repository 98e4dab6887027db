"""Imports that a server runs: their state and progress, for whoever follows them from any process."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import Connection, CursorResult, Row, Update, insert, or_, select, update

from labelqa.errors import NotFound
from labelqa.store.schema import import_job as table

State = Literal["queued", "running", "done", "failed", "cancelled"]
OPEN: tuple[State, ...] = ("queued", "running")
"""States of a job that has not ended."""


@dataclass(frozen=True, slots=True)
class Job:
    """One import. `done` and `total` count annotations; `started_at` is when the present pass over the file began.

    `summary` and `problem` are JSON texts, of a job that ended. `format`: the one that was asked for; `by`: the id of
    the key that started it. Times in ms; of jobs of earlier versions the last three are not known.
    """

    import_id: str
    state: State
    source: str
    done: int
    total: int | None
    started_at: int
    updated_at: int
    summary: str | None = None
    problem: str | None = None
    format: str | None = None
    by: str | None = None
    created_at: int | None = None


def add(
    connection: Connection,
    project: int,
    import_id: str,
    source: str,
    *,
    now: int,
    format: str | None = None,
    by: str | None = None,
) -> Job:
    """A new job that waits for its turn."""
    job = Job(import_id, "queued", source, 0, None, now, now, format=format, by=by, created_at=now)
    values = {name: getattr(job, name) for name in Job.__slots__}
    connection.execute(insert(table).values(project=project, **values))
    return job


def get(connection: Connection, project: int, import_id: str) -> Job:
    """A job of this project; NotFound when there is none."""
    query = select(table).where(table.c.project == project, table.c.import_id == import_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("there is no such import in this project")
    return _job(row)


def page(connection: Connection, project: int, *, before: int | None = None, limit: int = 100) -> list[tuple[int, Job]]:
    """Jobs with their numbers, the newest first, from the one before that number."""
    query = select(table).where(table.c.project == project).order_by(table.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.id < before)
    return [(row.id, _job(row)) for row in connection.execute(query)]


def watched(connection: Connection, projects: Iterable[int], *, since: int) -> list[tuple[int, Job]]:
    """(number of the project, job) of jobs that have not ended, or that changed since a time; without their texts."""
    plain = [table.c[name] for name in Job.__slots__ if name not in ("summary", "problem")]
    query = select(table.c.project, *plain).where(
        table.c.project.in_(sorted(projects)), or_(table.c.state.in_(OPEN), table.c.updated_at >= since)
    )
    rows = connection.execute(query.order_by(table.c.id)).mappings()
    return [(row["project"], Job(**{k: v for k, v in row.items() if k != "project"})) for row in rows]


def advance(connection: Connection, import_id: str, *, done: int, total: int | None, started_at: int, now: int) -> bool:
    """Notes progress; False when the job was cancelled, or its project deleted."""
    values = {"state": "running", "done": done, "total": total, "started_at": started_at, "updated_at": now}
    changed = update(table).where(table.c.import_id == import_id, table.c.state != "cancelled").values(**values)
    return _count(connection, changed) == 1


def keep_waiting(connection: Connection, import_ids: Iterable[str], *, now: int) -> None:
    """Says of waiting jobs that somebody still means to run them."""
    connection.execute(update(table).where(table.c.import_id.in_(sorted(import_ids))).values(updated_at=now))


def finish(
    connection: Connection,
    import_id: str,
    state: State,
    *,
    now: int,
    total: int | None = None,
    summary: str | None = None,
    problem: str | None = None,
) -> None:
    """Ends a job, with `total` annotations done where it is known; one that was cancelled meanwhile stays so."""
    values: dict[str, Any] = {"state": state, "updated_at": now, "summary": summary, "problem": problem}
    if total is not None:
        values |= {"done": total, "total": total}
    open_still = table.c.state != "cancelled"
    connection.execute(update(table).where(table.c.import_id == import_id, open_still).values(**values))


def cancel(connection: Connection, project: int, import_id: str, *, now: int) -> Job:
    """Ends a job that has not ended yet, and returns how it stands."""
    connection.execute(
        update(table)
        .where(table.c.project == project, table.c.import_id == import_id, table.c.state.in_(OPEN))
        .values(state="cancelled", updated_at=now)
    )
    return get(connection, project, import_id)


def abandon(connection: Connection, *, before: int, now: int, problem: str) -> int:
    """Marks jobs as failed that nobody has touched since `before`; returns how many there were."""
    left = update(table).where(table.c.state.in_(OPEN), table.c.updated_at < before)
    return _count(connection, left.values(state="failed", updated_at=now, problem=problem))


def _count(connection: Connection, statement: Update) -> int:
    return cast(CursorResult[Any], connection.execute(statement)).rowcount


def _job(row: Row[Any]) -> Job:
    return Job(**{name: getattr(row, name) for name in Job.__slots__})
