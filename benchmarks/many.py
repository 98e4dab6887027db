"""A project of many images in little time: the first are written as every answer is, the others are copies of rows.

Copied by SQL, under other names, later times and a little other scores: the image, its facts, its pairs, its classes,
its flags, its answers and its places in the series, which is all that lists and reports of images read. Contents that
only writing reads are as long as the real ones, and empty. Sums are those of the written images: their size does not
depend on the number of images. Four in ten copies are approved, one in ten each rejected and put right, so that filters
by status meet all sorts; three classes of 200, 2,000 and 10,101 images stand beside the common ones (at a
million; else in proportion).
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from ingest import fill
from labelqa.clock import wall_clock
from labelqa.facts.series import RAISED
from labelqa.ingest import learn_queue
from labelqa.store import open_store

COPIED = ("image_fact", "pair_fact", "image_class", "image_flag", "annotation", "series")
FAR = "(image + {by}) * 2654435761 % 1000"
"""0 to 999, by the image."""
FACTS = {
    "status": f"CASE WHEN {FAR} < 400 THEN 2 WHEN {FAR} < 500 THEN 3 WHEN {FAR} < 600 THEN 4 ELSE status END",
    "place": f"CASE WHEN {FAR} < 600 THEN 0 ELSE min(0, place + 2000 * ({FAR} - 800)) END",
    "qa": f"max(0, min(1073741824, qa + 2000 * ({FAR} - 500)))",
    "bag": "zeroblob(length(bag))",
    "dirty": "0",
}
CONTENTS = {"objects": "zeroblob(length(objects))"}
UNCOMMON = {"class_few": 5_000, "class_some": 500, "class_middling": 99}
"""Classes by how many images there are for one with it."""


def build(path: Path, images: int, written: int) -> None:
    """A project "bench" of so many images in a new SQLite file."""
    store = open_store(f"sqlite:///{path}")
    fill(store, "bench", min(written, images), seed=1)
    learn_queue(store, "bench", now=wall_clock())  # copies have their scores: nothing is left to do in the background
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for table in ("image", *COPIED):
            connection.execute(f"CREATE TEMP TABLE first_{table} AS SELECT * FROM {table}")
        connection.execute("DELETE FROM first_series WHERE line >= ?", (RAISED,))  # one entry a subject, not an image
        for start in range(written, images, written):
            _copy(connection, start, min(written, images - start))
            connection.commit()
        for name, every in UNCOMMON.items():
            _class(connection, name, every)
        connection.execute("ANALYZE")
        connection.commit()


def _copy(connection: sqlite3.Connection, by: int, rows: int) -> None:
    """The first images again, `by` further on."""
    end = connection.execute("SELECT min(id) FROM first_image").fetchone()[0] + rows
    own = {"name": f"printf('img_%07d', CAST(substr(name, 5) AS INTEGER) + {by})"}
    own |= {at: f"{at} + {1000 * by}" for at in ("comparable_at", "answered_at", "updated_at", "submitted_at", "at")}
    _again(connection, "image", own | {"id": f"id + {by}"}, f"id < {end}")
    for table in COPIED:
        changed = {"image_fact": FACTS, "annotation": CONTENTS}.get(table, {})
        placed = {name: value.format(by=by) for name, value in changed.items()}
        _again(connection, table, own | placed | {"image": f"image + {by}"}, f"image < {end}")


def _again(connection: sqlite3.Connection, table: str, changed: dict[str, str], where: str) -> None:
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    quoted = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(changed.get(name, f'"{name}"') for name in names)
    connection.execute(f"INSERT INTO {table} ({quoted}) SELECT {values} FROM first_{table} WHERE {where}")


def _class(connection: sqlite3.Connection, name: str, every: int) -> None:
    """A class on one in so many images, wherever they stand in the queue."""
    number = connection.execute("SELECT max(id) + 1 FROM label_class").fetchone()[0]
    columns = "id, project, name, declared"
    connection.execute(f"INSERT INTO label_class ({columns}) VALUES (?, 1, ?, 0)", (number, name))
    some = f"SELECT 1, id, {number}, 1, NULL FROM image WHERE id * 2654435761 % 1000003 % {every} = 0"
    connection.execute(f"INSERT INTO image_class (project, image, label_class, objects, iou) {some}")
