"""A whole database as one SQLite file: taken while others write, and put into an empty database of either kind.

SQLite copies itself by its backup API, which sees one state and what its log holds; PostgreSQL is read in one snapshot,
row by row.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError

from labelqa.errors import BadCall, BadFile, StoreUnavailable
from labelqa.paths import StrPath, shown
from labelqa.store import engine
from labelqa.store.engine import Store, add, open_store
from labelqa.store.schema import meta

ROWS = 1000
"""Rows that are read and written at once."""
BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file: left over from another one it would be taken for part of the new one."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a file holds: rows by table, and the version of its schema."""

    version: str
    rows: dict[str, int]


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite database; None for another database. BadCall for one in memory and for what is no URL."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise BadCall(f"database {url!r} is no URL; write sqlite:///labelqa.db or postgresql://host/name") from None
    if parsed.get_backend_name() != "sqlite":
        return None
    if parsed.database in (None, "", ":memory:"):
        raise BadCall("a database in memory is gone with its process; name the file of one")
    return Path(str(parsed.database))


def address_of(url: str) -> str:
    """What tells one database of a server from another, without user and password."""
    parsed = make_url(url)
    return f"{parsed.host}:{parsed.port}/{parsed.database}"


def copy_out(url: str, path: StrPath) -> None:
    """Fills an empty file with the database as it stands now; writers go on meanwhile.

    A SQLite database is copied whatever its schema, so also before an upgrade. Raises BadCall, StoreUnavailable.
    """
    file = sqlite_file(url)
    if file is None:
        _copy_rows_out(url, path)
    elif not file.is_file():
        raise BadCall(f"{shown(file)}: there is no such database; check --database")
    else:
        copy_file(file, path, mode="rw")  # who may only read could leave files of its log behind


def copy_file(file: StrPath, path: StrPath, *, mode: str = "ro") -> None:
    """Fills an empty file with a SQLite database and what its log holds, as one file that needs no other beside it."""
    with _reached(file, into=path), closing(_opened(file, mode)) as source, closing(_opened(path, "rw")) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")


def check(path: StrPath) -> Held:
    """What a SQLite file holds, when it is a sound database of labelqa; BadFile else."""
    with _reached(path), closing(_opened(path, "ro")) as connection:
        broken = [row[0] for row in connection.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
        broken += [
            f"a row of {row[0]} names one that is gone" for row in connection.execute("PRAGMA foreign_key_check")
        ]
        if broken:
            raise BadFile(f"{shown(path)}: the database is damaged ({broken[0]}); take another backup")
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not {"alembic_version", "project"} <= tables:
            raise BadFile(f"{shown(path)}: is a database, but none of labelqa; name a backup")
        rows = {name: _count(connection, name) for name in sorted(tables & set(meta.tables))}
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return Held(str(version[0]) if version else "", rows)


def check_vacant(url: str) -> None:
    """BadCall unless there is nothing at that URL that a restored database would replace or mix with."""
    file = sqlite_file(url)
    if file is not None:
        for place in (file, *(file.with_name(file.name + end) for end in BESIDE)):
            if place.exists():
                raise BadCall(f"{shown(place)}: is there already; move it away, or name another database")
        return
    opened = engine.connected(url)
    try:
        with engine.reachable():
            if inspect(opened).get_table_names():
                raise BadCall("the database has tables already; name an empty one")
    finally:
        opened.dispose()


def copy_in(store: Store, url: str) -> None:
    """Copies every row of an open store into the empty database at a URL, in one transaction."""
    target = open_store(url)
    try:
        with store.read() as source, target.write() as connection:
            for table in meta.sorted_tables:
                for rows in source.execution_options(yield_per=ROWS).execute(select(table)).mappings().partitions(ROWS):
                    add(connection, table, [dict(row) for row in rows])
                number = table.autoincrement_column
                if number is not None and not target.sqlite:
                    top = select(func.max(number))
                    sequence = func.pg_get_serial_sequence(table.name, number.name)
                    connection.execute(select(func.setval(sequence, func.coalesce(top.scalar_subquery(), 1))))
    finally:
        target.close()


def _copy_rows_out(url: str, path: StrPath) -> None:
    source = open_store(url, migrate=False)
    try:
        copy_in(source, f"sqlite:///{path}")
    finally:
        source.close()
    with _reached(path), closing(_opened(path, "rw")) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def _count(connection: sqlite3.Connection, table: str) -> int:
    found: int = connection.execute(str(select(func.count()).select_from(text(f'"{table}"')))).fetchone()[0]
    return found


def _opened(path: StrPath, mode: str) -> sqlite3.Connection:
    address = f"{Path(path).absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=engine.BUSY_MS / 1000, isolation_level=None)


@contextmanager
def _reached(path: StrPath, *, into: StrPath | None = None) -> Iterator[None]:
    """Turns what SQLite says of a file into our errors; `into`: the one that is written, where it is another."""
    try:
        yield
    except sqlite3.Error as error:
        said = str(error)
        if "not a database" in said or "malformed" in said:
            raise BadFile(f"{shown(path)}: is no sound SQLite database; name a backup") from None
        if "disk is full" in said:
            raise BadCall(f"{shown(into or path)}: the disk is full; make room, or name another place") from None
        raise StoreUnavailable(f"{shown(path)}: {said}; check that it is there and may be read") from None
