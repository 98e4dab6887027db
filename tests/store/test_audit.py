"""The audit log: the database itself refuses to change it, and it outlives what it is about."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from labelqa.store import Store, audit
from labelqa.store.audit import Entry


def filled(store: Store) -> list[Entry]:
    entries = [
        Entry(at=1000 * (k // 2), operation=("a", "b")[k % 2], project_id=("x", "y", None)[k % 3], about=str(k))
        for k in range(12)
    ]
    with store.write() as connection:
        for entry in entries:
            audit.add(connection, entry)
    return entries


@pytest.mark.parametrize("statement", ["UPDATE audit SET about = 'other'", "DELETE FROM audit"])
def test_no_row_is_changed_or_deleted(store: Store, statement: str) -> None:
    filled(store)
    with store.read() as connection:
        before = audit.page(connection)
    with pytest.raises(DBAPIError, match="rows of the audit log stay as they are"), store.engine.begin() as connection:
        connection.execute(text(statement))
    if not store.sqlite:
        with pytest.raises(DBAPIError, match="stay as they are"), store.engine.begin() as connection:
            connection.execute(text("TRUNCATE audit"))
    with store.read() as connection:
        assert audit.page(connection) == before


def test_pages_are_the_newest_first_and_together_everything(store: Store) -> None:
    entries = filled(store)
    found, place = [], None
    with store.read() as connection:
        while rows := audit.page(connection, before=place, limit=5):
            found += rows
            place = rows[-1].at, rows[-1].id
        assert [row.about for row in found] == [entry.about for entry in reversed(entries)]
        of_x = audit.page(connection, project_id="x", operation="a", since=1000, until=5000)
        assert [row.about for row in of_x] == ["6"]
        assert {row.project_id for row in audit.page(connection, only=["y"])} == {"y"}
        assert audit.page(connection, only=[]) == []
