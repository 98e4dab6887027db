"""Import of many images in bulk: CPU time beside the standard library's `json.loads` of the same lines, and memory.

Synthetic JSON lines: of five images three have one person, two have two (1.4 annotations an image, about seven objects
each), into SQLite, facts and totals included. `stored`: until every report can be asked; `ordered`: until the review
queue is scored by its learnt model too (at the smaller size alone). Each repeat is a process of its own, with
`json.loads` right beside it; memory is the greatest the process ever held.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from labelqa.imports import Step, import_files
from labelqa.ingest import create_project
from labelqa.sources import Source
from labelqa.store import open_store
from table import Row, arguments, show, versus

START = 1_750_000_000
CLASSES = [f"class{k:02}" for k in range(20)]
TEAM = [f"p{k:02}" for k in range(12)]


def lines(images: int, seed: int) -> Iterator[str]:
    """The answers, image by image; two persons on one image draw the same objects, each a little otherwise."""
    r = random.Random(seed)
    for image in range(images):
        real = [
            (r.choice(CLASSES), r.uniform(0, 1500), r.uniform(0, 900), r.uniform(10, 200), r.uniform(10, 200))
            for _ in range(r.randrange(3, 12))
        ]
        for who in r.sample(TEAM, r.choice([1, 1, 1, 2, 2])):
            at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(START + 10 * image + TEAM.index(who)))
            objects = [
                {"class": name, "box": [round(v + r.gauss(0, 2), 2) for v in (x, y)] + [round(v, 2) for v in (w, h)]}
                for name, x, y, w, h in real
                if r.random() > 0.05
            ]
            row = {"image_id": f"img_{image:07}", "width": 1920, "height": 1200, "annotator_id": who, "kind": "person"}
            yield json.dumps(row | {"submitted_at": at, "seconds": 9.0, "objects": objects})


class _Enough(Exception):
    """Everything is stored, and the queue's order is not asked for."""


def run(path: Path, folder: Path, *, ordered: bool) -> dict[str, float]:
    """One import into a new database: seconds of CPU of json.loads and of each phase, and MB at the most.

    A few lines come first, into a project of their own, so that no module is still to be loaded.
    """
    begin = time.process_time()
    with path.open("rb") as file:
        for line in file:
            json.loads(line)
    found = {"json": time.process_time() - begin}
    store = open_store(f"sqlite:///{folder / 'bulk.db'}")
    with path.open("rb") as file:
        (folder / "few.jsonl").write_bytes(b"".join(islice(file, 50)))
    for name in ("few", "bulk"):
        with store.write() as connection:
            create_project(connection, {"project_id": name}, now=START * 1000)
    import_files(store, "few", [Source(folder / "few.jsonl")], now=START * 1000)
    begin = time.process_time()

    def step(seen: Step) -> None:
        if seen.phase == "learning" and not ordered:
            raise _Enough
        found[seen.phase] = time.process_time() - begin

    with suppress(_Enough):
        import_files(store, "bulk", [Source(path)], now=START * 1000, progress=step)
        found["ordered"] = time.process_time() - begin
    found["stored"] = found["storing"]
    found["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    store.close()
    return found


def measured(images: int, repeats: int, *, ordered: bool) -> list[dict[str, float]]:
    """So many imports of so many images, each in a process and a database of its own."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "labels.jsonl"
        with path.open("w") as file:
            file.writelines(f"{line}\n" for line in lines(images, seed=images))
        for _ in range(repeats):
            with tempfile.TemporaryDirectory(dir=name) as folder:
                command = [sys.executable, __file__, "--run", str(path), folder, "ordered" if ordered else "stored"]
                done = subprocess.run(command, check=True, capture_output=True, env=os.environ)
                found.append(json.loads(done.stdout))
    return found


def ratios(images: int, found: list[dict[str, float]]) -> list[Row]:
    """Ours beside json.loads, and memory beside what is allowed."""
    theirs = [one["json"] for one in found]
    rows = [
        versus(
            f"import of {images:,} images, {what}",
            "json.loads of the same lines",
            [one[what] for one in found],
            theirs,
            unit="us/image",
            target=">= 0.25",
            scale=1e6 / images,
        )
        for what in ("stored", "ordered")
        if what in found[0]
    ]
    peak = [one["megabytes"] for one in found]
    memory = f"import of {images:,} images, memory at the most"
    return [*rows, versus(memory, "1 GB", peak, [1000.0] * len(peak), unit="MB", target=">= 1")]


def main() -> None:
    """A project, and one ten times as large, of which the queue's order is left out."""
    if sys.argv[1:2] == ["--run"]:
        print(json.dumps(run(Path(sys.argv[2]), Path(sys.argv[3]), ordered=sys.argv[4] == "ordered")))
        return
    options = arguments(__doc__, images=10_000, repeats=5)
    small, large = (n // 10 if options.quick else n for n in (options.images, 10 * options.images))
    few = measured(small, options.repeats, ordered=True)
    many = measured(large, options.repeats, ordered=False)
    growth = versus(
        f"time per image stored, at {large:,} images",
        f"at {small:,} images",
        [one["stored"] / large for one in many],
        [one["stored"] / small for one in few],
        unit="us/image",
        target=">= 0.67",
        scale=1e6,
    )
    show("bulk import, JSON lines into SQLite", [*ratios(small, few), *ratios(large, many), growth], options)


if __name__ == "__main__":
    main()
