"""Everything a database and a folder hold, as one hash, and a cheap sign of when it is worth taking."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

import psycopg
from sqlalchemy import make_url, select

from labelqa.store import Store
from labelqa.store.schema import meta

LOGS = {"audit"}
"""What is added to on purpose when requests are refused: a row that counts refused keys."""


def footprint(store: Store, folder: Path) -> str:
    """A hash of every row of every table, and of every file of a folder."""
    found = sha256()
    with store.read() as connection:
        for table in meta.sorted_tables:
            if table.name not in LOGS:
                rows = connection.execute(select(table)).all()
                found.update(repr((table.name, sorted(map(repr, rows)))).encode())
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(repr((str(path), path.read_bytes())).encode())
    return found.hexdigest()


@contextmanager
def commits(store: Store) -> Iterator[Callable[[], object]]:
    """What gives another value once anything was committed: far cheaper than a footprint."""
    url = make_url(store.engine.url)
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(url.database), check_same_thread=False)) as file:
            yield lambda: file.execute("PRAGMA data_version").fetchone()
    else:
        shown = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(shown, autocommit=True) as line:
            yield lambda: line.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())").fetchone()
