"""How far two areas of different kinds overlap: boxes at an angle, polygons, masks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

import shapely

from labelqa.kernel import compilation
from labelqa.kernel.crossing import meetings
from labelqa.kernel.filling import Outline, crossings, filled
from labelqa.kernel.mask import Bounds, Runs, runs_hull, shared_by_pairs
from labelqa.kernel.outlines import Sides, box_sides, sure_ious, touching
from labelqa.kernel.polygon import region_outline, ring_region, shared_areas
from labelqa.kernel.shape import Polygonal, Shape
from labelqa.kernel.turned import Quad, corners, quad_ious

T = TypeVar("T")
Pair = tuple[int, int]
Measure = Callable[[Sequence[Shape], Sequence[Shape], Sequence[Pair]], list[float]]
Some = Mapping[int, Shape]
"""Shapes of one side that are compared, by their position."""
Shapes = Sequence[Shape] | Some
MEETINGS = 20_000
"""How often the outlines of two annotations may meet; beyond, cutting them takes more than about a quarter second."""
ALIKE = 4
"""How many sides each side may meet beside that: outlines that follow each other meet all along."""
BOX = 5
"""Points of a box's outline, the first counted again as the last."""
WORK = 1 << 20
"""Columns of pixels that may be looked at to compare two annotations with masks; beyond, it takes more than that."""
FILLED = 1 << 20
"""Crossings up to which an area is filled whole; the pixels of a larger one are its area, rounded."""


def area_ious(a: Sequence[Shape], b: Sequence[Shape], pairs: Sequence[Pair]) -> Iterator[tuple[Pair, float]]:
    """IoU of pairs (position in `a`, position in `b`) of shapes that cover an area, kind by kind; 0..1.

    Boxes and polygons are compared exactly; where one of the two is a mask, both are counted in pixels.

    >>> from labelqa.kernel.shape import mask, polygon, upright
    >>> shapes = upright(0, 0, 4, 4), polygon([[0, 0, 4, 0, 0, 4]]), mask(4, 4, [0, 8, 8])
    >>> [(pair, round(iou, 6)) for pair, iou in area_ious(shapes, shapes, [(0, 1), (0, 2), (1, 2)])]
    [((0, 1), 0.5), ((0, 2), 0.5), ((1, 2), 0.555556)]
    """
    kinds: dict[Measure, list[Pair]] = {}
    for i, j in pairs:
        kinds.setdefault(_measure(a[i], b[j]), []).append((i, j))
    for measure, some in kinds.items():
        yield from zip(some, measure(a, b, some), strict=True)


def _by_hulls(a: Shapes, b: Shapes, pairs: Sequence[Pair]) -> list[float]:
    """By the upright boxes around them: what is left where exactness would cost minutes."""
    return [_hull_iou(a[i].bounds, b[j].bounds) for i, j in pairs]


def _hull_iou(one: Bounds, other: Bounds) -> float:
    width, height = (min(one[k + 2], other[k + 2]) - max(one[k], other[k]) for k in (0, 1))
    area, rest = ((x2 - x1) * (y2 - y1) for x1, y1, x2, y2 in sorted((one, other)))
    return _iou(max(0.0, width) * max(0.0, height), area, rest)


def _measure(one: Shape, other: Shape) -> Measure:
    if isinstance(one.form, Runs) or isinstance(other.form, Runs):
        return _by_pixels
    return _by_regions if isinstance(one.form, Polygonal) or isinstance(other.form, Polygonal) else _by_corners


def _both(a: Shapes, b: Shapes, pairs: Sequence[Pair], made: Callable[[Shape], T]) -> tuple[list[T], list[T]]:
    """Both sides of every pair in another form, made once for each shape."""
    of_a = {i: made(a[i]) for i in {i for i, _ in pairs}}
    of_b = {j: made(b[j]) for j in {j for _, j in pairs}}
    return [of_a[i] for i, _ in pairs], [of_b[j] for _, j in pairs]


def _by_corners(a: Sequence[Shape], b: Sequence[Shape], pairs: Sequence[Pair]) -> list[float]:
    ious: list[float] = quad_ious(*_both(a, b, pairs, _quad)).tolist()
    return ious


def _quad(shape: Shape) -> Quad:
    if isinstance(shape.form, Quad):
        return shape.form
    x1, y1, x2, y2 = shape.bounds
    return Quad(x1 + (x2 - x1) / 2, y1 + (y2 - y1) / 2, x2 - x1, y2 - y1)


def _by_regions(a: Sequence[Shape], b: Sequence[Shape], pairs: Sequence[Pair]) -> list[float]:
    """Exactly, unless outlines meet so often that cutting them would hold up everybody else.

    Compiled, side above side; by shapely where rounding there might tell in the whole number that the IoU becomes. So
    compiled or not, that number is the same.
    """
    of_a, of_b = {i: a[i] for i, _ in pairs}, {j: b[j] for _, j in pairs}
    if compilation.COMPILED:
        return _by_sides(of_a, of_b, pairs)
    most = _most_meetings(of_a, of_b)
    return (_by_hulls if _tangled(of_a, of_b, most) else _by_shapely)(of_a, of_b, pairs)


def _by_sides(a: Some, b: Some, pairs: Sequence[Pair]) -> list[float]:
    place_a, place_b = ({k: n for n, k in enumerate(side)} for side in (a, b))
    placed = [(place_a[i], place_b[j]) for i, j in pairs]
    outlines = [_sides(shape) for shape in a.values()], [_sides(shape) for shape in b.values()]
    ious, looks = sure_ious(*outlines, placed)
    most = _most_meetings(a, b)
    if most:
        near = compilation.near_hulls([s.bounds for s in a.values()], [s.bounds for s in b.values()], closed=True)
        sure = looks <= most and len(near) == len(pairs)
        if not sure and touching(*outlines, near, most) > most and _tangled(a, b, most):
            return _by_hulls(a, b, pairs)
    unsure = [k for k, iou in enumerate(ious) if iou < 0]
    if unsure:
        for k, iou in zip(unsure, _by_shapely(a, b, [pairs[k] for k in unsure]), strict=True):
            ious[k] = iou
    return ious


