"""Named points, and how alike two sets of them are: object keypoint similarity (OKS)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
from numpy.typing import NDArray

from labelqa.kernel.exponential import exponential
from labelqa.kernel.mask import Bounds

Floats = NDArray[np.float64]
SIGMA = 0.09
"""How far annotators scatter about a point, relative to the object's size, unless given."""
NOTHING = 22.0
"""An exponent from which e^-x is below 2^-31: an OKS of such terms alone counts as 0."""
BLOCK = 1 << 20
"""Distances held at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """The keypoints of one object: names, x, y, whether each is there, and the area of the object's box in px^2."""

    names: tuple[str, ...]
    x: Floats
    y: Floats
    there: NDArray[np.bool_]
    area: float

    @property
    def named(self) -> bool:
        """True when every point has a name of its own."""
        return "" not in self.names and len(set(self.names)) == len(self.names)


def keypoint_set(points: Sequence[tuple[str, float, float, int]], area: float) -> Points:
    """Keypoints (name, x, y, v) with v 0 absent, 1 hidden, 2 visible, of an object whose box has this area.

    ValueError when the area is not above 0 or a point that is there is not finite.
    """
    if not 0 < area < float("inf"):
        raise ValueError(f"keypoints need a box with an area, not one of {area} px^2")
    there = np.array([v > 0 for _, _, _, v in points], dtype=np.bool_)
    x, y = (np.where(there, np.array([p[k] for p in points], dtype=np.float64), 0.0) for k in (1, 2))
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("a keypoint is not finite")
    return Points(tuple(name for name, _, _, _ in points), x, y, there, area)


def similarities(a: Sequence[Points], b: Sequence[Points], sigmas: Mapping[str, float]) -> Floats:
    """OKS of the first of `a` with the first of `b`, the second with the second, and so on; 0..1.

    The sum over keypoints there in both of exp(-d^2 / (2 s^2 k^2)), divided by the number there in at least one; s^2 =
    mean of the two areas, k = 2 sigma. Points belong together by name, or by their place where a name is missing or
    used twice. 0 when no point is there in either.

    >>> nose = keypoint_set([("nose", 0.0, 0.0, 2)], 100.0)
    >>> similarities([nose], [keypoint_set([("nose", 1.8, 0.0, 1)], 100.0)], {}).round(6).tolist()
    [0.606531]
    """
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[int]] = {}
    for k, (p, q) in enumerate(zip(a, b, strict=True)):
        groups.setdefault((p.names, q.names), []).append(k)
    found = np.zeros(len(a))
    for members in groups.values():
        step = max(1, BLOCK // max(1, len(a[members[0]].names)))
        for some in (members[k : k + step] for k in range(0, len(members), step)):
            found[some] = _alike([a[k] for k in some], [b[k] for k in some], sigmas)
    return found


def _alike(a: Sequence[Points], b: Sequence[Points], sigmas: Mapping[str, float]) -> Floats:
    """OKS of pairs whose names are the same in all of `a`, and in all of `b`."""
    size = np.array([p.area / 2 + q.area / 2 for p, q in zip(a, b, strict=True)])
    (ax, ay, a_there), (bx, by, b_there) = _stacked(a), _stacked(b)
    total, both = np.zeros(len(a)), np.zeros(len(a), dtype=np.int64)
    for i, j in _partners(a[0], b[0]):  # one after the other: the order of a sum is part of its bits
        there = a_there[:, i] & b_there[:, j]
        k = 2.0 * _sigma(a[0].names[i], b[0].names[j], sigmas)
        with np.errstate(over="ignore"):
            distance = np.square(ax[:, i] - bx[:, j]) + np.square(ay[:, i] - by[:, j])
            total += np.where(there, exponential(-distance / (2.0 * size * (k * k))), 0.0)
        both += there
    seen = a_there.sum(axis=1) + b_there.sum(axis=1)
    at_all = seen - both
    oks: Floats = np.divide(total, at_all, out=np.zeros(len(a)), where=at_all > 0)
    return oks


def _stacked(side: Sequence[Points]) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    return np.array([p.x for p in side]), np.array([p.y for p in side]), np.array([p.there for p in side])


def _partners(a: Points, b: Points) -> list[tuple[int, int]]:
    """Which point belongs to which: by name, in the order of names, or by place."""
    if not (a.named and b.named):
        return [(k, k) for k in range(min(len(a.names), len(b.names)))]
    place = {name: k for k, name in enumerate(b.names)}
    return [(i, place[name]) for name, i in sorted((name, i) for i, name in enumerate(a.names)) if name in place]


def _sigma(a: str, b: str, sigmas: Mapping[str, float]) -> float:
    """The sigma of two points that belong together; two different names have none of their own."""
    return sigmas.get(a or b, SIGMA) if a == b or not (a and b) else SIGMA


def range_of(points: Points, sigmas: Mapping[str, float]) -> Bounds:
    """The hull of the points that are there, with room around: where two such hulls do not meet, OKS x 2^30 is 0.

    A room for each side, as wide as its own root of the area asks: the mean of two areas is at most their sum, so the
    two rooms together are wide enough for both.
    """
    if not points.there.any():
        return inf, inf, -inf, -inf
    x, y = points.x[points.there], points.y[points.there]
    widest = max(SIGMA, *(sigmas.get(name, SIGMA) for name in points.names), *sigmas.values())
    room = 2.0 * widest * sqrt(2.0 * NOTHING) * sqrt(points.area)
    return float(x.min()) - room, float(y.min()) - room, float(x.max()) + room, float(y.max()) + room
