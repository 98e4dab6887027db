"""Whether a database takes writes now, found out without writing and without waiting for others who do."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import func, select

from labelqa.errors import StoreFull, StoreUnavailable
from labelqa.paths import free_bytes
from labelqa.store.engine import Store

LEAST = 16 * 1024**2
"""Bytes of room below which a disk counts as full."""


def check_writable(store: Store) -> None:
    """Raises StoreFull or StoreUnavailable when a write would fail; a writer at work is a good sign."""
    if not store.sqlite:
        _check_postgresql(store)
    elif store.engine.url.database not in (None, "", ":memory:"):
        _check_file(Path(str(store.engine.url.database)))


def _check_postgresql(store: Store) -> None:
    with store.engine.connect() as connection:
        mode = func.current_setting("default_transaction_read_only")
        standby, read_only = connection.execute(select(func.pg_is_in_recovery(), mode)).one()
    if standby or read_only == "on":
        raise StoreUnavailable("the database takes no writes: it is a standby, or read-only")


def _check_file(path: Path) -> None:
    if free_bytes(path.parent) < LEAST:
        raise StoreFull("the disk of the database is full; make room, reads go on meanwhile")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=0)) as connection:
            (number,) = connection.execute("PRAGMA user_version").fetchone()
            connection.execute("BEGIN IMMEDIATE")  # what may only be read lets this pass, and refuses the next
            connection.execute(f"PRAGMA user_version = {number}")
            connection.rollback()
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise StoreUnavailable("the database takes no writes; check the rights of its file and folder") from None
