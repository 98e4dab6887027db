"""What comparing annotations costs in bulk, beside the tools that do such work: CPU time, one thread, but for one row.

Two to five annotators an image, some seven boxes each, 80 classes, jitter of a few percent, one box in twenty missed,
one image in seven crowded. Peers, repeat beside repeat: COCO evaluators, each pair of annotators as one image (greedy;
one threshold, one size band; no confusion counted); numpy and scipy pair by pair (exact, the same work); datumaro's
annotation matcher (greedy, one threshold). They are in .venv-peers; without it their rows are left out.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from labelqa.kernel import COMPILED, Drawings, boxes_of, confusions, pairs_within, sweep
from labelqa.kernel.sweeping import ANY, CONFUSED, EVERYTHING, FOUND, SCORE
from table import Row, arguments, show, versus

FOLDER = Path(__file__).parent
PEER = FOLDER.parent / ".venv-peers/bin/python"
HALF, CLASSES = 1 << 29, 80
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("RAYON", "OMP", "OPENBLAS", "MKL", "NUMBA")}
Work = Callable[[], object]
Clock = Callable[[], float]
Data = tuple[Drawings, NDArray[np.int64], NDArray[np.int64]]
"""Boxes of many annotations, and the first and the second annotation of each pair."""


def drawings(seed: int, images: int, boxes: int | None = None, annotators: int | None = None) -> Data:
    """Annotations of synthetic images; with a number of `boxes` in each, or as many as it comes to."""
    random = np.random.default_rng(seed)
    sides: list[tuple[NDArray[np.float64], NDArray[np.int64]]] = []
    image_of = [0]
    for _ in range(images):
        n = boxes or int(np.clip(np.round(random.lognormal(1.5, 0.95)), 1, 300))
        size = 640 * np.exp(random.normal(-2.3 if n < 50 else -2.8, 0.7, (n, 1)) + random.normal(0, 0.3, (n, 2)))
        size = np.clip(size, 4, [576, 432])
        crowded = n > 3 and random.random() < 0.15
        spots = random.normal(0.5, 0.08, (n, 2)) if crowded else random.random((n, 2))
        kinds = np.minimum(random.zipf(1.5, 1 + random.poisson(2)), CLASSES) - 1
        label = kinds[random.integers(0, len(kinds), n)]
        for _ in range(annotators or random.choice([2, 3, 4, 5], p=[0.4, 0.4, 0.1, 0.1])):
            sides.append(_drawn(random, spots * [640, 480], size, label))
        image_of.append(len(sides))
    corners, labels = (np.concatenate([side[k] for side in sides]) for k in range(2))
    box_of = np.concatenate([[0], np.cumsum([len(side[1]) for side in sides])])
    return Drawings(*np.ascontiguousarray(corners.T), labels, box_of), *pairs_within(image_of)


def _drawn(
    random: np.random.Generator, spots: NDArray[np.float64], size: NDArray[np.float64], label: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    keep = random.random(len(spots)) > 0.05
    half = size[keep] * np.exp(random.normal(0, 0.04, (keep.sum(), 2))) / 2
    middle = spots[keep] + random.normal(0, 0.04, half.shape) * size[keep]
    corners = np.hstack([middle - half, middle + half])
    named = np.where(random.random(len(half)) < 0.03, random.integers(0, CLASSES, len(half)), label[keep])
    order = np.lexsort(corners.T[::-1])
    return corners[order], named[order]


def crowd(seed: int, n: int) -> Data:
    """One image of n boxes nearly alike, of one class, by two annotators."""
    random = np.random.default_rng(seed)
    sides = [np.array([100.0, 100.0, 200.0, 200.0]) + random.normal(0, 4, (n, 4)) for _ in range(2)]
    corners = np.vstack([side[np.lexsort(side.T[::-1])] for side in sides])
    drawn = Drawings(*np.ascontiguousarray(corners.T), np.zeros(2 * n, np.int64), np.array([0, n, 2 * n]))
    return drawn, np.array([0]), np.array([1])


def like_peers(data: Data) -> Callable[[], tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
    """One exact matching at IoU .5, and the confusion of classes: pairs found, their IoU x 2^30, confusion."""

    def work() -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        found = sweep(*data, HALF, FOUND | CONFUSED)
        return found.found_pairs, found.found_total, confusions(data[0], found, CLASSES)

    return work


def whole(data: Data) -> Work:
    """Matchings without a threshold and with, with classes and without, and those of confused classes."""
    return lambda: sweep(*data, HALF, EVERYTHING)


def everything(data: Data) -> Work:
    """Scores with classes and without, F1 at .5, confusion, and number and IoU of boxes by size."""
    drawn = data[0]
    area = (drawn.x2 - drawn.x1) * (drawn.y2 - drawn.y1)
    band = np.digitize(area, [32.0**2, 96.0**2])

    def work() -> object:
        found = sweep(*data, HALF, EVERYTHING)
        objects = np.diff(found.at_a) + np.diff(found.at_b)
        scores = [2 * total / np.maximum(objects, 1) for total in (found.total, found.total_any)]
        pairs = np.arange(len(found.first)) * 3
        sizes = []
        for side, at, quality in (
            (found.first, found.at_a, found.quality_a),
            (found.second, found.at_b, found.quality_b),
        ):
            cell = np.repeat(pairs, np.diff(at)) + band[boxes_of(drawn, side, at)]
            sizes += [np.bincount(cell, minlength=3 * len(pairs)), np.bincount(cell, quality, 3 * len(pairs))]
        return scores, found.found_pairs, sizes, confusions(drawn, found, CLASSES)

    return work


def by_scipy(data: Data) -> tuple[list[int], list[float], NDArray[np.int64]]:
    """The same work as `like_peers` in numpy and scipy, one pair after another: pairs found, their IoU, confusion."""
    drawn, first, second = data
    box, label = np.stack([drawn.x1, drawn.y1, drawn.x2, drawn.y2], axis=1), drawn.classes
    area = (box[:, 2:] - box[:, :2]).prod(axis=1)
    matrix = np.zeros((CLASSES + 1, CLASSES + 1), np.int64)
    counts, totals = [], []
    for s, t in zip(first.tolist(), second.tolist(), strict=True):
        a, b = (slice(drawn.box_of[k], drawn.box_of[k + 1]) for k in (s, t))
        size = np.minimum(box[a, None, 2:], box[b, 2:]) - np.maximum(box[a, None, :2], box[b, :2])
        inter = np.maximum(size, 0).prod(axis=2)
        iou = inter / (area[a, None] + area[b] - inter)
        same = label[a, None] == label[b]
        near = iou >= 0.5
        worth = np.where(near & same, iou + 1000, 0.0)
        found = worth[linear_sum_assignment(worth, maximize=True)]
        found = found[found > 0] - 1000
        counts.append(len(found))
        totals.append(float(found.sum()))
        rows, columns = linear_sum_assignment(np.where(near, iou + 0.1 * same + 1000, 0.0), maximize=True)
        hit = near[rows, columns]
        rows, columns = rows[hit], columns[hit]
        np.add.at(matrix, (label[a][rows], label[b][columns]), 1)
        np.add.at(matrix, (np.delete(label[a], rows), CLASSES), 1)
        np.add.at(matrix, (CLASSES, np.delete(label[b], columns)), 1)
    return counts, totals, matrix


def overlaps(data: Data) -> NDArray[np.float64]:
    """All IoU of one pair, as a matrix."""
    drawn = data[0]
    box = np.stack([drawn.x1, drawn.y1, drawn.x2, drawn.y2], axis=1)
    a, b = box[: drawn.box_of[1]], box[drawn.box_of[1] :]
    inter = np.maximum(np.minimum(a[:, None, 2:], b[:, 2:]) - np.maximum(a[:, None, :2], b[:, :2]), 0).prod(axis=2)
    area_a, area_b = (side[:, 2:] - side[:, :2] for side in (a, b))
    iou: NDArray[np.float64] = inter / (area_a.prod(axis=1)[:, None] + area_b.prod(axis=1) - inter)
    return iou


def clocked(work: Work, times: int = 1) -> Clock:
    """CPU seconds of one run, as the mean of some."""
    work()

    def seconds() -> float:
        begin = time.process_time()
        for _ in range(times):
            work()
        return (time.process_time() - begin) / times

    return seconds


@contextmanager
def peer(name: str, data: Data) -> Iterator[Clock]:
    """A peer in its own environment, which runs once each time it is asked."""
    drawn, first, second = data
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "pairs.npz")
        box = np.stack([drawn.x1, drawn.y1, drawn.x2, drawn.y2], axis=1)
        np.savez(file, box=box, label=drawn.classes, box_of=drawn.box_of, first=first, second=second)
        words = [str(PEER), "-W", "ignore", str(FOLDER / "peers/pairs.py"), name, file]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen(words, env=os.environ | ONE_THREAD, **pipes) as process:  # type: ignore[call-overload]

            def seconds() -> float:
                process.stdin.write("\n")
                process.stdin.flush()
                return float(process.stdout.readline())

            assert process.stdout.readline() == "ready\n", f"{name} does not run"
            yield seconds
            process.stdin.close()


def ratio(what: str, against: str, ours: Clock, theirs: Clock, pairs: int, repeats: int, target: str) -> Row:
    """One row: ours and theirs in turns."""
    taken = [(ours(), theirs()) for _ in range(repeats)]
    mine, other = ([t[k] / pairs for t in taken] for k in range(2))
    return versus(what, against, mine, other, unit="us/pair", target=target, scale=1e6)


CASES: Sequence[tuple[str, str, str, str, int, Callable[[Data], Work]]] = (
    ("matching at .5 and confusion", "hotcoco", "1 threshold, 1 area", ">= 4", 2000, like_peers),
    ("matching at .5 and confusion", "faster-coco-eval", "classes off", ">= 120", 1000, like_peers),
    ("matching at .5 and confusion", "pycocotools", "classes off", ">= 400", 1000, like_peers),
    ("all that a pair needs", "hotcoco", "single pass", ">= 1.5", 2000, everything),
)


def against_peers(repeats: int) -> Iterator[Row]:
    """The rows that need the peers' environment."""
    if not PEER.exists():
        print(f"{PEER.parent.parent.name} is not there: the rows of the peers are left out", file=sys.stderr)
        return
    for what, name, how, target, images, work in CASES:
        data = drawings(1, images)
        with peer(name, data) as theirs:
            yield ratio(
                f"{what}, ~7 boxes", f"{name}, {how}", clocked(work(data), 5), theirs, len(data[1]), repeats, target
            )
    for boxes, images, target in ((10, 600, ">= 1000"), (100, 10, ">= 500")):
        data = drawings(2, images, boxes, 2)
        with peer("datumaro", data) as theirs:
            ours = clocked(whole(data), 5)
            what = f"full comparison, {boxes} boxes an image"
            yield ratio(what, "datumaro's matcher", ours, theirs, len(data[1]), repeats, target)


