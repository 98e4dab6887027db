"""Answers of writes that carried an Idempotency-Key, kept in the write's own transaction."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select

from labelqa.store import engine
from labelqa.store.schema import idempotency


@dataclass(frozen=True, slots=True)
class Record:
    """One answered write: the fingerprint of what was asked, and the answer byte for byte."""

    body: str
    status: int
    answer: bytes


def find(connection: Connection, scope: str, key: str, *, since: int) -> Record | None:
    """The answer that was given under this key since that time."""
    table = idempotency
    query = select(table.c.body, table.c.status, table.c.answer).where(
        table.c.scope == scope, table.c.key == key, table.c.created_at >= since
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Record(row.body, row.status, row.answer)


def keep(connection: Connection, scope: str, key: str, record: Record, *, now: int) -> None:
    """Keeps an answer; one that is too old to count makes room."""
    content = {"body": record.body, "status": record.status, "answer": record.answer, "created_at": now}
    engine.upsert(connection, idempotency, [{"scope": scope, "key": key, **content}])


def forget(connection: Connection, scopes: Iterable[str]) -> None:
    """Drops the answers of these scopes: what they were given for is gone."""
    connection.execute(delete(idempotency).where(idempotency.c.scope.in_(sorted(scopes))))


def purge(connection: Connection, *, before: int) -> None:
    """Drops answers that are too old to count."""
    connection.execute(delete(idempotency).where(idempotency.c.created_at < before))
