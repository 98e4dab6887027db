"""What the largest single things cost: 100,000 boxes in one image, 1,000 annotators on one image, 10,000 classes.

Each case is a process of its own with a new SQLite store. First answer: from annotations in memory through the public
write path to the overview. Then: the answers again, one after the other, without any cache, the slowest named; and one
more annotation of the image. Seconds of CPU time; the largest memory that the process ever held.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from labelqa.ingest import create_project, write_annotations
from labelqa.model import Annotation, Object
from labelqa.reports import REPORTS
from labelqa.store import Store, open_store, projects
from labelqa.web.encoding import json_bytes
from table import arguments, show

START = 1_750_000_000_000
ANSWERS = ("overview", "agreement", "annotators", "benchmark", "images", "queue", "alerts")
BATCH = 1_000
"""Annotations in one write."""


def label_of(r: random.Random, classes: int) -> str:
    """Any class."""
    return f"c{r.randrange(classes):05}"


def scene(r: random.Random, boxes: int, side: float, classes: int) -> list[Object]:
    """Objects of 10 to 60 pixels all over a square picture."""
    return [
        Object(label_of(r, classes), side * r.random(), side * r.random(), r.uniform(10, 60), r.uniform(10, 60))
        for _ in range(boxes)
    ]


def drawn(r: random.Random, real: Sequence[Object], classes: int) -> tuple[Object, ...]:
    """The same objects by somebody: a few percent off, one in twenty of another class, one in fifty missed."""

    def near(o: Object) -> Object:
        name = label_of(r, classes) if r.random() < 0.05 else o.class_name
        return replace(o, class_name=name, x=o.x + r.gauss(0, 0.04) * o.width, y=o.y + r.gauss(0, 0.04) * o.height)

    return tuple([near(o) for o in real if r.random() > 0.02])


def boxes(r: random.Random, quick: bool) -> list[Annotation]:
    """One image of 100,000 boxes by two annotators, 20 classes."""
    n = 10_000 if quick else 100_000
    real = scene(r, n, 60.0 * n**0.5, 20)
    return [Annotation("huge", who, "person", START, drawn(r, real, 20)) for who in ("ana", "bo")]


def annotators(r: random.Random, quick: bool) -> list[Annotation]:
    """1,000 annotators on one image of seven objects and one label, 20 classes."""
    real = scene(r, 7, 300.0, 20)
    people = range(100 if quick else 1_000)
    labels = [("c00001",) if r.random() < 0.8 else (label_of(r, 20),) for _ in people]
    return [
        Annotation("one", f"p{k:04}", "person", START + k, drawn(r, real, 20), labels=labels[k], seconds=9.0)
        for k in people
    ]


def classes(r: random.Random, quick: bool) -> list[Annotation]:
    """10,000 classes on 3,000 images of seven objects and one label: two annotators, a model and the truth."""
    of, found = (1_000, list[Annotation]()) if quick else (10_000, list[Annotation]())
    for k in range(300 if quick else 3_000):
        real, label = scene(r, 7, 600.0, of), label_of(r, of)
        who = [(f"p{r.randrange(10)}", "person"), (f"q{r.randrange(10)}", "person"), ("gt", "truth"), ("net", "model")]
        for name, kind in who:
            given = (label if kind == "truth" or r.random() < 0.9 else label_of(r, of),)
            objects = tuple(real) if kind == "truth" else drawn(r, real, of)
            found.append(Annotation(f"image{k:05}", name, kind, START + k * 60_000, objects, labels=given))
    return found


CASES: Mapping[str, Callable[[random.Random, bool], list[Annotation]]] = {
    "boxes": boxes,
    "annotators": annotators,
    "classes": classes,
}


def written(store: Store, rows: Sequence[Annotation]) -> None:
    """All rows through the one write path, in batches."""
    for start in range(0, len(rows), BATCH):
        with store.write() as connection:
            write_annotations(connection, projects.get(connection, "bench"), rows[start : start + BATCH], now=START)


def answered(store: Store, name: str) -> tuple[float, int]:
    """Seconds of one answer built anew and written as JSON; its bytes."""
    begin = time.process_time()
    with store.read() as connection:
        answer = json_bytes(REPORTS[name].build(connection, projects.get(connection, "bench")))
    return time.process_time() - begin, len(answer)


def run(name: str, quick: bool) -> dict[str, object]:
    """One case in this process."""
    rows = CASES[name](random.Random(7), quick)
    late = replace(rows[-1], annotator_id="late", kind="person", submitted_at=START + 10**10)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'bench.db'}")
        with store.write() as connection:
            create_project(connection, {"project_id": "bench"}, now=START)
        begin, clock = time.process_time(), time.perf_counter()
        written(store, rows)
        answered(store, "overview")
        first, wall = time.process_time() - begin, time.perf_counter() - clock
        then = {answer: answered(store, answer) for answer in ANSWERS}
        begin = time.process_time()
        written(store, [late])
        again = time.process_time() - begin
        store.close()
    slowest = max(then, key=lambda answer: then[answer][0])
    largest = max(then, key=lambda answer: then[answer][1])
    return {
        "case": name,
        "first_s": round(first, 1),
        "first_wall_s": round(wall, 1),
        "then_s": round(then[slowest][0], 3),
        "slowest": slowest,
        "all_s": round(sum(seconds for seconds, _ in then.values()), 3),
        "largest_kb": round(then[largest][1] / 1024),
        "largest": largest,
        "one_more_s": round(again, 2),
        "rss_gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
    }


def main() -> None:
    """Every case, each in its own process; with `--case N` the N-th alone, in this one, as JSON."""
    options = arguments(__doc__, case=None)
    names = list(CASES)
    if options.case is not None:
        print(json.dumps(run(names[options.case], options.quick)))
        return
    flags = ["--quick"] if options.quick else []
    calls = [[sys.executable, __file__, "--case", str(k), *flags] for k in range(len(names))]
    rows = [json.loads(subprocess.run(call, check=True, capture_output=True, text=True).stdout) for call in calls]
    show("the largest single things, SQLite; bars: first answer 30 s, then 1 s, 2 GiB", rows, options)


if __name__ == "__main__":
    main()
