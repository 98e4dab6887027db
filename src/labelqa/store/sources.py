"""Labelling tools that a project takes its labels from: what is asked of each, how it stands, and who is at it now.

Tokens and secrets are sealed by the caller; here they are bytes. A pull holds its source by a lease: a time that it
moves on while it lives. Who comes too late with it, because another one has taken the source over, is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Row,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from labelqa.errors import Conflict, NotFound
from labelqa.store.schema import project as projects
from labelqa.store.schema import source as table
from labelqa.store.schema import source_hint as hints

State = Literal["active", "failing", "paused"]
STATES: tuple[State, ...] = ("active", "failing", "paused")
"""`failing`: asking again would not help until somebody does something; it is asked from time to time all the same.
`paused`: somebody wants no pulls."""
COLUMNS = (
    "source_id", "kind", "name", "address", "token", "hook_secret", "options", "state", "mark", "problem", "last",
    "minutes", "failures", "next_at", "started_at", "pulled_at", "reconciled_at", "created_at", "changed_at",
)  # fmt: skip
LEASE_MS = 600_000
"""A pull that gave no sign of life for so long is dead: longer than a unit takes to be fetched."""
TAKEN_OVER = "another process pulls this source now"


@dataclass(frozen=True, slots=True)
class Source:
    """One labelling tool of a project. `options` and `last` are JSON texts. Times in ms."""

    number: int
    project: int
    project_id: str
    source_id: str
    kind: str
    name: str
    address: str
    token: bytes
    hook_secret: bytes | None
    options: str
    state: State
    mark: str | None
    problem: str | None
    last: str | None
    minutes: int | None
    write_back: bool
    failures: int
    next_at: int | None
    started_at: int | None
    pulled_at: int | None
    reconciled_at: int | None
    created_at: int
    changed_at: int

    def held(self, now: int) -> bool:
        """True while somebody pulls it."""
        return self.started_at is not None and self.started_at > now - LEASE_MS


def add(connection: Connection, project: int, values: Mapping[str, Any]) -> Source:
    """Stores a source."""
    connection.execute(insert(table).values(project=project, failures=0, **_stored(values)))
    return get(connection, project, values["source_id"])


def get(connection: Connection, project: int, source_id: str) -> Source:
    """The source of that id; NotFound when the project has none."""
    query = _rows().where(table.c.project == project, table.c.source_id == source_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("there is no such source in this project")
    return _source(row)


def by_number(connection: Connection, number: int) -> Source | None:
    """The source of that number, None when it is gone."""
    row = connection.execute(_rows().where(table.c.id == number)).one_or_none()
    return None if row is None else _source(row)


def find(connection: Connection, project_id: str, source_id: str) -> Source | None:
    """The source of that id in the project of that id, None when there is none."""
    query = _rows().where(projects.c.project_id == project_id, table.c.source_id == source_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else _source(row)


def page(connection: Connection, project: int, *, after: str = "", limit: int = 100) -> list[Source]:
    """Sources by id, from the one after `after`."""
    query = _rows().where(table.c.project == project, table.c.source_id > after)
    return [_source(row) for row in connection.execute(query.order_by(table.c.source_id).limit(limit))]


def count(connection: Connection, project: int) -> int:
    """How many sources a project has."""
    return connection.execute(select(func.count()).where(table.c.project == project)).scalar_one()


def change(connection: Connection, number: int, values: Mapping[str, Any]) -> None:
    """Changes what is given."""
    connection.execute(update(table).where(table.c.id == number).values(**_stored(values)))


def remove(connection: Connection, number: int) -> None:
    """Deletes a source with all that is known of its units; what it brought into the project stays."""
    connection.execute(delete(table).where(table.c.id == number))


@dataclass(frozen=True, slots=True)
class Due:
    """A source to pull, by the number of the store. `listing`: all its changes, else what hints name."""

    number: int
    project: int
    listing: bool


def due(connection: Connection, *, now: int) -> list[Due]:
    """Sources whose time has come, or that have hints, and that nobody pulls: those that wait longest first."""
    timed = table.c.next_at <= now
    hinted = exists().where(hints.c.source == table.c.id, hints.c.next_at <= now)
    wanted = or_(timed, and_(table.c.failures == 0, hinted))
    query = select(table.c.id, table.c.project, func.coalesce(table.c.next_at, now + 1) <= now)
    query = query.where(table.c.state != "paused", _free(now), wanted)
    query = query.order_by(func.coalesce(table.c.next_at, now), table.c.id)
    return [Due(number, project, bool(listing)) for number, project, listing in connection.execute(query)]


def claim(connection: Connection, number: int, *, now: int, next_at: int) -> bool:
    """Takes a source for a pull; False when somebody else has it.

    The pull counts as failed, and is due again at `next_at`, until it ends well.
    """
    taken = update(table).where(table.c.id == number, _free(now))
    return _count(connection, taken.values(started_at=now, failures=table.c.failures + 1, next_at=next_at)) == 1


def hold(connection: Connection, number: int, lease: int, **values: Any) -> None:
    """Says that the pull with this lease lives, and notes what is given; Conflict when the source is not its any more.

    A new value of `started_at` is the lease from now on; None ends it.
    """
    mine = update(table).where(table.c.id == number, table.c.started_at == lease)
    if _count(connection, mine.values(**({"started_at": lease} | values))) != 1:
        raise Conflict(TAKEN_OVER)


def release(connection: Connection) -> None:
    """Frees every source, for the start of the only server there is: its pulls are due at once."""
    left = update(table).where(table.c.started_at.is_not(None), table.c.state != "paused")
    connection.execute(left.values(next_at=table.c.started_at))
    connection.execute(update(table).where(table.c.started_at.is_not(None)).values(started_at=None))


def _free(now: int) -> ColumnElement[bool]:
    return or_(table.c.started_at.is_(None), table.c.started_at <= now - LEASE_MS)


def _count(connection: Connection, statement: Any) -> int:
    return cast(CursorResult[Any], connection.execute(statement)).rowcount


def _rows() -> Select[Any]:
    columns: Sequence[Any] = [table.c[name] for name in (*COLUMNS, "write_back")]
    joined = table.join(projects, projects.c.id == table.c.project)
    return select(table.c.id, table.c.project, projects.c.project_id, *columns).select_from(joined)


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    told = {"write_back": int(values["write_back"])} if "write_back" in values else {}
    return {**values, **told}


def _source(row: Row[Any]) -> Source:
    values = {name: getattr(row, name) for name in COLUMNS}
    return Source(
        number=row.id, project=row.project, project_id=row.project_id, write_back=bool(row.write_back), **values
    )
