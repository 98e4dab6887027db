"""Four corners of a turned box: fitted by centre, sides and angle, and written down again."""

import math
from collections.abc import Sequence

from labelqa.kernel.turned import corners as quad_corners
from labelqa.kernel.turned import turned_quad
from labelqa.shapes import Turned

Point = tuple[float, float]
WORST = 0.01
"""By how much, as a share of the longer side, a corner may lie off the fitted box; beyond, they are a polygon."""
UPRIGHT = 1e-9
"""By how much, as a share of the longer side, the corners of an upright box may lie off by rounding alone."""


def fitted(corners: Sequence[Point]) -> tuple[Turned, float]:
    """The turned box nearest to four corners given in order, and the largest distance of a corner from its own.

    The first side gives the width. An upright box comes out with 0 degrees.

    >>> fitted([(1.0, 0.0), (3.0, 2.0), (2.0, 3.0), (0.0, 1.0)])[0].degrees
    45.0
    """
    p0, p1, p2, p3 = corners
    along = _mean(_minus(p1, p0), _minus(p2, p3))
    across = _mean(_minus(p3, p0), _minus(p2, p1))
    if along[0] * across[1] - along[1] * across[0] < 0:  # given against the clock: the same box seen from p1
        box, error = fitted([p1, p0, p3, p2])
        return box, error
    angle = math.atan2(along[1] - across[0], along[0] + across[1])
    cos, sin = math.cos(angle), math.sin(angle)
    width = along[0] * cos + along[1] * sin
    height = across[1] * cos - across[0] * sin
    x, y = sum(p[0] for p in corners) / 4, sum(p[1] for p in corners) / 4
    box = Turned(x - width / 2, y - height / 2, width, height, math.degrees(angle) % 360)
    error = max(math.dist(given, own) for given, own in zip(corners, turned_corners(box), strict=True))
    return box, error


def turned_corners(box: Turned) -> list[Point]:
    """The corners of a turned box: top left as it was before the turn, then clockwise as seen."""
    return quad_corners(turned_quad(box.x, box.y, box.width, box.height, box.degrees))


def is_upright(corners: Sequence[Point]) -> bool:
    """True for the four corners of an upright box, whichever comes first."""
    x1, x2 = min(p[0] for p in corners), max(p[0] for p in corners)
    y1, y2 = min(p[1] for p in corners), max(p[1] for p in corners)
    slack = UPRIGHT * max(x2 - x1, y2 - y1)
    near = [(abs(x - x1) > abs(x - x2), abs(y - y1) > abs(y - y2)) for x, y in corners]
    off = max(max(min(abs(x - x1), abs(x - x2)), min(abs(y - y1), abs(y - y2))) for x, y in corners)
    in_order = all((a[0] != b[0]) + (a[1] != b[1]) == 1 for a, b in zip(near, near[1:] + near[:1], strict=True))
    return off <= slack and in_order


def _minus(a: Point, b: Point) -> Point:
    return a[0] - b[0], a[1] - b[1]


def _mean(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
