"""What the six answers cost on PostgreSQL beside SQLite, with the same data in both, without HTTP and any cache.

The project is made in SQLite (`many.py`) and copied row by row into a PostgreSQL of its own, from the binaries that the
tests use. CPU time of this process and of the database's own process that serves it, in turn on both.
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Boolean, Table

from labelqa.reports import REPORTS
from labelqa.store import Store, open_store, projects, schema
from many import build
from reading import CASES, SIX
from table import Row, arguments, show, versus

sys.path.append(str(Path(__file__).parent.parent))
from tests.databases import own_postgres

ASKED = (*SIX, "agreement of a class", "agreement of an annotator", "queue, class, common, by priority")
WARM = 8
"""Rounds that are not counted: the driver prepares a statement on a connection when it comes for the sixth time."""
MOST = 2.0
"""As many times the time of SQLite are promised at the most."""


def copied(path: Path, url: str) -> None:
    """The rows of a SQLite file into a new PostgreSQL database."""
    open_store(url).close()
    with closing(sqlite3.connect(path)) as source, psycopg.connect(url.replace("+psycopg", "")) as target:
        target.execute("SET session_replication_role = replica")  # rows are as they were: nothing is to be checked
        for table in schema.meta.sorted_tables:
            _copy(source, target, table)
        target.commit()
        target.autocommit = True
        target.execute("VACUUM ANALYZE")  # as PostgreSQL does by itself, later


def _copy(source: sqlite3.Connection, target: psycopg.Connection[Any], table: Table) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.c)
    flags = [k for k, column in enumerate(table.c) if isinstance(column.type, Boolean)]
    with target.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN'.encode()) as copy:
        for row in source.execute(f'SELECT {names} FROM "{table.name}"'):
            values = list(row)
            for k in flags:
                values[k] = bool(values[k])
            copy.write_row(values)


def once(store: Store, name: str, asked: Mapping[str, Any]) -> float:
    """CPU seconds of one report in a fresh snapshot, here and in the database's process."""
    with store.read() as connection:
        served = None if store.sqlite else connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        project = projects.get(connection, "bench")
        begin = time.process_time() + _spent(served)
        REPORTS[name].build(connection, project, **asked)
        return time.process_time() + _spent(served) - begin


def _spent(process: int | None) -> float:
    """Seconds that a process has run."""
    return 0.0 if process is None else int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


def rows(stores: Sequence[Store], images: int, repeats: int) -> Iterator[Row]:
    """PostgreSQL beside SQLite, case by case."""
    for case in ASKED:
        name, asked = CASES[case]
        taken = [[once(store, name, asked) for store in stores] for _ in range(WARM + repeats)][WARM:]
        here, there = ([one[k] for one in taken] for k in (0, 1))
        what = f"{case}, {images:,} images, on PostgreSQL"
        yield versus(what, "SQLite", there, here, unit="ms", target=f">= {1 / MOST}", scale=1000)
        print(case, file=sys.stderr)


def main() -> None:
    """One project in both."""
    options = arguments(__doc__, images=100_000, repeats=7)
    images = 10_000 if options.quick else options.images
    with tempfile.TemporaryDirectory() as folder, own_postgres() as url:
        path = Path(folder) / "bench.db"
        build(path, images, 2_000)
        copied(path, url)
        stores = [open_store(f"sqlite:///{path}"), open_store(url)]
        found = list(rows(stores, images, options.repeats))
        for store in stores:
            store.close()
    show("the six answers on both databases, no cache, CPU time", found, options)


if __name__ == "__main__":
    main()
