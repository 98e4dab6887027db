"""Which shapes of two annotations overlap, and by how much, whatever kinds they are of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import floor
from types import MappingProxyType

import numpy as np

from labelqa.kernel import compilation
from labelqa.kernel.areas import Pair, area_ious
from labelqa.kernel.boxes import Columns, Edges, edges
from labelqa.kernel.keypoints import Points, range_of, similarities
from labelqa.kernel.mask import Bounds
from labelqa.kernel.shape import Shape

Edge = tuple[int, int, int]
NO_SIGMAS: Mapping[str, float] = MappingProxyType({})
FEW = 400
"""Pairs of hulls up to which a loop is quicker than whole arrays."""
BLOCK = 1 << 20
"""Pairs of hulls held at once."""


def shape_edges(a: Sequence[Shape], b: Sequence[Shape], sigmas: Mapping[str, float] = NO_SIGMAS) -> Edges:
    """Every two shapes that overlap: positions in `a` and in `b`, ascending, and IoU x 2^30 as in `edges`.

    Shapes that cover an area meet by it: boxes at any angle and polygons exactly; where one of the two is a mask, both
    count the pixels whose centre they cover. Keypoints meet keypoints alone, by OKS with these sigmas (0.09 unless
    given). Upright boxes get the very integers of `edges`; swapping the sides changes no bit.

    >>> from labelqa.kernel.shape import mask, turned, upright
    >>> shape_edges([upright(0, 0, 4, 4), mask(4, 4, [0, 8, 8])], [turned(0, 1, 4, 2, 90.0)])
    ([0, 1], [0, 0], [536870912, 357913941])
    """
    if any(not sigma > 0 for sigma in sigmas.values()):
        raise ValueError(f"a sigma of {min(sigmas.values())} is not above 0")
    found = [*_of_uprights(a, b), *_of_areas(a, b), *_of_keypoints(a, b, sigmas)]
    found.sort()
    ia, ib, q = ([edge[k] for edge in found] for k in range(3))
    return ia, ib, q


def _of_uprights(a: Sequence[Shape], b: Sequence[Shape]) -> Iterator[Edge]:
    """Plain boxes with plain boxes, brought into canonical order first."""
    if not (any(s.form is None for s in a) and any(s.form is None for s in b)):
        return iter(())
    order_a, order_b = (
        sorted((k for k, s in enumerate(side) if s.form is None), key=lambda k: side[k].bounds) for side in (a, b)
    )
    overlaps = edges(*_columns([a[k] for k in order_a]), *_columns([b[k] for k in order_b]))
    return ((order_a[i], order_b[j], q) for i, j, q in zip(*overlaps, strict=True))


def _columns(shapes: Sequence[Shape]) -> Columns:
    x1, y1, x2, y2 = ([shape.bounds[k] for shape in shapes] for k in range(4))
    return x1, y1, x2, y2


def _of_areas(a: Sequence[Shape], b: Sequence[Shape]) -> Iterator[Edge]:
    """Areas with areas, but for plain boxes with each other; nothing is done where hulls do not meet."""
    sides = [[k for k, s in enumerate(side) if not isinstance(s.form, Points)] for side in (a, b)]
    near = _near([a[i].bounds for i in sides[0]], [b[j].bounds for j in sides[1]])
    pairs = [(sides[0][i], sides[1][j]) for i, j in near]
    return _whole(area_ious(a, b, [(i, j) for i, j in pairs if not (a[i].form is None and b[j].form is None)]))


def _of_keypoints(a: Sequence[Shape], b: Sequence[Shape], sigmas: Mapping[str, float]) -> Iterator[Edge]:
    """Keypoints with keypoints; those too far apart for any likeness are left out first."""
    sides = [[(k, s.form) for k, s in enumerate(side) if isinstance(s.form, Points)] for side in (a, b)]
    if not all(sides):
        return iter(())
    near = _near(*([range_of(form, sigmas) for _, form in side] for side in sides))
    pairs = [(*sides[0][i], *sides[1][j]) for i, j in near]
    alike = similarities([p for _, p, _, _ in pairs], [q for _, _, _, q in pairs], sigmas).tolist()
    return _whole(((i, j), oks) for (i, _, j, _), oks in zip(pairs, alike, strict=True))


def _near(a: Sequence[Bounds], b: Sequence[Bounds]) -> Iterator[Pair]:
    """Hulls that share more than a line, by their positions."""
    if compilation.COMPILED and len(a) * len(b) <= BLOCK:
        yield from compilation.near_hulls(a, b, closed=False)
        return
    if len(a) * len(b) <= FEW:
        yield from _near_few(a, b)
        return
    bx1, by1, bx2, by2 = np.array(b, dtype=np.float64).T
    step = max(1, BLOCK // len(b))
    for k in range(0, len(a), step):
        ax1, ay1, ax2, ay2 = np.array(a[k : k + step], dtype=np.float64).T[:, :, None]
        for i, j in np.argwhere((ax1 < bx2) & (bx1 < ax2) & (ay1 < by2) & (by1 < ay2)).tolist():
            yield k + i, j


def _near_few(a: Sequence[Bounds], b: Sequence[Bounds]) -> Iterator[Pair]:
    """The same, one by one: quick when there are few."""
    for i, (ax1, ay1, ax2, ay2) in enumerate(a):
        for j, (bx1, by1, bx2, by2) in enumerate(b):
            if ax1 < bx2 and bx1 < ax2 and ay1 < by2 and by1 < ay2:
                yield i, j


def _whole(ious: Iterable[tuple[Pair, float]]) -> Iterator[Edge]:
    quantised = ((i, j, floor(iou * 1073741824.0 + 0.5)) for (i, j), iou in ious)
    return (edge for edge in quantised if edge[2])
