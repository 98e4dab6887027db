"""The kernel's answers once more, slow and obvious: exact fractions, and a matching that asks pair by pair."""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from labelqa.kernel import Columns, Compared

ONE = 1 << 30
Corners = tuple[int, int, int, int]
"""x1, y1, x2, y2 in whole pixels, so that fractions are exact and doubles must give the same."""
Drawn = tuple[Corners, int]
"""A box and its class."""
Pairs = list[tuple[int, int]]
Weights = NDArray[np.int64]


def overlap(a: Corners, b: Corners) -> int:
    """floor(IoU * 2^30 + 1/2) by the definition, without a rounding before the last."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0
    area_a, area_b = ((box[2] - box[0]) * (box[3] - box[1]) for box in (a, b))
    return math.floor(Fraction(width * height, area_a + area_b - width * height) * ONE + Fraction(1, 2))


def best(weights: Weights) -> int:
    """The largest total that one-to-one pairs can reach, by scipy: exact below 2^53."""
    return int(weights[linear_sum_assignment(weights, maximize=True)].sum()) if weights.size else 0


def first_best(weights: Weights) -> Pairs:
    """Of the matchings with the largest total the first: is the best still in reach with this pair, then with the next?

    A weight of 0 is no pair.
    """
    left, goal = weights.copy(), best(weights)
    found: Pairs = []
    for a in range(len(weights)):
        own = left[a].copy()
        left[a] = 0
        for b in np.flatnonzero(own).tolist():
            column = left[:, b].copy()
            left[:, b] = 0
            if int(own[b]) + best(left) == goal:
                goal -= int(own[b])
                found.append((a, b))
                break
            left[:, b] = column
    return found


def most(weights: Weights) -> Pairs:
    """The same, but most pairs first: each is worth more than all totals together."""
    return first_best(np.where(weights > 0, weights + (1 << 44), 0)) if weights.size else []


def table(a: Sequence[Drawn], b: Sequence[Drawn], worth: Callable[[int, bool], int]) -> Weights:
    """What each pair is worth, a function of its IoU and of equal classes; 0 where nothing is shared."""
    found = np.zeros((len(a), len(b)), np.int64)
    for i, (box, k) in enumerate(a):
        for j, (other, m) in enumerate(b):
            shared = overlap(box, other)
            found[i, j] = worth(shared, k == m) if shared else 0
    return found


def compared(a: Sequence[Drawn], b: Sequence[Drawn], threshold: int) -> Compared:
    """All that `labelqa.kernel.compare` finds, of objects in canonical order."""
    every = table(a, b, lambda q, same: q)
    same = table(a, b, lambda q, same: q if same else 0)
    partners = first_best(same)
    partner_a, partner_b = [-1] * len(a), [-1] * len(b)
    quality_a, quality_b = [0] * len(a), [0] * len(b)
    for i, j in partners:
        partner_a[i], partner_b[j] = j, i
        quality_a[i] = quality_b[j] = int(every[i, j])
    ia, ib = (side.tolist() for side in np.nonzero(every))
    return Compared(
        ia=ia,
        ib=ib,
        q=[int(every[i, j]) for i, j in zip(ia, ib, strict=True)],
        partner_a=partner_a,
        quality_a=quality_a,
        partner_b=partner_b,
        quality_b=quality_b,
        total=best(same),
        total_any=best(every),
        ok=[(i, j, int(every[i, j])) for i, j in most(np.where(same >= threshold, same, 0))],
    )


def confused(a: Sequence[Drawn], b: Sequence[Drawn], threshold: int) -> Pairs:
    """The pairs of the confusion matrix: class ignored, an equal class worth a tenth more."""
    return most(table(a, b, lambda q, same: (q + ONE // 10 * same) if q >= threshold else 0))


def faults(drawn: Sequence[Drawn], truth: Sequence[Drawn], threshold: int, background: int) -> list[tuple[str, int]]:
    """The names of errors with their classes: the rows of the table of definitions, one after the other."""
    ok = most(table(drawn, truth, lambda q, same: q if same and q >= threshold else 0))
    right, used = {i for i, _ in ok}, {j for _, j in ok}
    claimed, named = set[int](), []
    for i, (box, k) in enumerate(drawn):
        if i in right:
            continue
        shared = [overlap(box, other) for other, _ in truth]
        same = [m == k for _, m in truth]
        free = [j not in used | claimed for j in range(len(truth))]
        rows: list[tuple[str, list[int]]] = [
            ("duplicate", [j for j in used if same[j] and shared[j] >= threshold]),
            ("class", [j for j, q in enumerate(shared) if free[j] and not same[j] and q >= threshold]),
            ("localisation", [j for j, q in enumerate(shared) if free[j] and same[j] and background <= q < threshold]),
            ("both", [j for j, q in enumerate(shared) if free[j] and not same[j] and background <= q < threshold]),
        ]
        name, fitting = next((row for row in rows if row[1]), ("spurious", []))
        if name not in ("duplicate", "spurious"):
            claimed.add(min(fitting, key=lambda j: (-shared[j], j)))
        named.append((name, k))
    return named + [("missed", k) for j, (_, k) in enumerate(truth) if j not in used | claimed]


def side(drawn: Sequence[Drawn]) -> tuple[Columns, list[int]]:
    """Columns and classes as the kernel takes them, of objects in canonical order."""
    x1, y1, x2, y2 = ([float(box[k]) for box, _ in drawn] for k in range(4))
    return (x1, y1, x2, y2), [k for _, k in drawn]
