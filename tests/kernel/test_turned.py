"""Boxes at an angle: exact areas, held against shapely; and nothing that depends on the side."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from labelqa.kernel import edges
from labelqa.kernel.clipping import quad_iou
from labelqa.kernel.shapes import Shape, cornered, shape_edges, turned, upright
from labelqa.kernel.turned import Quad, corners, many_quad_ious, quad_ious, turned_quad

ONE = 1 << 30
place = st.one_of(st.integers(-10, 10).map(float), st.floats(-50, 50, width=32))
size = st.one_of(st.integers(1, 12).map(float), st.floats(0.5, 60, width=32))
degrees = st.one_of(st.integers(-8, 8).map(lambda k: 45.0 * k), st.floats(-360, 360))
box = st.tuples(place, place, size, size, degrees)
Box = tuple[float, float, float, float, float]


def quads(*boxes: Box) -> list[Quad]:
    return [turned_quad(*b) for b in boxes]


def iou(a: Box, b: Box) -> float:
    return float(quad_ious(quads(a), quads(b))[0])


def q(a: Shape, b: Shape) -> int:
    return sum(shape_edges([a], [b])[2])


@given(st.lists(st.tuples(box, box), min_size=1, max_size=20), st.integers(-900, 900))
def test_number_by_number_is_the_same_to_the_last_bit_as_whole_arrays(pairs: list[tuple[Box, Box]], power: int) -> None:
    def scaled(b: Box) -> Quad:
        x, y, width, height, turn = b
        return turned_quad(*(math.ldexp(v, power) for v in (x, y, width, height)), turn)

    a, b = ([scaled(pair[k]) for pair in pairs] for k in (0, 1))
    a, b = [*a, a[0]], [*b, a[0]]
    assert [quad_iou(p, r) for p, r in zip(a, b, strict=True)] == many_quad_ious(a, b).tolist()


@given(box, box)
def test_overlap_is_that_of_shapely(a: Box, b: Box) -> None:
    p, r = (shapely.polygons(corners(turned_quad(*v))) for v in (a, b))
    inter = shapely.area(shapely.intersection(p, r))
    assert iou(a, b) == pytest.approx(inter / (shapely.area(p) + shapely.area(r) - inter), abs=1e-9)


@given(box, box)
def test_swapping_the_sides_changes_no_bit(a: Box, b: Box) -> None:
    assert iou(a, b) == iou(b, a)


@given(box)
def test_a_box_is_itself_wholly(a: Box) -> None:
    assert iou(a, a) == 1.0
    assert q(turned(*a), turned(*a)) == ONE


@given(box, st.integers(-2, 2))
def test_half_turns_change_nothing(a: Box, halves: int) -> None:
    assert q(turned(*a), turned(*a[:4], math.fmod(a[4], 180.0) + 180.0 * halves)) in (ONE, ONE - 1)


@given(box, box, st.lists(box, max_size=3))
def test_many_at_once_give_the_bits_of_one_by_one(a: Box, b: Box, more: list[Box]) -> None:
    found = quad_ious(quads(a, *more), quads(b, *more)).tolist()
    assert found == [iou(a, b), *(1.0 for _ in more)]


@given(box, box)
def test_it_does_not_matter_where_they_lie(a: Box, b: Box) -> None:
    far = [(v[0] + 1e6, v[1] - 1e6, *v[2:]) for v in (a, b)]
    near = [(v[0] - 1e6, v[1] + 1e6, *v[2:]) for v in far]
    assert iou(*far) == pytest.approx(iou(*near), abs=1e-9)


@given(box, box, st.integers(-4, 4))
def test_quarter_turns_are_upright_boxes(a: Box, b: Box, quarters: int) -> None:
    one, other = turned(*a[:4], 90.0 * quarters), upright(*b[:4])
    assert abs(q(one, other) - q(cornered(*one.bounds), other)) <= 1


thin = st.tuples(
    place, place, st.sampled_from([1e-300, 1e-12, 1e-3, 1.0, 1e6, 1e9]), st.sampled_from([1e-12, 1.0, 1e9]), degrees
)


@given(thin, thin)
def test_however_thin_or_large_the_answer_is_a_share(a: Box, b: Box) -> None:
    found = iou(a, b)
    assert 0.0 <= found <= 1.0
    assert found == iou(b, a)


@given(box, box)
def test_what_lies_within_shares_its_area(a: Box, b: Box) -> None:
    centre = (a[0] + a[2] / 2, a[1] + a[3] / 2)
    wide = math.hypot(a[2], a[3]) * 2
    outer = (centre[0] - wide / 2, centre[1] - wide / 2, wide, wide, b[4])
    assert iou(a, outer) == pytest.approx(a[2] * a[3] / wide**2, abs=1e-12)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((30, 40, 40, 20, 0), (30, 40, 40, 20, 90), 1 / 3),
        ((30, 40, 40, 20, 45), (40, 40, 40, 20, 45), 0.362556),
        ((0, 0, 4, 4, 0), (0, 0, 4, 4, 45), math.sqrt(0.5)),
        ((0, 0, 4, 4, 0), (4, 0, 4, 4, 0), 0.0),
        ((0, 0, 4, 4, 0), (4, 4, 4, 4, 90), 0.0),
        ((0, 0, 4, 4, 0), (1, 1, 2, 2, 180), 0.25),
    ],
)
def test_known_overlaps(a: Box, b: Box, expected: float) -> None:
    assert iou(a, b) == pytest.approx(expected, abs=5e-7)
    assert q(turned(*a), turned(*b)) / ONE == pytest.approx(expected, abs=5e-7)


def test_the_turn_is_clockwise_as_seen() -> None:
    """The upper left corner of a wide box goes up and to the right."""
    (x, y), *_ = corners(turned_quad(0.0, 0.0, 10.0, 2.0, 30.0))
    assert x > 0
    assert y < 0


def test_the_hull_holds_the_corners() -> None:
    assert turned(0.0, 0.0, 4.0, 2.0, -270.0).bounds == (1.0, -1.0, 3.0, 3.0)
    assert turned(0, 0, 2, 2, 45).bounds == pytest.approx((1 - 2**0.5, 1 - 2**0.5, 1 + 2**0.5, 1 + 2**0.5))


@pytest.mark.parametrize(
    "numbers",
    [(0, 0, 0, 1, 5), (0, 0, 1, -1, 5), (0, 0, 1, 1, math.nan), (math.inf, 0, 1, 1, 0), (0, 0, 1e200, 1e200, 1)],
)
def test_what_has_no_area_is_refused(numbers: Box) -> None:
    with pytest.raises(ValueError, match=r"no area|not finite"):
        turned(*numbers)


def test_plain_boxes_have_the_integers_they_have_without_shapes() -> None:
    random = np.random.default_rng(5)
    a, b = (
        sorted(map(tuple, np.hstack([c, c + random.lognormal(3, 1, (60, 2))]).tolist()))
        for c in (random.random((60, 2)) * 300, random.random((60, 2)) * 300)
    )
    columns = [[row[k] for row in side] for side in (a, b) for k in range(4)]
    assert shape_edges([cornered(*v) for v in a], [cornered(*v) for v in b]) == edges(*columns)
