"""What tools said has changed, until it is fetched: one row for a unit, however often they say it.

A hint that comes again while its unit is being fetched is another one: `received_at` grows with each, so that a pull
removes only what it has seen.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, case, delete, func, select, update

from labelqa.store.engine import INSERTS
from labelqa.store.schema import source_hint as table

WHOLE = ""
"""The unit that stands for the source as a whole."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A hint: the unit it names, and when it came last."""

    unit: str
    received_at: int


def add(connection: Connection, source: int, unit: str, *, now: int, next_at: int | None = None) -> None:
    """Notes that a unit has changed; it is to be looked at from `next_at` on, else at once."""
    later = case((table.c.received_at >= now, table.c.received_at + 1), else_=now)
    when = now if next_at is None else next_at
    row = INSERTS[connection.dialect.name](table).values(source=source, unit=unit, received_at=now, next_at=when)
    again = {"received_at": later, "next_at": when}
    connection.execute(row.on_conflict_do_update(index_elements=["source", "unit"], set_=again))


def waiting(connection: Connection, source: int, *, now: int, limit: int = 100) -> list[Waiting]:
    """Hints of units whose time has come, the oldest first."""
    query = select(table.c.unit, table.c.received_at).where(table.c.source == source, table.c.next_at <= now)
    query = query.where(table.c.unit != WHOLE)
    return [Waiting(*row) for row in connection.execute(query.order_by(table.c.received_at, table.c.id).limit(limit))]


def whole(connection: Connection, source: int, *, now: int) -> int | None:
    """When a hint about the source as a whole came whose time has come; None without one."""
    query = select(table.c.received_at).where(table.c.source == source, table.c.unit == WHOLE, table.c.next_at <= now)
    return connection.execute(query).scalar()


def settle(connection: Connection, source: int, unit: str, *, seen: int) -> None:
    """Removes the hint of a unit, unless it came again after it was seen."""
    mine = table.c.source == source, table.c.unit == unit
    connection.execute(delete(table).where(*mine, table.c.received_at <= seen))


def postpone(connection: Connection, source: int, unit: str, *, next_at: int) -> None:
    """Leaves the hint of a unit for later."""
    mine = update(table).where(table.c.source == source, table.c.unit == unit)
    connection.execute(mine.values(next_at=next_at))


def count(connection: Connection, source: int) -> int:
    """How many hints of a source wait."""
    return connection.execute(select(func.count()).where(table.c.source == source)).scalar_one()
