"""One drawn shape of any kind, measured once: its hull, its area, and what it takes to compare it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import shapely

from labelqa.kernel.keypoints import Points, keypoint_set
from labelqa.kernel.mask import Bounds, Runs, mask_runs, runs_hull
from labelqa.kernel.outlines import Sides, sides
from labelqa.kernel.polygon import Region, polygon_region, region_outline
from labelqa.kernel.turned import Quad, corners, turned_quad


@dataclass(frozen=True, eq=False)
class Polygonal:
    """The area of a polygon; `key` tells it from every other, whichever point it was begun at."""

    region: Region
    key: bytes

    @cached_property
    def corners(self) -> int:
        """How many points its rings have, the first of each counted again as its last."""
        return int(shapely.get_num_coordinates(self.region))

    @cached_property
    def sides(self) -> Sides:
        """As the compiled kernel takes it."""
        return sides(region_outline(self.region), float(shapely.area(self.region)))


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A shape with its hull (x1, y1, x2, y2) in pixels and its area in px^2; of keypoints, the area of their box.

    `form` is None for an upright box, which fills its hull.
    """

    bounds: Bounds
    area: float
    form: Quad | Polygonal | Runs | Points | None = None


def upright(x: float, y: float, width: float, height: float) -> Shape:
    """A plain box by its upper left corner and its size.

    >>> upright(1.0, 2.0, 4.0, 3.0)
    Shape(bounds=(1.0, 2.0, 5.0, 5.0), area=12.0, form=None)
    """
    return Shape((x, y, x + width, y + height), width * height)


def cornered(x1: float, y1: float, x2: float, y2: float) -> Shape:
    """A plain box by its corners, which are kept to the last bit."""
    return Shape((x1, y1, x2, y2), (x2 - x1) * (y2 - y1))


def turned(x: float, y: float, width: float, height: float, degrees: float) -> Shape:
    """A box turned clockwise, as seen, about its own centre; x, y is its upper left corner before the turn.

    Exact at multiples of 90 degrees. ValueError when a number is not finite or there is no area.

    >>> turned(0.0, 0.0, 4.0, 2.0, 90.0).bounds
    (1.0, -1.0, 3.0, 3.0)
    """
    if not all(abs(v) < float("inf") for v in (x, y, width, height, degrees)):
        raise ValueError("a number is not finite")
    area = width * height
    if not (width > 0 and height > 0 and 0 < area < float("inf")):
        raise ValueError(f"a box of {width:.10g} x {height:.10g} px has no area")
    quad = turned_quad(x, y, width, height, degrees)
    xs, ys = zip(*corners(quad), strict=True)
    return Shape((min(xs), min(ys), max(xs), max(ys)), area, quad)


def polygon(rings: Sequence[Sequence[float]]) -> Shape:
    """The area inside rings `x, y, x, y, ...`: parts add up, a ring inside another is a hole (even-odd).

    Rings that cross themselves are put right first. ValueError with the reason when there is no area.

    >>> polygon([[0, 0, 4, 0, 4, 4, 0, 4], [1, 1, 2, 1, 2, 2, 1, 2]]).area
    15.0
    """
    region = polygon_region(rings)
    x1, y1, x2, y2 = shapely.bounds(region).tolist()
    return Shape((x1, y1, x2, y2), float(shapely.area(region)), Polygonal(region, shapely.to_wkb(region, byte_order=1)))


def mask(height: int, width: int, counts: Sequence[int]) -> Shape:
    """Pixels of a frame by run lengths, column by column, the first of background (as in COCO files).

    ValueError when a run is shorter than 0, when they do not add up to the frame, or when no pixel is set.

    >>> mask(3, 2, [1, 3, 2]).bounds, mask(3, 2, [1, 3, 2]).area
    ((0.0, 0.0, 2.0, 3.0), 3.0)
    """
    runs = mask_runs(height, width, counts)
    return Shape(runs_hull(runs), float(runs.count), runs)


def keypoints(points: Sequence[tuple[str, float, float, int]], area: float, box: Bounds) -> Shape:
    """Named points (name, x, y, v), v 0 absent, 1 hidden, 2 visible, with the box of their object and its area.

    ValueError when the box has no area or a point that is there is not finite.

    >>> keypoints([("nose", 5.0, 5.0, 2)], 100.0, (0.0, 0.0, 10.0, 10.0)).area
    100.0
    """
    return Shape(box, area, keypoint_set(points, area))
