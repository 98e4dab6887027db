"""Which boxes of two annotations overlap, and by how much, as whole numbers."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from labelqa.kernel import compilation

if TYPE_CHECKING:
    from labelqa.kernel import cython_shim as cython
else:
    try:
        import cython
    except ImportError:
        from labelqa.kernel import cython_shim as cython

Column = Sequence[float]
"""One number per box."""
Columns = tuple[Column, Column, Column, Column]
"""Corners x1, y1, x2, y2 of boxes in canonical order: ascending by x1, then y1, x2, y2."""
Edges = tuple[list[int], list[int], list[int]]
"""Overlapping pairs: position in A, position in B, IoU x 2^30; ascending by the positions."""

MANY_CELLS = 600
"""Number of a in A times b in B from which whole arrays are quicker than a loop."""
BLOCK = 1 << 20
"""Pairs held at once when whole arrays are used."""
FINITE = float.fromhex("0x1.fffffffffffffp+1023")
"""The largest double: an area beyond it is measured scaled down."""
SHRINK = float.fromhex("0x1p-540")
"""Brings the area of any box a double can describe into range; a power of two rounds nothing."""


def edges(
    ax1: Column, ay1: Column, ax2: Column, ay2: Column, bx1: Column, by1: Column, bx2: Column, by2: Column
) -> Edges:
    """Every two boxes that overlap, with their intersection over union (IoU).

    Corners in pixels, in canonical order on both sides. IoU = inter / (area A + area B - inter) in doubles, area =
    (x2 - x1) (y2 - y1) > 0; it becomes floor(IoU * 2^30 + 0.5), and pairs where that is 0 are left out.

    >>> edges([0.0], [0.0], [4.0], [4.0], [0.0, 2.0, 4.0], [0.0] * 3, [4.0, 6.0, 8.0], [4.0] * 3)
    ([0, 0], [0, 1], [1073741824, 357913941])
    """
    if not len(ax1) or not len(bx1):
        return [], [], []
    a, b = (ax1, ay1, ax2, ay2), (bx1, by1, bx2, by2)
    if compilation.COMPILED:
        with compilation.scratch() as work:
            found: Edges = work.edges(a, b)
        return found
    return edges_many(a, b) if len(ax1) * len(bx1) > MANY_CELLS else edges_few(a, b)


def edges_few(a: Columns, b: Columns) -> Edges:
    """The same as `edges`, box by box: quick when there are few."""
    left: cython.double
    top: cython.double
    right: cython.double
    bottom: cython.double
    area: cython.double
    width: cython.double
    height: cython.double
    inter: cython.double
    union: cython.double
    iou: cython.double
    value: cython.longlong
    i: cython.longlong
    j: cython.longlong
    ax1, ay1, ax2, ay2 = a
    bx1, by1, bx2, by2 = b
    reach = list(accumulate(bx2, max))
    ia: list[int] = []
    ib: list[int] = []
    q: list[int] = []
    for i in range(len(ax1)):
        left, top, right, bottom = ax1[i], ay1[i], ax2[i], ay2[i]
        area = (right - left) * (bottom - top)
        for j in range(bisect_right(reach, left), bisect_left(bx1, right)):
            width = (right if right < bx2[j] else bx2[j]) - (left if left > bx1[j] else bx1[j])
            height = (bottom if bottom < by2[j] else by2[j]) - (top if top > by1[j] else by1[j])
            if width <= 0 or height <= 0:
                continue
            inter = width * height
            union = area + (bx2[j] - bx1[j]) * (by2[j] - by1[j]) - inter
            iou = inter / union if 0 < union <= FINITE else _iou_of_extremes(a, i, b, j)
            value = int(iou * 1073741824.0 + 0.5)
            if value:
                ia.append(i)
                ib.append(j)
                q.append(value)
    return ia, ib, q


def _iou_of_extremes(a: Columns, i: int, b: Columns, j: int) -> float:
    """IoU of overlapping boxes whose area is too large for a double, or too small: then it counts as none."""
    left, top, right, bottom = (column[i] * SHRINK for column in a)
    x1, y1, x2, y2 = (column[j] * SHRINK for column in b)
    inter = (min(right, x2) - max(left, x1)) * (min(bottom, y2) - max(top, y1))
    union = (right - left) * (bottom - top) + (x2 - x1) * (y2 - y1) - inter
    return inter / union if union > 0 else 0.0


def edges_many(a: Columns, b: Columns) -> Edges:
    """The same as `edges` to the last bit, in whole arrays: quick when there are many."""
    boxes_a, boxes_b = (np.asarray(side, dtype=np.float64) for side in (a, b))
    reach = np.maximum.accumulate(boxes_b[2])
    first = np.searchsorted(reach, boxes_a[0], side="right")
    after = np.maximum(np.searchsorted(boxes_b[0], boxes_a[2], side="left"), first)
    pairs_until = np.concatenate([[0], np.cumsum(after - first)])
    ia: list[int] = []
    ib: list[int] = []
    q: list[int] = []
    start = 0
    while start < len(first):
        stop = max(start + 1, int(np.searchsorted(pairs_until, pairs_until[start] + BLOCK, side="right")) - 1)
        rows = np.repeat(np.arange(start, stop), after[start:stop] - first[start:stop])
        columns = np.arange(len(rows)) + (first - pairs_until[:-1])[rows] + pairs_until[start]
        value = _quantised(boxes_a[:, rows], boxes_b[:, columns])
        keep = np.flatnonzero(value)
        ia += rows[keep].tolist()
        ib += columns[keep].tolist()
        q += value[keep].tolist()
        start = stop
    return ia, ib, q


def _quantised(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.int64]:
    """IoU x 2^30 of two rows of boxes, corner by corner; 0 where they do not overlap."""
    with np.errstate(over="ignore", under="ignore", invalid="ignore", divide="ignore"):
        width = np.minimum(a[2], b[2]) - np.maximum(a[0], b[0])
        height = np.minimum(a[3], b[3]) - np.maximum(a[1], b[1])
        inter = width * height
        union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - inter
        overlap = (width > 0) & (height > 0)
        plain = (union > 0) & (union <= FINITE)
        iou = np.where(overlap & plain, inter / union, 0.0)
    for k in np.flatnonzero(overlap & ~plain).tolist():
        one, other = (tuple(column[k : k + 1].tolist() for column in side) for side in (a, b))
        iou[k] = _iou_of_extremes((one[0], one[1], one[2], one[3]), 0, (other[0], other[1], other[2], other[3]), 0)
    return (iou * 1073741824.0 + 0.5).astype(np.int64)
