"""Areas and tables, compiled: the same whole numbers as in plain words."""

import math
from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.kernel import areas, confusions, pairs_within, sweep, table_sums
from labelqa.kernel import outlines as outlines_
from labelqa.kernel.clipping import quad_iou
from labelqa.kernel.mask import Runs, mask_runs, shared_by_pairs
from labelqa.kernel.overlaps import _near
from labelqa.kernel.shape import Polygonal
from labelqa.kernel.shapes import cornered, polygon, shape_edges
from labelqa.kernel.sweeping import FOUND
from labelqa.kernel.turned import Quad, many_quad_ious, quad_ious, turned_quad
from labelqa.kernel.typed.hulls import near_hulls
from labelqa.kernel.typed.outlined import Outlined
from labelqa.kernel.typed.strips import shared_runs
from labelqa.kernel.typed.tables import count_confused
from labelqa.kernel.typed.tables import table_sums as typed_sums
from labelqa.kernel.typed.tilted import quad_ious as typed_quads
from tests.kernel.compiled import way as way
from tests.kernel.layouts import HALF, PAIRS, many, plainly
from tests.kernel.rough import sides
from tests.kernel.test_shapes import comb


def test_areas_of_every_kind_overlap_by_the_same_whole_numbers() -> None:
    for k, (a, b) in enumerate(islice(sides(1), max(200, PAIRS // 100))):
        found = shape_edges(a, b)
        assert found == plainly(lambda a=a, b=b: shape_edges(a, b)), k  # type: ignore[misc]
        assert sorted(zip(found[1], found[0], found[2], strict=True)) == [*zip(*shape_edges(b, a), strict=True)]


def test_most_outlines_need_no_shapely() -> None:
    drawn = [(a[0].form, b[0].form) for a, b in islice(sides(2), 150)]
    pairs = [(p.sides, q.sides) for p, q in drawn if isinstance(p, Polygonal) and isinstance(q, Polygonal)]
    ious = [outlines_.sure_ious([p], [q], [(0, 0)])[0][0] for p, q in pairs]
    assert 0.5 < sum(iou >= 0 for iou in ious) / len(pairs) < 1, "some are thin as a hair, or far off"


def test_an_outline_uncompiled_is_measured_to_the_same_bit() -> None:
    for a, b in islice(sides(3), 40):
        p, q = a[0].form, b[0].form
        if isinstance(p, Polygonal) and isinstance(q, Polygonal):
            with np.errstate(all="ignore"):
                typed = Outlined().ious([p.sides], [q.sides], [(0, 0)])
                near = Outlined().touching([p.sides], [q.sides], [(0, 0)], 1 << 40)
            assert typed == outlines_.sure_ious([p.sides], [q.sides], [(0, 0)])
            assert near == outlines_.touching([p.sides], [q.sides], [(0, 0)], 1 << 40)
            assert near <= typed[1]


@pytest.mark.parametrize("most", [1, 8, 40])
def test_outlines_that_meet_too_often_are_told_the_same_way(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    coarser = 0
    for a, b in islice(sides(4), 60):
        exact = shape_edges(a, b)
        with monkeypatch.context() as patch:
            patch.setattr(areas, "MEETINGS", most)
            patch.setattr(areas, "ALIKE", 0)
            found = shape_edges(a, b)
            assert found == plainly(lambda a=a, b=b: shape_edges(a, b))  # type: ignore[misc]
        coarser += found != exact
    assert 0 < coarser < 60


@pytest.mark.parametrize("n", [100, 140, 150, 300])
def test_combs_are_cut_until_there_are_too_many_teeth(n: int) -> None:
    a, b = polygon([comb(n, False)]), polygon([comb(n, True)])
    found = shape_edges([a], [b])
    assert found == plainly(lambda: shape_edges([a], [b]))
    hulls = shape_edges([cornered(*a.bounds)], [cornered(*b.bounds)])
    assert (found == hulls) == (n > 145)


number = st.one_of(st.integers(-9, 9).map(float), st.floats(-1e6, 1e6), st.floats(-1e308, 1e308), st.just(-0.0))
size = st.one_of(st.integers(1, 9).map(float), st.floats(1e-6, 1e6), st.floats(1e-308, 1e308))
degrees = st.one_of(st.integers(-8, 8).map(lambda k: 45.0 * k), st.floats(-360, 360))
quad = st.builds(turned_quad, number, number, size, size, degrees)


@given(st.lists(st.tuples(quad, quad), max_size=20))
def test_any_two_turned_boxes_give_the_same_bits(pairs: list[tuple[Quad, Quad]]) -> None:
    a, b = [p for p, _ in pairs] + [q for _, q in pairs[:2]], [q for _, q in pairs] + [q for _, q in pairs[:2]]
    with np.errstate(all="ignore"):
        found = quad_ious(a, b).tolist()
        assert found == many_quad_ious(a, b).tolist()
    if -1.0 not in typed_quads(a, b):
        assert found == typed_quads(a, b) == [quad_iou(p, q) for p, q in zip(a, b, strict=True)]


def test_a_turned_box_without_end_is_left_to_the_plain_way() -> None:
    endless = [Quad(math.inf, 0.0, 1.0, 1.0)]
    with np.errstate(all="ignore"):
        assert np.array_equal(quad_ious(endless, endless), many_quad_ious(endless, endless), equal_nan=True)


runs = st.lists(st.integers(0, 9), min_size=2, max_size=30).filter(lambda counts: sum(counts[1::2]) > 0)
masks = runs.map(lambda counts: mask_runs(sum(counts), 1, counts))


@given(st.lists(st.tuples(masks, masks), max_size=8))
def test_masks_share_the_same_pixels(pairs: list[tuple[Runs, Runs]]) -> None:
    found = shared_by_pairs(pairs)
    assert found == plainly(lambda: shared_by_pairs(pairs))
    assert all(type(shared) is int for shared in found)
    for k, (a, b) in enumerate(pairs):
        start, end = ([*getattr(a, side).tolist(), *getattr(b, side).tolist()] for side in ("start", "end"))
        if a.height == b.height:
            assert shared_runs(start, end, [0, len(a.start), len(start)], [(0, 1)]) == [found[k]]


line = st.tuples(*[st.integers(-3, 3).map(float)] * 4)


@given(st.lists(line, max_size=6), st.lists(line, max_size=6))
def test_hulls_are_near_the_same(a: list[tuple[float, ...]], b: list[tuple[float, ...]]) -> None:
    assert [*_near(a, b)] == plainly(lambda: [*_near(a, b)])  # type: ignore[arg-type]
    assert near_hulls(a, b, False) == [*_near(a, b)]  # type: ignore[arg-type]


rows = st.lists(st.tuples(*[st.integers(0, n) for n in (4, 5, 5, 90_000)]), min_size=1, max_size=60)


@given(rows, st.booleans(), st.sampled_from([1, 20_000]))
def test_tables_have_the_same_sums(given_rows: list[tuple[int, ...]], ordered: bool, spread: int) -> None:
    pair, first, second, images = np.array(sorted(given_rows) if ordered else given_rows, np.int64).T
    columns = pair, first * spread, second * spread, images
    found, plain = table_sums(*columns), plainly(lambda: table_sums(*columns))
    assert np.array_equal(found, plain)  # type: ignore[arg-type]
    typed = np.zeros((3, int(pair.max()) + 1), np.int64)
    if typed_sums(*columns, *typed):
        assert np.array_equal(typed, found)
    else:
        assert (np.diff(pair) < 0).any() or max(columns[1].max(), columns[2].max()) > 65_535


def test_a_class_below_zero_is_refused_either_way() -> None:
    columns = [np.array(v) for v in ([0, 0], [0, -1], [1, 1], [3, 4])]
    for work in (lambda: table_sums(*columns), lambda: plainly(lambda: table_sums(*columns))):
        with pytest.raises(ValueError, match="negative"):
            work()


def test_classes_are_confused_the_same() -> None:
    drawings, image_of = many(7, 200)
    found = sweep(drawings, *pairs_within(image_of), HALF)
    counted, typed = confusions(drawings, found, 3), np.zeros(16, np.int64)
    assert np.array_equal(counted, plainly(lambda: confusions(drawings, found, 3)))  # type: ignore[arg-type]
    drawn = drawings.classes, drawings.box_of
    count_confused(*drawn, found.first, found.second, found.at_a, found.confused, typed, 4)
    assert typed.tolist() == counted.ravel().tolist()
    assert counted[-1, :-1].any()
    assert counted[:-1, -1].any()
    with pytest.raises(ValueError, match="class 2 is none of the 2 classes"):
        confusions(drawings, found, 2)
    with pytest.raises(ValueError, match="not asked for confusions"):
        confusions(drawings, sweep(drawings, *pairs_within(image_of), HALF, FOUND), 3)
