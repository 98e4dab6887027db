"""Boxes that stand at an angle, and how far they overlap: exact areas in our own arithmetic."""

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelqa.kernel import compilation
from labelqa.kernel.clipping import TINIEST, quad_iou
from labelqa.kernel.trigonometry import sine_cosine

Floats = NDArray[np.float64]
FEW = 16
"""Pairs up to which going number by number is quicker than whole arrays."""
CORNERS = ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5))
"""Corners of a box of size 1 about its centre, clockwise as seen."""


class Quad(NamedTuple):
    """A box by its centre, its size in pixels, and sine and cosine of the angle it is turned by."""

    x: float
    y: float
    width: float
    height: float
    sine: float = 0.0
    cosine: float = 1.0


def turned_quad(x: float, y: float, width: float, height: float, degrees: float) -> Quad:
    """A box turned clockwise, as seen, about its own centre; x, y is its corner before the turn.

    >>> turned_quad(0.0, 0.0, 4.0, 2.0, 90.0)
    Quad(x=2.0, y=1.0, width=4.0, height=2.0, sine=1.0, cosine=0.0)
    """
    return Quad(x + width / 2, y + height / 2, width, height, *sine_cosine(degrees))


def corners(quad: Quad) -> list[tuple[float, float]]:
    """The four corners, clockwise as seen, beginning with the one that was top left before the turn.

    >>> corners(Quad(2.0, 1.0, 4.0, 2.0, 1.0, 0.0))
    [(3.0, -1.0), (3.0, 3.0), (1.0, 3.0), (1.0, -1.0)]
    """
    x, y, width, height, s, c = quad
    sides = [(u * width, v * height) for u, v in CORNERS]
    return [(x + (u * c - v * s), y + (u * s + v * c)) for u, v in sides]


def quad_ious(a: Sequence[Quad], b: Sequence[Quad]) -> Floats:
    """IoU of the first of `a` with the first of `b`, the second with the second, and so on; 0..1.

    Exact but for rounding (about 1e-15), also for boxes that touch, lie in each other or are very thin. Swapping the
    sides does not change a bit: of two boxes always the same one is taken as the frame of the other.

    >>> quad_ious([turned_quad(30, 40, 40, 20, 0)], [turned_quad(30, 40, 40, 20, 90)]).tolist()
    [0.3333333333333333]
    """
    if compilation.COMPILED:
        found = compilation.quad_ious(a, b)
        if -1.0 not in found:
            return np.array(found, dtype=np.float64)
    elif len(a) <= FEW and all(isfinite(sum(p) + sum(q)) for p, q in zip(a, b, strict=True)):
        return np.array([quad_iou(p, q) for p, q in zip(a, b, strict=True)], dtype=np.float64)
    return many_quad_ious(a, b)


def many_quad_ious(a: Sequence[Quad], b: Sequence[Quad]) -> Floats:
    """The same in whole arrays: quick when there are many."""
    swapped = np.fromiter((q < p for p, q in zip(a, b, strict=True)), dtype=np.bool_, count=len(a))[:, None]
    p, q = (np.array(side, dtype=np.float64).reshape(-1, 6) for side in (a, b))
    p, q = np.where(swapped, q, p), np.where(swapped, p, q)
    scale = _scale(p, q)
    p[:, :4] *= scale
    q[:, :4] *= scale
    area_p, area_q = p[:, 2] * p[:, 3], q[:, 2] * q[:, 3]
    inter = np.minimum(_overlap(p.T, q.T), np.minimum(area_p, area_q))
    union = area_p + area_q - inter
    iou = np.divide(inter, union, out=np.zeros_like(inter), where=union > 0)
    same: NDArray[np.bool_] = np.all(p == q, axis=1)
    return np.where(same & (union > 0), 1.0, np.minimum(iou, 1.0))


def _scale(p: Floats, q: Floats) -> Floats:
    """Powers of two that bring all coordinates below 1: they round nothing, and no area leaves the range of doubles."""
    largest = np.maximum(np.abs(p[:, :4]).max(axis=1, initial=0.0), np.abs(q[:, :4]).max(axis=1, initial=0.0))
    exponent = np.maximum(np.frexp(largest)[1], TINIEST)
    one: Floats = np.ldexp(1.0, -exponent)
    return one[:, None]


def _overlap(p: Floats, q: Floats) -> Floats:
    """Area that the boxes `q` share with the boxes `p`, rows of columns as in Quad.

    In the frame of p, its own centre and axes, p is upright: -a..a times -b..b. There the boundary of q, cut to that
    window, encloses the shared area: the sum over its edges of the integral of y (cut to -b..b) over x (cut to -a..a).
    """
    px, py, pw, ph, ps, pc = p
    qx, qy, qw, qh, qs, qc = q
    dx, dy = qx - px, qy - py
    x, y = dx * pc + dy * ps, dy * pc - dx * ps
    s, c = pc * qs - ps * qc, pc * qc + ps * qs
    sides = [(u * qw, v * qh) for u, v in CORNERS]
    points = [(x + (u * c - v * s), y + (u * s + v * c)) for u, v in sides]
    total = np.zeros_like(x)
    for start, end in zip(points, points[1:] + points[:1], strict=True):
        total = total + _under_edge(start, end, pw / 2, ph / 2)
    area: Floats = np.abs(total)
    return area


def _under_edge(start: tuple[Floats, Floats], end: tuple[Floats, Floats], a: Floats, b: Floats) -> Floats:
    """Integral of y dx along an edge, x cut to -a..a and y to -b..b."""
    (x0, y0), (x1, y1) = start, end
    from_x, to_x = (np.minimum(np.maximum(x, -a), a) for x in (x0, x1))
    from_y, to_y = (_along(x, x0, y0, x1, y1) for x in (from_x, to_x))
    low, high = _part(from_y, to_y, -b), _part(from_y, to_y, b)
    enters, leaves = np.minimum(low, high), np.maximum(low, high)
    first, last = (np.minimum(np.maximum(y, -b), b) for y in (from_y, to_y))
    mean = first * enters + (first + last) * 0.5 * (leaves - enters) + last * (1.0 - leaves)
    part: Floats = (to_x - from_x) * mean
    return part


def _along(x: Floats, x0: Floats, y0: Floats, x1: Floats, y1: Floats) -> Floats:
    """The y of an edge at x; exact at both of its ends."""
    t = np.divide(x - x0, x1 - x0, out=np.zeros_like(x), where=x1 != x0)
    return np.where(x == x1, y1, y0 + t * (y1 - y0))


def _part(y0: Floats, y1: Floats, y: Floats) -> Floats:
    """The part, 0..1, of the way from y0 to y1 that lies before y; all of it where the way is level."""
    away = y1 - y0
    with np.errstate(over="ignore"):
        part = np.divide(y - y0, away, out=np.ones_like(y), where=away != 0)
    return np.minimum(np.maximum(part, 0.0), 1.0)
