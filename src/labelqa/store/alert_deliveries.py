"""The outbox: messages written with what they tell, sent afterwards, each under one id for ever.

A message is `waiting` until it is `delivered`, `dead` (every attempt failed) or `dropped` (its target was switched
off). Who means to send one claims it for a while: no two do at once, and one that dies meanwhile only delays it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from labelqa.errors import NotFound
from labelqa.store.schema import alert_target
from labelqa.store.schema import delivery as table

STATES = ("waiting", "delivered", "dead", "dropped")
COLUMNS = (
    "message_id", "alert_id", "event", "body", "state", "attempts", "created_at", "next_at", "ended_at",
    "claimed_until", "status", "problem",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one target. `status` and `problem` are of its last attempt. Times in ms."""

    number: int
    target: int
    target_id: str
    message_id: str
    alert_id: str
    event: str
    body: bytes
    state: str
    attempts: int
    created_at: int
    next_at: int | None
    ended_at: int | None
    claimed_until: int | None
    status: int | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message to write into the outbox."""

    message_id: str
    target: int
    alert_id: str
    event: str
    body: bytes


def add(connection: Connection, project: int, messages: Sequence[Waiting], *, now: int) -> None:
    """Writes messages that are due at once."""
    rows = [
        {
            "project": project,
            "state": "waiting",
            "attempts": 0,
            "created_at": now,
            "next_at": now,
            **{name: getattr(message, name) for name in Waiting.__slots__},
        }
        for message in messages
    ]
    if rows:
        connection.execute(insert(table), rows)


@dataclass(frozen=True, slots=True)
class Due:
    """A message to send, by the numbers of the store."""

    number: int
    target: int
    project: int


def due(connection: Connection, *, now: int) -> list[Due]:
    """For each target one message that is due and that nobody has claimed, the oldest first.

    Of a target's messages it is the oldest of those that were tried least: one that is refused again and again holds
    up no other.
    """
    turn = func.row_number().over(partition_by=table.c.target, order_by=(table.c.attempts, table.c.id))
    found = select(table.c.id, table.c.target, table.c.project, turn.label("turn")).where(_free(now)).subquery()
    query = select(found.c.id, found.c.target, found.c.project).where(found.c.turn == 1).order_by(found.c.id)
    return [Due(*row) for row in connection.execute(query)]


def claim(connection: Connection, number: int, *, now: int, until: int) -> Delivery | None:
    """Takes a message for oneself until a time and counts the attempt; None when somebody else was quicker."""
    taken = update(table).where(table.c.id == number, _free(now))
    taken = taken.values(claimed_until=until, attempts=table.c.attempts + 1)
    if connection.execute(taken).rowcount == 0:
        return None
    row = connection.execute(_rows().where(table.c.id == number)).one_or_none()
    return None if row is None else _delivery(row)


def settle(connection: Connection, claimed: Delivery, **values: Any) -> bool:
    """Notes what became of an attempt; False when the message was changed meanwhile, and then nothing is noted."""
    mine = table.c.id == claimed.number, table.c.state == "waiting", table.c.attempts == claimed.attempts
    noted = update(table).where(*mine, table.c.claimed_until == claimed.claimed_until)
    return connection.execute(noted.values(claimed_until=None, **values)).rowcount == 1


def postpone(connection: Connection, target: int, *, until: int) -> None:
    """Nothing that waits for a target is due before `until`; what somebody has claimed is theirs."""
    waiting = table.c.target == target, table.c.state == "waiting", table.c.claimed_until.is_(None)
    connection.execute(update(table).where(*waiting, table.c.next_at < until).values(next_at=until))


def drop(connection: Connection, target: int, *, now: int, problem: str) -> None:
    """Gives up every message to a target that waits."""
    waiting = table.c.target == target, table.c.state == "waiting"
    values = {"state": "dropped", "ended_at": now, "next_at": None, "claimed_until": None, "problem": problem}
    connection.execute(update(table).where(*waiting).values(**values))


def release(connection: Connection) -> None:
    """Frees every claim: for the start of the only server there is, which has lost what it had begun."""
    connection.execute(update(table).where(table.c.claimed_until.is_not(None)).values(claimed_until=None))


def renew(connection: Connection, number: int, *, now: int) -> bool:
    """Makes a message due at once, with all its attempts before it; False when somebody is at it just now."""
    nothing = dict.fromkeys(("ended_at", "claimed_until", "status", "problem"))
    values = {"state": "waiting", "attempts": 0, "next_at": now, **nothing}
    idle = or_(table.c.state != "waiting", table.c.claimed_until.is_(None), table.c.claimed_until <= now)
    return connection.execute(update(table).where(table.c.id == number, idle).values(**values)).rowcount == 1


def purge(connection: Connection, *, before: int) -> None:
    """Deletes what ended before a time."""
    connection.execute(delete(table).where(table.c.state != "waiting", table.c.ended_at < before))


def get(connection: Connection, project: int, message_id: str) -> Delivery:
    """The message of that id; NotFound when the project has none."""
    query = _rows().where(table.c.project == project, table.c.message_id == message_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("there is no such message in this project")
    return _delivery(row)


def page(
    connection: Connection,
    project: int,
    *,
    state: str | None = None,
    target: str | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[Delivery]:
    """Messages, the newest first, from the one before the number `before`."""
    query = _rows().where(table.c.project == project)
    if state is not None:
        query = query.where(table.c.state == state)
    if target is not None:
        query = query.where(alert_target.c.target_id == target)
    if before is not None:
        query = query.where(table.c.id < literal(before, BigInteger()))  # a client may name a number that no row has
    return [_delivery(row) for row in connection.execute(query.order_by(table.c.id.desc()).limit(limit))]


def waiting(connection: Connection) -> int:
    """How many messages wait, in all projects."""
    return connection.execute(select(func.count()).where(table.c.state == "waiting")).scalar_one()


def _free(now: int) -> ColumnElement[bool]:
    unclaimed = or_(table.c.claimed_until.is_(None), table.c.claimed_until <= now)
    return and_(table.c.state == "waiting", table.c.next_at <= now, unclaimed)


def _rows() -> Any:
    columns = [table.c[name] for name in COLUMNS]
    joined = table.join(alert_target, alert_target.c.id == table.c.target)
    return select(table.c.id, table.c.target, alert_target.c.target_id, *columns).select_from(joined)


def _delivery(row: Row[Any]) -> Delivery:
    values = {name: getattr(row, name) for name in COLUMNS}
    return Delivery(number=row.id, target=row.target, target_id=row.target_id, **values)
