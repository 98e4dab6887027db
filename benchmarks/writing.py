"""What a write costs: one annotation with its fsync as the project grows, and batches over HTTP.

A single write is timed by the clock on the wall, in turn on two projects of which one is a hundred times the other
(`many.py`). Batches of 100 annotations go to a server in a process of its own over one connection; what counts is
the CPU time of that process for each annotation that it has answered for, and so stored.
"""

import http.client
import os
import random
import tempfile
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


def over_http(folder: Path, images: int, repeats: int) -> Row:
    """CPU seconds of the server for each annotation, in so many parts."""
    r = random.Random(3)
    parts = [[a for k in range(images) for a in scene(r, part * images + k)] for part in range(repeats + 1)]
    taken = []
    with served(folder / "http.db") as (address, process):
        host = address.removeprefix("http://")
        connection = http.client.HTTPConnection(host)
        _post(connection, "/v1/projects", b'{"project_id": "bench"}')
        for part in parts:
            before = _cpu(process)
            for body in batches(part):
                _post(connection, "/v1/projects/bench/annotations", body)
            taken.append((_cpu(process) - before) / len(part))
    rest = taken[1:]  # the first part warms up
    aim = [1 / AIM] * len(rest)
    what = f"one annotation over HTTP, durable, {BATCH} a request"
    return versus(what, f"{AIM:,} a second and core", rest, aim, unit="us", target=">= 1", scale=1e6)


def _post(connection: http.client.HTTPConnection, path: str, body: bytes) -> None:
    connection.request("POST", path, body, {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"})
    answer = connection.getresponse()
    said = answer.read()
    if answer.status >= 300:
        raise SystemExit(f"{path} was refused: {said[:300]!r}")


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
        rows = [growing(folder, sizes, repeats), over_http(folder, images, repeats)]
    show("writes, SQLite", rows, options)


if __name__ == "__main__":
    main()
