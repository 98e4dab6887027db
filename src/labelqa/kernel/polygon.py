"""Polygons with parts and holes: made valid once, exact areas of what two of them share."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from labelqa.kernel.crossing import put_right, refuse_tangled_rings
from labelqa.kernel.filling import Outline

Region = Any
"""A valid, normalised polygon or multipolygon of shapely."""
LONGEST = float(1 << 26)
"""How far an outline may go from left to right and back, in pixels: filling it takes time in proportion."""
TINY = 1e-100
"""Coordinates below are 0: the square of a smaller one is none any more."""
POLYGON = 3
"""What shapely calls the type of a polygon without parts."""


def polygon_region(rings: Sequence[Sequence[float]]) -> Region:
    """The area inside rings `x, y, x, y, ...`: parts add up, a ring inside another is a hole (even-odd).

    A ring that crosses itself counts where it goes round an odd number of times; what it draws there and back bounds
    nothing. Rings of fewer than three points are left out. ValueError with the reason when there is no area.

    >>> shapely.area(polygon_region([[0, 0, 4, 0, 4, 4, 0, 4], [1, 1, 2, 1, 2, 2, 1, 2]])).item()
    15.0
    """
    lines = [_ring(ring) for ring in rings]
    lines = [line for line in lines if len(np.unique(line, axis=0)) >= 3]
    if not lines:
        raise ValueError("no ring has three different points")
    if sum(_way(line) for line in lines) > LONGEST:
        raise ValueError(f"its outline goes over more than {LONGEST:,.0f} pixels")
    if len(lines) > 1:
        refuse_tangled_rings(lines)
    try:
        region = _combined([_valid(line) for line in lines])
    except shapely.errors.GEOSException as error:
        raise ValueError(f"its outline cannot be put right: {error}") from None
    if not shapely.area(region) > 0:
        raise ValueError("its rings enclose no area")
    return shapely.normalize(region)


def _ring(ring: Sequence[float]) -> NDArray[np.float64]:
    if len(ring) % 2:
        raise ValueError(f"a ring has {len(ring)} numbers; write x, y, x, y, ...")
    line = np.array(ring, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(line).all():
        raise ValueError("a point is not finite")
    return np.where(np.abs(line) < TINY, 0.0, line)


def _way(line: NDArray[np.float64]) -> float:
    with np.errstate(over="ignore"):
        return float(np.abs(np.diff(line[:, 0], append=line[:1, 0])).sum())


def _valid(line: NDArray[np.float64]) -> Region:
    region = shapely.polygons(shapely.linearrings(line))
    return region if shapely.is_valid(region) else _area_alone(put_right(line))


def _area_alone(region: Region) -> Region:
    """The polygons of a geometry, without the lines and points that repairing leaves."""
    parts = shapely.get_parts(shapely.get_parts(region))
    parts = parts[shapely.get_type_id(parts) == POLYGON]
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def _combined(regions: list[Region]) -> Region:
    """What lies in an odd number of regions, two by two: a hundred thousand rings take seconds, not hours."""
    left = np.array(regions, dtype=object)
    while len(left) > 1:
        half = len(left) // 2
        left = np.concatenate([shapely.symmetric_difference(left[:half], left[half : 2 * half]), left[2 * half :]])
    return _area_alone(left[0])


def ring_region(points: Sequence[tuple[float, float]]) -> Region:
    """The area of a box by its corners, at whatever angle it stands."""
    return shapely.normalize(shapely.polygons(points))


def region_outline(region: Region) -> Outline:
    """The edges of all rings."""
    points, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(region)), return_index=True)
    joined = ring[1:] == ring[:-1]
    start, end = points[:-1][joined], points[1:][joined]
    return start[:, 0], start[:, 1], end[:, 0], end[:, 1]


def shared_areas(a: Sequence[Region], b: Sequence[Region]) -> NDArray[np.float64]:
    """Area that the first of `a` shares with the first of `b`, and so on, in px^2.

    >>> shared_areas([shapely.box(0, 0, 4, 4)], [shapely.box(2, 3, 9, 9)]).tolist()
    [2.0]
    """
    with np.errstate(all="ignore"):  # next to the smallest of doubles a slope may not be finite
        shared = shapely.intersection(np.array(a, dtype=object), np.array(b, dtype=object))
    areas: NDArray[np.float64] = shapely.area(shared)
    return areas