def _most_meetings(a: Some, b: Some) -> int:
    """How often these outlines may meet; 0: as often as they like, being few."""
    corners_a, corners_b = (sum([_corners(shape) for shape in side.values()]) for side in (a, b))
    return MEETINGS + ALIKE * (corners_a + corners_b) if corners_a * corners_b > MEETINGS else 0


def _tangled(a: Some, b: Some, most: int) -> bool:
    """Whether they meet more often; the same whichever side comes first."""
    of_a, of_b = ([_polygonal(shape).region for shape in side.values()] for side in (a, b))
    return most > 0 and meetings(of_a, of_b, most) > most


def _corners(shape: Shape) -> int:
    return shape.form.corners if isinstance(shape.form, Polygonal) else BOX


def _sides(shape: Shape) -> Sides:
    return shape.form.sides if isinstance(shape.form, Polygonal) else box_sides(corners(_quad(shape)), shape.area)


def _by_shapely(a: Shapes, b: Shapes, pairs: Sequence[Pair]) -> list[float]:
    """Of two regions always the same one comes first, so that swapping the sides changes no bit."""
    sides = zip(*_both(a, b, pairs, _polygonal), strict=True)
    ordered = [(p, q) if p.key <= q.key else (q, p) for p, q in sides]
    shared = shared_areas([p.region for p, _ in ordered], [q.region for _, q in ordered]).tolist()
    areas = [(a[i].area, b[j].area) for i, j in pairs]
    return [
        1.0 if p.key == q.key else _iou(inter, *area)
        for (p, q), inter, area in zip(ordered, shared, areas, strict=True)
    ]


def _polygonal(shape: Shape) -> Polygonal:
    if isinstance(shape.form, Polygonal):
        return shape.form
    region = ring_region(corners(_quad(shape)))
    return Polygonal(region, shapely.to_wkb(region, byte_order=1))


def _iou(inter: float, one: float, other: float) -> float:
    inter = min(inter, one, other)
    union = one + other - inter
    return inter / union if inter > 0 and union < float("inf") else 0.0


def _width(a: Sequence[Shape], b: Sequence[Shape], pairs: Sequence[Pair]) -> int:
    """Columns of both masks of each pair."""
    return int(sum([s.bounds[2] - s.bounds[0] for i, j in pairs for s in (a[i], b[j])]))


def _columns(a: Sequence[Shape], b: Sequence[Shape], pairs: Sequence[Pair]) -> int:
    """Columns to fill, once for each outline, and to compare, for each pair those of its masks."""
    of_a, of_b = {i: a[i] for i, _ in pairs}, {j: b[j] for _, j in pairs}
    outlined = [s for side in (of_a, of_b) for s in side.values() if not isinstance(s.form, Runs)]
    fills = [region_outline(_polygonal(s).region) for s in outlined]
    widths = [s.bounds[2] - s.bounds[0] for i, j in pairs for s in (a[i], b[j]) if isinstance(s.form, Runs)]
    return sum(min(crossings(outline), FILLED) for outline in fills) + int(sum(widths))


class _Filling(NamedTuple):
    """How many pixels an area counts, and what tells which they are."""

    total: int
    pixels: Runs | Outline


def _masks(a: Sequence[Shape], b: Sequence[Shape], pairs: Sequence[Pair]) -> list[tuple[Runs, Runs]] | None:
    """Both sides of every pair where all are masks, as nearly always; else None."""
    sides = [(a[i].form, b[j].form) for i, j in pairs]
    masks = [(s, t) for s, t in sides if isinstance(s, Runs) and isinstance(t, Runs)]
    return masks if len(masks) == len(sides) else None


def _by_pixels(a: Sequence[Shape], b: Sequence[Shape], pairs: Sequence[Pair]) -> list[float]:
    """Masks are counted together; what lies inside an outline is filled for each mask anew."""
    masks = _masks(a, b, pairs)
    if (_width(a, b, pairs) if masks else _columns(a, b, pairs)) > WORK:
        return _by_hulls(a, b, pairs)
    if masks:
        return [_iou(inter, s.count, t.count) for inter, (s, t) in zip(shared_by_pairs(masks), masks, strict=True)]
    sides = list(zip(*_both(a, b, pairs, _filling), strict=True))
    shared = shared_by_pairs(_runs(p.pixels, q.pixels) for p, q in sides)
    return [_iou(inter, p.total, q.total) for inter, (p, q) in zip(shared, sides, strict=True)]


def _filling(shape: Shape) -> _Filling:
    if isinstance(shape.form, Runs):
        return _Filling(shape.form.count, shape.form)
    outline = region_outline(_polygonal(shape).region)
    if crossings(outline) > FILLED:
        return _Filling(round(shape.area), outline)
    return _Filling(filled(outline).count, outline)


def _runs(p: Runs | Outline, q: Runs | Outline) -> tuple[Runs, Runs]:
    """A mask, and another one or what lies inside an outline on its columns."""
    if isinstance(p, Runs) and isinstance(q, Runs):
        return p, q
    mask, outline = (p, q) if isinstance(p, Runs) else (q, p)
    assert isinstance(mask, Runs)
    assert isinstance(outline, tuple)
    x1, _, x2, _ = runs_hull(mask)
    return mask, filled(outline, int(x1), int(x2)).runs(mask.height)
