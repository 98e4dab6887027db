"""Outlines that cross or touch themselves, put right: inside is where one goes round an odd number of times."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CROSSED = 10_000
"""How often one outline may cross itself: putting it right takes time and memory in proportion."""
SIDES = 32
"""Sides looked up at once."""
BLOCK = 1 << 20
"""Points times sides held at once."""


def put_right(line: Floats) -> Any:
    """The area inside a closed line of points (n, 2) by even-odd, as a geometry of shapely; it may be empty.

    The line is cut where it crosses itself; of the faces between, those stay that it goes round an odd number of times.
    What is drawn there and back bounds nothing. ValueError when it crosses itself more than 10,000 times.

    >>> shapely.area(put_right(np.array([[0.0, 0.0], [4.0, 4.0], [4.0, 0.0], [0.0, 4.0]]))).item()
    8.0
    """
    sides = np.stack([line, np.roll(line, -1, axis=0)], axis=1)
    sides = sides[(sides[:, 0] != sides[:, 1]).any(axis=1)]
    lines = shapely.linestrings(sides)
    _refuse_tangles(lines)
    with np.errstate(all="ignore"):  # next to the smallest of doubles a slope may not be finite
        faces = shapely.get_parts(shapely.polygonize([shapely.union_all(lines)]))
        inside = shapely.get_coordinates(shapely.point_on_surface(faces))
        return shapely.union_all(faces[_odd(inside, sides)])


def _refuse_tangles(lines: Any) -> None:
    """Every side meets itself and its two neighbours; what it meets beyond is a crossing, counted from both."""
    tree, met = shapely.STRtree(lines), 0
    for k in range(0, len(lines), SIDES):
        met += tree.query(lines[k : k + SIDES], predicate="intersects").shape[1]
        if met > 3 * len(lines) + 2 * CROSSED:
            raise ValueError(f"its outline crosses itself more than {CROSSED:,} times")


def _odd(points: Floats, sides: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which points have an odd number of sides above them."""
    swapped = sides[:, 0, 0] > sides[:, 1, 0]
    x1, y1 = np.where(swapped[:, None], sides[:, 1], sides[:, 0]).T
    x2, y2 = np.where(swapped[:, None], sides[:, 0], sides[:, 1]).T
    slope = np.divide(y2 - y1, x2 - x1, out=np.zeros_like(x1), where=x2 > x1)
    found = np.zeros(len(points), dtype=np.bool_)
    step = max(1, BLOCK // len(sides))
    for k in range(0, len(points), step):
        x, y = points[k : k + step].T[:, :, None]
        above = (x1 <= x) & (x < x2) & (y1 + (x - x1) * slope > y)
        found[k : k + step] = above.sum(axis=1) % 2 == 1
    return found
