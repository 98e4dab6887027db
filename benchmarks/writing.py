"""What a write costs: one annotation with its fsync as the project grows, and batches over HTTP.

A single write is timed by the clock on the wall, in turn on two projects of which one is a hundred times the other
(`many.py`). Batches of 100 annotations go to a server in a process of its own over one connection; what counts is
the CPU time of that process for each annotation that it has answered for, and so stored; the scores of their images
follow in the background, and are counted in a line of their own.
"""

import http.client
import os
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import orjson

from ingest import scene, single
from labelqa.formats.native.writing import line
from labelqa.model import Annotation
from labelqa.store import Store, open_store
from labelqa.web.keys import BOOTSTRAP_EXAMPLE as KEY
from many import build
from served import served
from table import Row, arguments, show, versus

WRITTEN = 1_000
BATCH = 100
AIM = 5_000
"""Annotations a second of one core that a server is to store."""


def growing(folder: Path, sizes: tuple[int, int], repeats: int) -> Row:
    """One annotation in one transaction, on both projects in turn."""
    stores: list[Store] = []
    for images in sizes:
        path = folder / f"{images}.db"
        build(path, images, WRITTEN)
        stores.append(open_store(f"sqlite:///{path}"))
    taken: tuple[list[float], list[float]] = [], []
    for k in range(repeats):
        for store, times in zip(stores, taken, strict=True):
            times.append(single(store, "bench", WRITTEN, repeats=15, seed=k))
    for store in stores:
        store.close()
    few, many = (f"{size:,} images" for size in sizes)
    what = f"one annotation written, with its fsync, {many}"
    return versus(what, few, taken[1], taken[0], unit="ms", target=">= 0.67", scale=1e3)


def batches(annotations: Sequence[Annotation]) -> list[bytes]:
    """Bodies of requests."""
    starts = range(0, len(annotations), BATCH)
    return [orjson.dumps({"annotations": [line(a, None) for a in annotations[k : k + BATCH]]}) for k in starts]


def over_http(folder: Path, images: int, repeats: int) -> list[Row]:
    """CPU seconds of the server for each annotation, in so many parts: until it is stored, and its image scored."""
    r = random.Random(3)
    parts = [[a for k in range(images) for a in scene(r, part * images + k)] for part in range(repeats + 1)]
    stored, scored = list[float](), list[float]()
    with served(folder / "http.db", LABELQA_LEARN_AFTER="3600") as (address, process):
        connection = http.client.HTTPConnection(address.removeprefix("http://"))
        _ask(connection, "POST", "/v1/projects", b'{"project_id": "bench"}')
        for part in parts:
            bodies, before = batches(part), _cpu(process)
            for body in bodies:
                _ask(connection, "POST", "/v1/projects/bench/annotations", body)
            stored.append((_cpu(process) - before) / len(part))
            while orjson.loads(_ask(connection, "GET", "/v1/projects/bench/quality/queue"))["waiting"]:
                time.sleep(0.5)
            scored.append((_cpu(process) - before) / len(part))
    what = f"one annotation over HTTP, {BATCH} a request, until"
    return [_row(f"{what} it is durable", stored, ">= 1"), _row(f"{what} its image is scored too", scored, "")]


def _row(what: str, taken: Sequence[float], target: str) -> Row:
    rest = taken[1:]  # the first part warms up
    aim = [1 / AIM] * len(rest)
    return versus(what, f"{AIM:,} a second and core", rest, aim, unit="us", target=target, scale=1e6)


def _ask(connection: http.client.HTTPConnection, method: str, path: str, body: bytes = b"") -> bytes:
    connection.request(method, path, body, {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"})
    answer = connection.getresponse()
    said = answer.read()
    if answer.status >= 300:
        raise SystemExit(f"{path} was refused: {said[:300]!r}")
    return said


def _cpu(process: int) -> float:
    """Seconds of CPU that a process has used, its threads included."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Both."""
    options = arguments(__doc__)
    sizes, images, repeats = ((2_000, 20_000), 100, 3) if options.quick else ((10_000, 1_000_000), 500, 5)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [growing(folder, sizes, repeats), *over_http(folder, images, repeats)]
    show("writes, SQLite", rows, options)


if __name__ == "__main__":
    main()
