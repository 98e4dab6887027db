"""The connection that watches for commits."""

import gc
import sqlite3
from types import SimpleNamespace
from typing import Any

import pytest

from labelqa.store import Store, projects
from labelqa.store.commits import Commits
from tests.ingest.world import NOW


@pytest.fixture
def commits(store: Store) -> Commits:
    found = Commits(store.engine)
    assert found.seen() == found.seen()
    return found


def test_a_commit_is_noticed(store: Store, commits: Commits) -> None:
    before = commits.seen()
    with store.write() as connection:
        assert projects.page(connection, limit=1) == []
        connection.exec_driver_sql(f"DELETE FROM idempotency WHERE created_at > {NOW}")
        connection.exec_driver_sql("INSERT INTO idempotency VALUES ('s', 'k', 'b', 200, '', 0)")
    assert commits.seen() != before
    commits.close()


def test_the_connection_is_closed_with_whoever_watches(store: Store) -> None:
    watching = Commits(store.engine)
    watching.seen()
    held = watching._connection
    del watching
    gc.collect()
    with pytest.raises(store.engine.dialect.loaded_dbapi.Error):
        held.execute("SELECT 1")


def test_it_is_opened_again_after_it_was_closed(commits: Commits) -> None:
    commits.close()
    commits.close()
    assert commits.seen() == commits.seen()
    commits.close()


class Stubborn:
    """A connection that lets nobody set what it does on its own."""

    closed = 0

    def __setattr__(self, name: str, value: object) -> None:
        if name == "autocommit":
            raise sqlite3.OperationalError("the server went away")
        super().__setattr__(name, value)

    def close(self) -> None:
        self.closed += 1


def test_a_connection_that_breaks_before_it_is_of_use_is_closed() -> None:
    made = Stubborn()
    pooled = SimpleNamespace(driver_connection=made, detach=lambda: None)
    dialect = SimpleNamespace(name="postgresql", loaded_dbapi=sqlite3)
    engine: Any = SimpleNamespace(dialect=dialect, raw_connection=lambda: pooled)
    watching = Commits(engine)
    assert watching.seen() is None
    assert (made.closed, watching._connection) == (1, None)
