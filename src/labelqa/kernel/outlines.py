"""Outlines as the compiled kernel takes them: side by side, from left to right."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labelqa.kernel import compilation
from labelqa.kernel.filling import Outline

Pair = tuple[int, int]
Sides = NDArray[np.float64]
"""An outline, rows as in `labelqa.kernel.typed.outlined`."""


def sides(outline: Outline, area: float) -> Sides:
    """The sides of an outline of this area, its outer rings clockwise as in a region of shapely.

    >>> square = ([0.0, 0.0, 4.0, 4.0], [0.0, 4.0, 4.0, 0.0], [0.0, 4.0, 4.0, 0.0], [4.0, 4.0, 0.0, 0.0])
    >>> sides(tuple(np.array(column) for column in square), 16.0).tolist()[:2]
    [[16.0, 0.0, 0.0, 4.0, 4.0, 16.0], [0.0, 0.0, 0.0, 4.0, 0.0, 0.0]]
    """
    x1, y1, x2, y2 = outline
    swapped, wide, high = x1 > x2, np.abs(x2 - x1), y2 - y1
    rows = np.empty((len(x1) + 1, 6))
    rows[0] = area, np.minimum(x1, x2).min(), y1.min(), np.maximum(x1, x2).max(), y1.max(), (wide + np.abs(high)).sum()
    rows[1:, 0], rows[1:, 1] = np.where(swapped, x2, x1), np.where(swapped, y2, y1)
    rows[1:, 2], rows[1:, 3] = np.where(swapped, x1, x2), np.where(swapped, y1, y2)
    rows[1:, 5] = np.sign(x2 - x1)
    with np.errstate(over="ignore"):
        rows[1:, 4] = np.divide(rows[1:, 5] * high, wide, out=np.zeros_like(wide), where=wide > 0)
    rows[1:] = rows[1:][np.argsort(rows[1:, 0], kind="stable")]
    return rows


def box_sides(points: Sequence[tuple[float, float]], area: float) -> Sides:
    """The same of a box by its corners, clockwise as seen: there y grows downwards, so it is taken backwards.

    >>> box_sides([(0.0, 0.0), (4.0, 0.0), (4.0, 2.0), (0.0, 2.0)], 8.0)[1:, :4].tolist()
    [[0.0, 2.0, 4.0, 2.0], [0.0, 0.0, 4.0, 0.0], [0.0, 0.0, 0.0, 2.0], [4.0, 2.0, 4.0, 0.0]]
    """
    x1, y1 = np.array(points[::-1], dtype=np.float64).T
    return sides((x1, y1, np.roll(x1, -1), np.roll(y1, -1)), area)


def sure_ious(a: Sequence[Sides], b: Sequence[Sides], pairs: Sequence[Pair]) -> tuple[list[float], float]:
    """IoU of pairs (place in `a`, place in `b`), by the compiled kernel; -1 where rounding might tell in it.

    And how many sides of them may meet, at most.
    """
    return compilation.Outlined().ious(a, b, pairs)


def touching(a: Sequence[Sides], b: Sequence[Sides], pairs: Sequence[Pair], most: int) -> float:
    """How many sides of these pairs may meet, at most but closer, by the compiled kernel; past `most`, some."""
    found: float = compilation.Outlined().touching(a, b, pairs, most)
    return found
