"""What comparing two annotations of one image costs, by number of boxes, beside numpy and scipy pair by pair.

Both sides do the same work: the overlaps, then three matchings (same class; classes ignored; at the threshold, most
pairs first). Microseconds of CPU time per pair, the best of several rounds; ratio = numpy and scipy / ours. Their
totals must agree, or the script fails. Plain: boxes all over the picture; crowded: in one heap.
"""

import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from labelqa.kernel import Columns, compare
from table import arguments, show

SIZES = (1, 3, 7, 20, 50, 200)
THRESHOLD = 1 << 29
Side = tuple[NDArray[np.float64], NDArray[np.int64]]
"""Corners (n, 4) and classes (n) of one annotation."""
Answer = tuple[float, float, int]
"""Total IoU of the same class, with classes ignored, and pairs found at the threshold."""


def pair(random: np.random.Generator, n: int, *, crowded: bool) -> tuple[Side, Side]:
    """Two annotators' boxes of one image: jitter of a few percent, one class in twenty mistaken."""
    size = 640 * np.exp(random.normal(-2.3, 0.6, (n, 2)))
    centre = np.array([640, 480]) * (random.normal(0.5, 0.08, (n, 2)) if crowded else random.random((n, 2)))
    classes = random.integers(0, 3, n)

    def drawn() -> Side:
        middle, half = centre + random.normal(0, 0.04, (n, 2)) * size, size * np.exp(random.normal(0, 0.04, (n, 2))) / 2
        corners = np.hstack([middle - half, middle + half])
        order = np.lexsort(corners.T[::-1])
        named = np.where(random.random(n) < 0.05, random.integers(0, 3, n), classes)
        return corners[order], named[order]

    return drawn(), drawn()


def by_scipy(a: Side, b: Side) -> Answer:
    """The same figures from whole matrices."""
    (p, class_a), (q, class_b) = a, b
    size = np.minimum(p[:, None, 2:], q[:, 2:]) - np.maximum(p[:, None, :2], q[:, :2])
    inter = np.maximum(size, 0).prod(axis=2)
    area_p, area_q = (p[:, 2:] - p[:, :2]).prod(axis=1), (q[:, 2:] - q[:, :2]).prod(axis=1)
    iou = inter / (area_p[:, None] + area_q - inter)
    same = np.where(class_a[:, None] == class_b, iou, 0.0)
    near = same >= THRESHOLD / 2**30
    total = same[linear_sum_assignment(same, maximize=True)].sum()
    total_any = iou[linear_sum_assignment(iou, maximize=True)].sum()
    worth = np.where(near, same + len(p) + len(q), 0.0)
    found = near[linear_sum_assignment(worth, maximize=True)].sum()
    return float(total), float(total_any), int(found)


def columns(side: Side) -> tuple[Columns, list[int]]:
    """One annotation as the kernel takes it."""
    x1, y1, x2, y2 = side[0].T.tolist()
    return (x1, y1, x2, y2), side[1].tolist()


def by_kernel(a: tuple[Columns, Sequence[int]], b: tuple[Columns, Sequence[int]]) -> Answer:
    """The figures from the kernel."""
    found = compare(a[0], b[0], a[1], b[1], THRESHOLD)
    return found.total / 2**30, found.total_any / 2**30, len(found.ok)


def microseconds(work: Callable[[], object], pairs: int, rounds: int) -> float:
    """CPU time per pair in the best round."""
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times) / pairs * 1e6


def line(n: int, seed: int, budget: int, *, crowded: bool) -> dict[str, object]:
    """One row of the table: about `budget` boxes, drawn again from `seed`."""
    random = np.random.default_rng([seed, n, crowded])
    sides = [pair(random, n, crowded=crowded) for _ in range(max(4, budget // n))]
    ready = [(columns(a), columns(b)) for a, b in sides]
    for (a, b), (left, right) in zip(sides, ready, strict=True):
        np.testing.assert_allclose(by_kernel(left, right), by_scipy(a, b), rtol=0, atol=1e-6)
    ours = microseconds(lambda: [by_kernel(*sides) for sides in ready], len(sides), 5)
    theirs = microseconds(lambda: [by_scipy(*pair) for pair in sides], len(sides), 5)
    return {
        "picture": "crowded" if crowded else "plain",
        "boxes": n,
        "pairs": len(sides),
        "kernel_us": round(ours, 1),
        "numpy_scipy_us": round(theirs, 1),
        "ratio": round(theirs / ours, 2),
    }


def main() -> None:
    """All sizes, plain and crowded."""
    options = arguments(__doc__)
    budget = 600 if options.quick else 6_000
    rows = [line(n, 1, budget, crowded=crowded) for crowded in (False, True) for n in SIZES]
    show("comparing two annotations, CPU time per pair, one thread", rows, options)


if __name__ == "__main__":
    main()