def against_scipy(repeats: int) -> Iterator[Row]:
    """The rows beside scipy, in the same process."""
    data = drawings(1, 1000)
    for mine, other, unit in zip(like_peers(data)(), by_scipy(data), (1, 1 << 30, 1), strict=True):
        np.testing.assert_allclose(mine / unit, other, rtol=0, atol=1e-6)
    ours, theirs = clocked(like_peers(data), 5), clocked(lambda: by_scipy(data))
    what = "matching at .5 and confusion, ~7 boxes"
    yield ratio(what, "numpy and scipy, pair by pair", ours, theirs, len(data[1]), repeats, ">= 100")
    data = crowd(1, 300)
    table = overlaps(data)
    assert abs(sweep(*data, HALF, SCORE).total[0] / 2**30 - table[linear_sum_assignment(table, True)].sum()) < 1e-6
    ours = clocked(lambda: sweep(*data, HALF, SCORE | ANY | FOUND), 5)
    theirs = clocked(lambda: linear_sum_assignment(table, maximize=True), 5)
    yield ratio(
        "300 boxes nearly alike, full comparison", "scipy's assignment alone", ours, theirs, 1, repeats, ">= 0.67"
    )


def by_threads(repeats: int) -> Row:
    """Two threads beside one, by the clock on the wall: what the lock that is not held gives on two cores."""
    drawn, first, second = drawings(1, 1000)
    data = drawn, np.tile(first, 40), np.tile(second, 40)

    def seconds(threads: int) -> float:
        begin = time.perf_counter()
        sweep(*data, HALF, EVERYTHING, threads)
        return time.perf_counter() - begin

    taken = [(seconds(2), seconds(1)) for _ in range(repeats + 1)][1:]
    two, one = ([t[k] / len(data[1]) for t in taken] for k in range(2))
    what = f"full comparison, two threads, wall time, {os.cpu_count()} cores"
    return versus(what, "one thread", two, one, unit="us/pair", target="-", scale=1e6)


def main() -> None:
    """All rows."""
    options = arguments(__doc__)
    repeats = 5 if options.quick else 9
    if not COMPILED:
        print("the kernel is not compiled: these are the figures of plain Python", file=sys.stderr)
    rows = [*against_peers(repeats), *against_scipy(repeats), by_threads(repeats)]
    show("comparing annotations in bulk, CPU time, one thread", rows, options)


if __name__ == "__main__":
    main()
