"""A project of very many images in a minute: the first ones are written as every answer is, the others are copies.

Copies are rows by SQL under other names: of the image, its facts, its classes and its flags, which is all that the list
reads. They have no annotations, and sums are those of the written ones: reports read sums whose size does not depend on
the number of images.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from ingest import fill
from labelqa.clock import wall_clock
from labelqa.ingest import learn_queue
from labelqa.store import open_store

COPIED = ("image_fact", "image_class", "image_flag")
UNREAD = {"bag": "x''", "dirty": "0"}
"""Columns that only writing reads: copies hold nothing there."""


def build(path: Path, images: int, written: int) -> None:
    """A project of so many images in a new SQLite file."""
    store = open_store(f"sqlite:///{path}")
    fill(store, "bench", written, seed=1)
    learn_queue(store, "bench", now=wall_clock())  # copies have their scores: nothing is left to do in the background
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for table in ("image", *COPIED):
            connection.execute(f"CREATE TEMP TABLE first_{table} AS SELECT * FROM {table}")
        for start in range(written, images, written):
            _copy(connection, start, min(written, images - start))
            connection.commit()
        connection.execute("ANALYZE")
        connection.commit()


def _copy(connection: sqlite3.Connection, by: int, rows: int) -> None:
    """The first images again, `by` further on."""
    end = connection.execute("SELECT min(id) FROM first_image").fetchone()[0] + rows
    own = {"name": f"printf('img_%07d', CAST(substr(name, 5) AS INTEGER) + {by})"}
    _again(connection, "image", own | {"id": f"id + {by}"}, f"id < {end}")
    for table in COPIED:
        _again(connection, table, own | UNREAD | {"image": f"image + {by}"}, f"image < {end}")


def _again(connection: sqlite3.Connection, table: str, changed: dict[str, str], where: str) -> None:
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    quoted = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(changed.get(name, f'"{name}"') for name in names)
    connection.execute(f"INSERT INTO {table} ({quoted}) SELECT {values} FROM first_{table} WHERE {where}")
