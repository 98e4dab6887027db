"""All kinds together: every area meets every other, as the slow and obvious count has it, from either side."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from labelqa.kernel import areas, overlaps
from labelqa.kernel.shapes import Shape, cornered, keypoints, mask, polygon, shape_edges, turned, upright

ONE = 1 << 30
whole = st.integers(0, 10).map(float)
place, size = st.one_of(whole, st.floats(0, 10)), st.one_of(st.integers(1, 6).map(float), st.floats(0.5, 6))


def framed(x1: int, x2: int, y1: int, y2: int) -> Shape:
    """A mask of one block of pixels, in a frame of 16 x 16."""
    frame = np.zeros((16, 16), dtype=np.int64)
    frame[y1:y2, x1:x2] = 1
    line = np.concatenate([[0], frame.T.ravel(), [0]])
    edge = np.flatnonzero(np.diff(line))
    return mask(16, 16, np.diff(np.concatenate([[0], edge, [256]])).tolist())


block = st.tuples(st.integers(0, 8), st.integers(1, 7), st.integers(0, 8), st.integers(1, 7))
upright_box = st.builds(upright, place, place, size, size)
turned_box = st.builds(turned, place, place, size, size, st.floats(-180, 180))
triangle = st.builds(lambda x, y, w, h: polygon([[x, y, x + w, y, x, y + h]]), place, place, size, size)
masked = block.map(lambda b: framed(b[0], b[0] + b[1], b[2], b[2] + b[3]))
person = st.builds(
    lambda x, y, area: keypoints([("nose", x, y, 2)], area, (x, y, x + 1, y + 1)), place, place, st.floats(1, 50)
)
area_kind = st.one_of(upright_box, turned_box, triangle, masked)
any_kind = st.one_of(area_kind, person)


@given(st.lists(any_kind, max_size=6), st.lists(any_kind, max_size=6))
def test_all_pairs_are_those_of_one_by_one_in_order(a: Sequence[Shape], b: Sequence[Shape]) -> None:
    found = list(zip(*shape_edges(a, b), strict=True))
    one_by_one = [(i, j, sum(shape_edges([p], [q])[2])) for i, p in enumerate(a) for j, q in enumerate(b)]
    assert found == [edge for edge in one_by_one if edge[2]]
    assert all(type(v) is int for edge in found for v in edge)
    assert all(0 < q <= ONE for _, _, q in found)


@given(st.lists(any_kind, max_size=6), st.lists(any_kind, max_size=6))
def test_overlap_does_not_depend_on_the_side(a: Sequence[Shape], b: Sequence[Shape]) -> None:
    back = sorted((i, j, q) for j, i, q in zip(*shape_edges(b, a), strict=True))
    assert list(zip(*shape_edges(a, b), strict=True)) == back


@given(any_kind)
def test_every_shape_is_itself_wholly(shape: Shape) -> None:
    assert shape_edges([shape], [shape]) == ([0], [0], [ONE])


def centres(region: object) -> set[tuple[int, int]]:
    """Pixels whose centre lies well inside, one by one."""
    return {(c, r) for c in range(-10, 30) for r in range(-10, 30) if shapely.contains_xy(region, c + 0.5, r + 0.5)}


@given(st.one_of(upright_box, turned_box, triangle), block)
def test_a_drawn_area_meets_a_mask_by_its_pixels(shape: Shape, block: tuple[int, int, int, int]) -> None:
    x, w, y, h = block
    region = areas._polygonal(shape).region
    edge = shapely.boundary(region)
    if any(
        shapely.distance(edge, shapely.points(c + 0.5, r + 0.5)) < 1e-9 for c in range(-8, 24) for r in range(-8, 24)
    ):
        return  # which side an edge belongs to is another test
    inside = centres(region)
    pixels = {(c, r) for c in range(x, x + w) for r in range(y, y + h)}
    expected = int(len(inside & pixels) / len(inside | pixels) * ONE + 0.5)
    assert sum(shape_edges([shape], [framed(x, x + w, y, y + h)])[2]) == expected


def test_an_edge_through_centres_belongs_to_the_area_right_of_it_and_below_it() -> None:
    left, right = upright(0.5, 0.5, 4, 4), upright(4.5, 0.5, 4, 4)
    frame = framed(0, 12, 0, 12)
    assert shape_edges([left, right], [frame])[2] == [int(16 / 144 * ONE + 0.5)] * 2
    assert shape_edges([left], [framed(0, 4, 0, 4)])[2] == [ONE]


def test_what_reaches_over_the_frame_counts_there_too() -> None:
    assert shape_edges([upright(-4, 0, 8, 4)], [framed(0, 4, 0, 4)])[2] == [ONE // 2]
    assert shape_edges([upright(0, -4, 4, 24)], [framed(0, 4, 0, 16)])[2] == [int(2 / 3 * ONE + 0.5)]


def test_masks_of_frames_of_different_size_meet_where_their_pixels_are() -> None:
    assert shape_edges([mask(4, 4, [0, 16])], [mask(2, 8, [0, 16])])[2] == [int(8 / 24 * ONE + 0.5)]


def test_an_area_too_large_to_fill_counts_its_area(monkeypatch: pytest.MonkeyPatch) -> None:
    frame, tilted = framed(0, 16, 0, 16), turned(-1e9, -1e3, 2e9, 2e3, 0.001)
    assert shape_edges([frame], [tilted]) == ([], [], [])
    box = upright(-8, -8, 32, 32)
    exact = shape_edges([frame], [box])
    monkeypatch.setattr(areas, "FILLED", 10)
    assert shape_edges([frame], [box]) == exact == ([0], [0], [ONE // 4])


@pytest.mark.parametrize("block", [1, 7, 1 << 20])
def test_blocks_of_any_size_give_the_same_pairs(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    random = np.random.default_rng(3)
    a, b = ([turned(*v, 30.0) for v in random.uniform(1, 40, (30, 4)).tolist()] for _ in range(2))
    expected = shape_edges(a, b)
    monkeypatch.setattr(overlaps, "BLOCK", block)
    assert shape_edges(a, b) == expected
    assert len(expected[0]) > 20


def test_nothing_meets_nothing() -> None:
    assert shape_edges([], []) == shape_edges([upright(0, 0, 1, 1)], []) == ([], [], [])


def comb(n: int, across: bool) -> list[float]:
    """An outline of n teeth, upright or lying."""
    teeth = [(float(i), (i % 2) * float(n)) for i in range(n)] + [(float(n), 2.0 * n), (0.0, 2.0 * n)]
    return [v for x, y in teeth for v in ((y, x) if across else (x, y))]


def test_outlines_that_cross_without_end_are_compared_by_their_hulls() -> None:
    a, b = polygon([comb(600, False)]), polygon([comb(600, True)])
    expected = shape_edges([cornered(*a.bounds)], [cornered(*b.bounds)])
    assert shape_edges([a], [b]) == shape_edges([b], [a]) == expected
    with pytest.raises(ValueError, match="crosses itself"):
        polygon([comb(600, False), comb(600, True)])


def test_a_crowd_of_detailed_outlines_that_follow_each_other_is_compared_exactly() -> None:
    ring = [(math.cos(k / 400 * math.tau), math.sin(k / 400 * math.tau)) for k in range(400)]
    crowd = [polygon([[v for x, y in ring for v in (300.0 * i + 100 * x, 100 * y)]]) for i in range(60)]
    moved = [polygon([[v for x, y in ring for v in (300.0 * i + 100 * x + 1, 100 * y)]]) for i in range(60)]
    found = shape_edges(crowd, moved)
    assert found[0] == found[1] == list(range(60))
    hulls = shape_edges([cornered(*crowd[0].bounds)], [cornered(*moved[0].bounds)])[2][0]
    assert found[2][0] != hulls


def test_areas_too_wide_to_fill_beside_masks_are_compared_by_their_hulls() -> None:
    wide, all_of_it = upright(0, 0, 1e6, 1e6), mask(10**6, 10**6, [0, 10**12])
    assert shape_edges([wide] * 20, [all_of_it] * 20)[2] == [1 << 30] * 400
