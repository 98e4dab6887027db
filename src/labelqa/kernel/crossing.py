"""Outlines that cross or touch themselves, put right: inside is where one goes round an odd number of times."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CROSSED = 2_000
"""How often one outline may cross itself: putting it right takes time and memory in proportion."""
TOUCHING = 12
"""How many others a side may meet on average where parts lie side by side."""
SIDES = 32
"""Sides looked up at once."""
BLOCK = 1 << 20
"""Points times sides held at once."""


def put_right(line: Floats) -> Any:
    """The area inside a closed line of points (n, 2) by even-odd, as a geometry of shapely; it may be empty.

    The line is cut where it crosses itself; of the faces between, those stay that it goes round an odd number of times.
    What is drawn there and back bounds nothing. ValueError when it crosses itself more than 2,000 times.

    >>> shapely.area(put_right(np.array([[0.0, 0.0], [4.0, 4.0], [4.0, 0.0], [0.0, 4.0]]))).item()
    8.0
    """
    sides = np.stack([line, np.roll(line, -1, axis=0)], axis=1)
    sides = sides[(sides[:, 0] != sides[:, 1]).any(axis=1)]
    lines = shapely.linestrings(sides)
    _refuse_tangles(lines, 3)
    with np.errstate(all="ignore"):  # next to the smallest of doubles a slope may not be finite
        faces = shapely.get_parts(shapely.polygonize([shapely.union_all(lines)]))
        inside = shapely.get_coordinates(shapely.point_on_surface(faces))
        return shapely.union_all(faces[_odd(inside, sides)])


def refuse_tangled_rings(rings: Sequence[Floats]) -> None:
    """ValueError when the rings of one polygon, lines of points (n, 2), cross each other more than 2,000 times."""
    sides = [np.stack([line, np.roll(line, -1, axis=0)], axis=1) for line in rings]
    _refuse_tangles(shapely.linestrings(np.concatenate(sides)), TOUCHING)


def _refuse_tangles(lines: Any, each: int) -> None:
    """Every side meets itself and its two neighbours, `each` in all; what it meets beyond crosses, counted twice."""
    if _meetings(lines, lines, each * len(lines) + 2 * CROSSED) > each * len(lines) + 2 * CROSSED:
        raise ValueError(f"its outline crosses itself more than {CROSSED:,} times")


def meetings(a: Sequence[Any], b: Sequence[Any], most: int) -> int:
    """How often the outlines of some regions meet those of others, side by side; counted no further than past `most`.

    >>> meetings([shapely.box(0, 0, 4, 4)], [shapely.box(2, 2, 6, 6)], 100)
    2
    """
    return _meetings(_sides(a), _sides(b), most)


def _sides(regions: Sequence[Any]) -> Any:
    rings = shapely.get_rings(shapely.get_parts(np.array(regions, dtype=object)))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    joined = ring[1:] == ring[:-1]
    return shapely.linestrings(np.stack([points[:-1][joined], points[1:][joined]], axis=1))


def _meetings(lines: Any, others: Any, most: int) -> int:
    tree, met = shapely.STRtree(others), 0
    for k in range(0, len(lines), SIDES):
        met += tree.query(lines[k : k + SIDES], predicate="intersects").shape[1]
        if met > most:
            break
    return met


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
