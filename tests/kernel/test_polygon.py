"""Polygons: exact areas, parts and holes, outlines put right, and reasons where nothing is left."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from labelqa.kernel.crossing import CROSSED
from labelqa.kernel.polygon import Region, polygon_region
from labelqa.kernel.shape import Polygonal
from labelqa.kernel.shapes import Shape, polygon, shape_edges, turned, upright

ONE = 1 << 30
value = st.one_of(st.integers(0, 4).map(float), st.floats(-20, 20).map(lambda v: v if abs(v) > 1e-9 else 0.0))
ring = st.lists(st.tuples(value, value), min_size=3, max_size=9, unique=True).map(lambda r: [v for p in r for v in p])
rings = st.lists(ring, min_size=1, max_size=3)
Rings = list[list[float]]
square = [0.0, 0.0, 4.0, 0.0, 4.0, 4.0, 0.0, 4.0]


def odd(rings: Rings, x: float, y: float) -> bool:
    """Whether an odd number of all edges lies above the point."""
    above = 0
    for ring in rings:
        points = list(zip(ring[::2], ring[1::2], strict=True))
        for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True):
            above += (x1 <= x) != (x2 <= x) and y1 + (x - x1) * (y2 - y1) / (x2 - x1) > y
    return above % 2 == 1


def drawn(rings: Rings) -> Shape | None:
    try:
        return polygon(rings)
    except ValueError:  # no area left, which is another test
        return None


def region(shape: Shape) -> Region:
    assert isinstance(shape.form, Polygonal)
    return shape.form.region


@given(rings, st.lists(st.tuples(st.floats(-21, 21), st.floats(-21, 21)), min_size=20, max_size=20))
def test_inside_is_where_an_odd_number_of_edges_lies_above(rings: Rings, points: list[tuple[float, float]]) -> None:
    shape = drawn(rings)
    if shape is None:
        return
    for x, y in points:
        point = shapely.points(x, y)
        if shapely.distance(shapely.boundary(region(shape)), point) > 1e-6 and all(
            shapely.distance(shapely.linearrings(np.reshape(r, (-1, 2))), point) > 1e-6 for r in rings
        ):
            assert bool(shapely.contains(region(shape), point)) == odd(rings, x, y)


@given(rings, rings)
def test_overlap_is_shared_area_by_area_of_either(a: Rings, b: Rings) -> None:
    p, q = drawn(a), drawn(b)
    if p is None or q is None or min(p.area, q.area) < 1e-3:
        return
    found, back = shape_edges([p], [q]), shape_edges([q], [p])
    iou = shapely.area(shapely.intersection(region(p), region(q))) / shapely.area(shapely.union(region(p), region(q)))
    assert sum(found[2]) / ONE == pytest.approx(iou, abs=2e-9)
    assert found == back


@given(rings, st.integers(0, 8), st.booleans())
def test_it_does_not_matter_where_a_ring_begins_and_which_way_it_goes(rings: Rings, k: int, back: bool) -> None:
    shape = drawn(rings)
    if shape is None:
        return
    points = [np.roll(np.reshape(r, (-1, 2)), k, axis=0)[:: -1 if back else 1] for r in rings]
    again = polygon([p.ravel().tolist() for p in points])
    assert shape_edges([shape], [shape])[2] == [ONE]
    assert sum(shape_edges([shape], [again])[2]) >= ONE - 1 or shape.area < 1e-3


@given(rings)
def test_a_polygon_far_away_has_the_same_overlap(rings: Rings) -> None:
    shape, box = drawn(rings), upright(0, 0, 30, 30)
    if shape is None or shape.area < 1:
        return
    far = drawn([[v + 1e6 for v in r] for r in rings])
    near = drawn([[v + 1e6 - 1e6 for v in r] for r in rings])
    if far is None or near is None:
        return
    found = sum(shape_edges([far], [upright(1e6, 1e6, 30, 30)])[2]) / ONE
    assert found == pytest.approx(sum(shape_edges([near], [box])[2]) / ONE, abs=2e-9)


@given(st.floats(-30, 30), st.floats(-30, 30), st.floats(1, 40), st.floats(1, 40), st.floats(-180, 180))
def test_a_box_drawn_as_a_polygon_is_the_box(x: float, y: float, width: float, height: float, degrees: float) -> None:
    box = upright(x, y, width, height)
    x1, y1, x2, y2 = box.bounds
    same = polygon([[x1, y1, x2, y1, x2, y2, x1, y2]])
    other = turned(3.0, -2.0, 25.0, 14.0, degrees)
    assert shape_edges([box], [same])[2] == [ONE]
    assert sum(shape_edges([box], [other])[2]) == pytest.approx(sum(shape_edges([same], [other])[2]), abs=2)


@pytest.mark.parametrize(
    ("rings", "area"),
    [
        ([square], 16.0),
        ([square, [1, 1, 2, 1, 2, 2, 1, 2]], 15.0),
        ([square, [10, 0, 11, 0, 11, 1]], 16.5),
        ([square, [2, 2, 6, 2, 6, 6, 2, 6]], 24.0),
        ([[0, 0, 4, 4, 4, 0, 0, 4]], 8.0),
        ([[0, 0, 4, 0, 4, 4, 0, 4, 0, 0]], 16.0),
        ([[0, 0, 4, 0, 9, 0, 4, 0, 4, 4, 0, 4]], 16.0),
        ([square, [7, 7], [8, 8, 9, 9, 8, 8]], 16.0),
        ([[0, 3, 2, -3, -3, 1, 3, 1, -2, -3]], 8.47719),
    ],
)
def test_known_areas(rings: Rings, area: float) -> None:
    assert polygon(rings).area == pytest.approx(area, abs=1e-5)


def test_a_star_is_hollow() -> None:
    star = polygon([[0, 3, 2, -3, -3, 1, 3, 1, -2, -3]])
    assert shape_edges([star], [upright(-0.1, -0.1, 0.2, 0.2)]) == ([], [], [])


def test_thousands_of_parts_are_put_together() -> None:
    parts = [[3.0 * i, 3.0 * j, 3.0 * i + 1, 3.0 * j, 3.0 * i, 3.0 * j + 1] for i in range(50) for j in range(50)]
    assert polygon(parts).area == pytest.approx(1250.0)


def test_the_smallest_of_doubles_do_no_harm() -> None:
    a = polygon([[1.0, 0.0, -2.2250738585072014e-308, 1.0, -2.225073858507e-311, -1.0]])
    b = polygon([[0.0, 0.0, 0.0, 1.0, -1.0, 0.0], [0.0, 0.0, 0.0, -1.0, -1.8347055772286394e-233, 1.0]])
    assert (a.area, b.area) == (1.0, 0.5)
    assert shape_edges([a, b], [a, b, upright(5e-324, 0, 1, 1)])[:2] == ([0, 0, 1], [0, 2, 1])
    nearly = polygon_region([[1e-101, 0.0, 4.0, -1e-101, 4.0, 4.0, 1e-101, 4.0]])
    assert shapely.get_coordinates(nearly).tolist() == shapely.get_coordinates(polygon_region([square])).tolist()


def test_a_tangle_is_refused_before_it_costs_minutes() -> None:
    tangle = np.random.default_rng(1).uniform(0, 100, 2000).tolist()
    with pytest.raises(ValueError, match="crosses itself more than 2,000 times"):
        polygon([tangle])


@pytest.mark.parametrize(("step", "crossed"), [(20, 1919), (21, 2020)])
def test_crossings_are_counted_to_the_last_side(step: int, crossed: int) -> None:
    turn = np.arange(101) * step * 2 * np.pi / 101
    star = [np.stack([50 * np.cos(turn), 50 * np.sin(turn)], axis=1).ravel().tolist()]
    if crossed <= CROSSED:
        assert polygon(star).area > 0
    else:
        with pytest.raises(ValueError, match="crosses itself more than 2,000 times"):
            polygon(star)


@pytest.mark.parametrize(
    ("rings", "reason"),
    [
        ([], "no ring has three"),
        ([[0, 0, 1, 1, 0, 0, 1, 1]], "no ring has three"),
        ([[0, 0, 1, 1, 2, 2]], "no area"),
        ([square, square], "no area"),
        ([square + square], "no area"),
        ([[0, 0, 1, math.nan, 2, 2]], "not finite"),
        ([[0, 0, math.inf, 1, 2, 2]], "not finite"),
        ([[0, 0, 1, 1, 2]], "5 numbers"),
        ([[0, 0, 1e300, 1, 1e300, 0]], "more than 67,108,864 pixels"),
        ([[-1.7e308, 0, 1.7e308, 1, 0, 5]], "more than"),
    ],
)
def test_what_has_no_area_is_refused_with_a_reason(rings: Rings, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        polygon(rings)
