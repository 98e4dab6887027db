"""Scoring sets of boxes past one machine: rows a second by engine and workers, memory, start-up, and where time goes.

Synthetic labels as in `bulk.py`, as Parquet in eight files: 1.4 annotations and 9.3 boxes an image. Engines: `local` by
one and by two processes, Spark by one and by two executors of one core (`local-cluster`), each a tree of processes.
Seconds are by the clock on the wall and mean something on a quiet machine alone; `CPU` is that of the whole tree.
`begin`: of a set of 50 images, so nearly all of it is start-up. Memory is the greatest sum over the tree, looked at ten
times a second. `grows` is the time of a set ten times as large beside ten times the time of this one.

The last table says where the time of a bucket goes, in one process: `kernel` is what compares boxes, the rest is around
it. `--images N` is the smaller size (107,000 are a million boxes).
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from bulk import lines
from labelqa import formats
from labelqa.cluster import bucket, inputs, local, tables
from labelqa.cluster.given import Known
from labelqa.cluster.job import IMAGES
from labelqa.cluster.terms import Terms
from labelqa.facts import cuts
from table import Row, arguments, show

FILES = 8
FEW = 50
ENGINES = (("local", 1), ("local", 2), ("spark", 1), ("spark", 2))
PARTS = {
    "reading and sharing out": (local, "share"),
    "reading a bucket": (tables, "read_shared"),
    "columns from Arrow": (bucket, "plain_of"),
    "facts around the kernel": (bucket, "swept"),
    "kernel": (cuts, "sweep"),
    "rows, packed bags": (bucket, "columns_of"),
    "writing": (tables, "write"),
}
"""Functions whose time is taken; the kernel's is within the facts'."""


def labels(folder: Path, images: int) -> tuple[int, int]:
    """Writes the set; how many annotations and boxes it holds."""
    rows = lines(images, seed=images)
    annotations = boxes = 0
    folder.mkdir()
    for k in range(FILES):
        part = folder / "part.jsonl"
        some = list(islice(rows, images * 7 // 5 // FILES)) if k < FILES - 1 else list(rows)
        part.write_text("".join(f"{line}\n" for line in some))
        annotations += len(some)
        boxes += sum(len(json.loads(line)["objects"]) for line in some)
        with (folder / f"part-{k}.parquet").open("wb") as out:
            formats.write(formats.read(part), out, format="parquet")
        part.unlink()
    return annotations, boxes


def tree(root: int) -> Iterator[int]:
    """A process and all that it began."""
    below: dict[int, list[int]] = defaultdict(list)
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            below[parent].append(int(path.name))
    waiting = [root]
    while waiting:
        process = waiting.pop()
        yield process
        waiting += below[process]


def look(process: int) -> tuple[float, float]:
    """Its memory in MB and its seconds of CPU so far; nothing of one that is gone."""
    try:
        about = (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0, 0.0
    return int(about[21]) * 4096 / 1e6, (int(about[11]) + int(about[12])) / os.sysconf("SC_CLK_TCK")


def run(folder: Path, engine: str, workers: int) -> dict[str, float]:
    """One run of the command: seconds, seconds of CPU, MB at the most."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "labelqa", "score", "--quiet", "--input", str(folder), "--no-annotations"]
        command += ["--output", f"{out}/facts", "--engine", engine]
        if engine == "spark":
            paths = os.environ.get("PYTHONPATH", "")
            command += ["--master", f"local-cluster[{workers},1,2048]", "--conf", "spark.ui.enabled=false"]
            command += ["--conf", f"spark.executorEnv.PYTHONPATH={paths}", "--conf", "spark.executor.memory=2g"]
        else:
            command += ["--workers", str(workers)]
        environment = os.environ | {"SPARK_WORKER_DIR": out, "SPARK_LOCAL_DIRS": out, "PYSPARK_PYTHON": sys.executable}
        begin, most, spent = time.perf_counter(), 0.0, dict[int, float]()
        quiet = subprocess.DEVNULL
        child = subprocess.Popen(command, stdout=quiet, stderr=quiet, env=environment)
        while child.poll() is None:
            seen = {process: look(process) for process in tree(child.pid)}
            most = max(most, sum(memory for memory, _ in seen.values()))
            spent |= {process: max(cpu, spent.get(process, 0.0)) for process, (_, cpu) in seen.items()}
            time.sleep(0.1)
        if child.returncode:
            raise SystemExit(f"{' '.join(command)}: exit code {child.returncode}")
        return {"seconds": time.perf_counter() - begin, "cpu": sum(spent.values()), "megabytes": most}


def parts(folder: Path) -> list[Row]:
    """Where the time goes when one process does all of it, in seconds of CPU."""
    spent: dict[str, float] = defaultdict(float)

    def timed(what: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            begin = time.process_time()
            try:
                return function(*given, **named)
            finally:
                spent[what] += time.process_time() - begin

        return call

    for what, (module, name) in PARTS.items():
        setattr(module, name, timed(what, getattr(module, name)))
    names = inputs.names_of(folder)
    with tempfile.TemporaryDirectory() as out:
        begin = time.process_time()
        buckets = max(1, inputs.rows_about(folder, names) // IMAGES)
        every = [piece for name in names for piece in inputs.pieces(folder, name)]
        shared: list[str] = []
        for k, piece in enumerate(every):
            shared += local.share(str(folder), piece, "annotations", buckets, None, out, k)
        for k in range(buckets):
            local.score_bucket(shared, k, "annotations", Terms(), Known(), f"{out}/run", False)
        total = time.process_time() - begin
    spent["facts around the kernel"] -= spent["kernel"]
    spent["the rest"] = total - sum(spent.values())
    return [
        {"part": what, "CPU seconds": round(spent[what], 2), "share": round(spent[what] / total, 3)}
        for what in (*PARTS, "the rest")
    ]


def main() -> None:
    """Two sizes by every engine, then where the time goes."""
    options = arguments(__doc__, images=107_000)
    images = options.images // 50 if options.quick else options.images
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        few, small, large = (Path(name) / k for k in ("few", "small", "large"))
        labels(few, FEW)
        sizes = [(small, *labels(small, images)), (large, *labels(large, 10 * images))]
        for engine, workers in ENGINES:
            begin = run(few, engine, workers)["seconds"]
            first = None
            for folder, annotations, boxes in sizes:
                found = run(folder, engine, workers)
                grows = "" if first is None else f"{found['seconds'] / (10 * first):.2f}"
                first = found["seconds"]
                net = max(found["seconds"] - begin, 1e-9)
                rows.append(
                    {
                        "engine": f"{engine}, {workers}",
                        "boxes": boxes,
                        "seconds": round(found["seconds"], 1),
                        "begin": round(begin, 1),
                        "annotations/s": round(annotations / found["seconds"]),
                        "boxes/s": round(boxes / found["seconds"]),
                        "without begin": round(boxes / net),
                        "CPU": round(found["cpu"], 1),
                        "MB": round(found["megabytes"]),
                        "grows": grows,
                    }
                )
        show("scoring by engine and workers", rows, options)
        by = {(row["engine"], row["boxes"]): float(str(row["without begin"])) for row in rows}
        efficiency = [
            {
                "engine": engine,
                "boxes": boxes,
                "efficiency": round(by[f"{engine}, 2", boxes] / by[f"{engine}, 1", boxes] / 2, 2),
            }
            for engine in ("local", "spark")
            for _, _, boxes in sizes
        ]  # fmt: skip
        show("efficiency from one worker to two: rate of two beside twice the rate of one", efficiency, options)
        show("where the time of one process goes", parts(small), options)


if __name__ == "__main__":
    main()
