"""A migration that is killed at any statement is as if it had not begun, and the next start does it."""

import os
import signal
import subprocess
import sys

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from labelqa.store import migration, open_store
from labelqa.store.engine import connected
from labelqa.store.schema import meta

OLDEST = "0002"
DYING = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from labelqa.store import open_store
left = int(sys.argv[2])

@event.listens_for(Engine, "after_cursor_execute")
def count(connection, cursor, statement, *_):
    global left
    if statement.split()[0] in ("CREATE", "ALTER", "INSERT", "UPDATE", "DROP", "DELETE"):
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

open_store(sys.argv[1]).close()
"""


def old(url: str) -> None:
    """A database as an earlier version left it, with a project in it."""
    engine, config = connected(url), migration._config()
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, OLDEST)
        columns = {"id": 1, "project_id": "'site'", "name": "'Yard'", "task": "'detection'", "revision": 0}
        columns |= {"class_policy": "'open'", "iou_threshold": 0.5, "min_annotators": 2, "label_type": "'single'"}
        columns |= {"sigmas": "'{}'", "thresholds": "'{}'", "created_at": 1, "changed_at": 1}
        values = ", ".join(map(str, columns.values()))
        connection.execute(text(f"INSERT INTO project ({', '.join(columns)}) VALUES ({values})"))
    engine.dispose()


@pytest.mark.parametrize("at", [1, 9, 30])
def test_killed_in_the_middle_it_is_as_before_and_the_next_start_completes_it(database_url: str, at: int) -> None:
    old(database_url)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LABELQA_")}
    dying = subprocess.run(
        [sys.executable, "-c", DYING, database_url, str(at)], env=environment, capture_output=True, timeout=120
    )
    assert dying.returncode == -signal.SIGKILL, dying.stderr
    engine = connected(database_url)
    assert migration.current(engine) == OLDEST
    engine.dispose()
    store = open_store(database_url)
    with store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), meta) == []
        assert connection.execute(text("SELECT name FROM project")).scalar_one() == "Yard"
    store.close()
