"""What a write costs as the project grows: bulk rate, and one annotation in one transaction with its fsync.

The promise is a ratio: a single write costs the same at N and at 10 N images. Times are of this machine and this run.
"""

import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

from labelqa.ingest import create_project, write_annotations
from labelqa.model import Annotation, Object
from labelqa.store import Store, open_store, projects
from table import arguments, show

START = 1_750_000_000_000
CLASSES = [f"class{k:02}" for k in range(20)]
TEAM = [f"p{k:02}" for k in range(12)]


def scene(r: random.Random, image: int) -> list[Annotation]:
    """One image's answers: half have one person, a third two, the rest three; about seven objects."""
    real = [
        Object(r.choice(CLASSES), r.uniform(0, 1500), r.uniform(0, 900), r.uniform(10, 200), r.uniform(10, 200))
        for _ in range(r.randrange(3, 12))
    ]
    people = r.sample(TEAM, r.choice([1, 1, 1, 2, 2, 3]))
    return [
        Annotation(f"img_{image:07}", who, "person", START + image * 1000, _drawn(r, real), seconds=9.0)
        for who in people
    ]


def _drawn(r: random.Random, real: Sequence[Object]) -> tuple[Object, ...]:
    return tuple(replace(o, x=o.x + r.gauss(0, 2), y=o.y + r.gauss(0, 2)) for o in real if r.random() > 0.05)


def fill(store: Store, name: str, images: int, seed: int) -> tuple[int, float]:
    """A project of so many images; returns annotations and seconds of CPU."""
    r = random.Random(seed)
    with store.write() as connection:
        number = create_project(connection, {"project_id": name}, now=START).number
    rows = [a for image in range(images) for a in scene(r, image)]
    begin = time.process_time()
    for start in range(0, len(rows), 500):
        with store.write(number) as connection:
            write_annotations(connection, projects.get(connection, name), rows[start : start + 500], now=START)
    return len(rows), time.process_time() - begin


def single(store: Store, name: str, images: int, repeats: int, seed: int) -> float:
    """Median seconds (wall, fsync included) of writing one annotation to an image that has some already."""
    r, taken = random.Random(seed), []
    with store.read() as connection:
        number = projects.get(connection, name).number
    for k in range(repeats):
        row = replace(scene(r, r.randrange(images))[0], annotator_id="late", submitted_at=START + 10**10 + k)
        begin = time.perf_counter()
        with store.write(number) as connection:
            write_annotations(connection, projects.get(connection, name), [row], now=START)
        taken.append(time.perf_counter() - begin)
    return median(taken)


def main() -> None:
    """Two projects, one ten times the other."""
    options = arguments(__doc__)
    small = 300 if options.quick else 3_000
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for images in (small, 10 * small):
            store = open_store(f"sqlite:///{Path(folder) / f'{images}.db'}")
            annotations, seconds = fill(store, "bench", images, seed=images)
            one = single(store, "bench", images, repeats=41, seed=7)
            rows.append(
                {
                    "images": images,
                    "annotations": annotations,
                    "bulk_annotations_per_cpu_second": round(annotations / seconds),
                    "single_write_ms": round(1000 * one, 2),
                }
            )
            store.close()
    for row in rows:
        row["single_write_ratio"] = round(row["single_write_ms"] / rows[0]["single_write_ms"], 2)
    show("writes, SQLite", rows, options)


if __name__ == "__main__":
    main()
