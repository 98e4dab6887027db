"""Masks: the pixels they share are counted exactly, and no frame is ever unpacked."""

import tracemalloc
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from pycocotools import mask as coco

from labelqa.kernel import filling
from labelqa.kernel import mask as mask_
from labelqa.kernel.filling import filled
from labelqa.kernel.mask import Runs, mask_runs, runs_hull, shared_by_pairs, shared_pixels
from labelqa.kernel.polygon import polygon_region, region_outline
from labelqa.kernel.shapes import mask, shape_edges

Frame = NDArray[np.bool_]
ONE = 1 << 30
sides = st.integers(1, 9)
frames = st.tuples(sides, sides).flatmap(lambda shape: arrays.arrays(np.bool_, shape)).filter(lambda f: bool(f.any()))


def counts(frame: Frame) -> list[int]:
    """Run lengths by the definition, with an empty run first where the first pixel is set."""
    line = frame.T.ravel().tolist()
    runs = [len(list(group)) for _, group in groupby(line)]
    return [0, *runs] if line[0] else runs


def runs_of(frame: Frame) -> Runs:
    return mask_runs(*frame.shape, counts(frame))


@given(frames, frames)
def test_shared_pixels_are_counted_as_if_unpacked(a: Frame, b: Frame) -> None:
    height, width = (min(x, y) for x, y in zip(a.shape, b.shape, strict=True))
    expected = int((a[:height, :width] & b[:height, :width]).sum())
    assert shared_pixels(runs_of(a), runs_of(b)) == shared_pixels(runs_of(b), runs_of(a)) == expected


@given(st.tuples(sides, sides).flatmap(lambda s: st.tuples(*[arrays.arrays(np.bool_, s)] * 2)))
def test_overlap_is_that_of_coco(pair: tuple[Frame, Frame]) -> None:
    if not all(frame.any() for frame in pair):
        return
    a, b = (coco.encode(np.asfortranarray(frame, dtype=np.uint8)) for frame in pair)
    iou = float(coco.iou([a], [b], [0])[0][0])
    shapes = [mask(*frame.shape, counts(frame)) for frame in pair]
    assert [s.area for s in shapes] == [coco.area(a), coco.area(b)]
    found = shape_edges(shapes[:1], shapes[1:])[2]
    assert found == ([int(iou * ONE + 0.5)] if iou else [])


@given(frames)
def test_the_hull_touches_the_outermost_pixels(frame: Frame) -> None:
    rows, columns = (np.flatnonzero(frame.any(axis=axis)) for axis in (1, 0))
    assert runs_hull(runs_of(frame)) == (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)


@given(frames)
def test_a_mask_is_itself_wholly(frame: Frame) -> None:
    shape = mask(*frame.shape, counts(frame))
    assert shape_edges([shape], [shape]) == ([0], [0], [ONE])


@given(frames, st.lists(st.integers(0, 20), max_size=3))
def test_empty_runs_change_nothing(frame: Frame, places: list[int]) -> None:
    runs = counts(frame)
    for place in places:
        k = place % (len(runs) + 1)
        runs[k:k] = [0, 0] if k < len(runs) or len(runs) % 2 == 0 else [0]
    if sum(runs[1::2]) != int(frame.sum()):
        return
    assert shape_edges([mask(*frame.shape, runs)], [mask(*frame.shape, counts(frame))]) == ([0], [0], [ONE])


@given(frames)
def test_pixels_go_out_of_a_frame_and_in_again(frame: Frame) -> None:
    runs = runs_of(frame)
    back = runs.pixels(0, frame.shape[1]).runs(frame.shape[0])
    assert back.count == runs.count == shared_pixels(runs, back)


@pytest.mark.parametrize(
    ("size", "runs", "reason"),
    [
        ((2, 2), [1, 2], "add up to 3, not to 2 x 2 = 4"),
        ((2, 2), [-1, 5], "-1 pixels long"),
        ((2, 2), [4], "no pixel is set"),
        ((2, 2), [2, 0, 2], "no pixel is set"),
        ((2, 2), [], "add up to 0"),
        ((0, 2), [], "has no pixels"),
    ],
)
def test_what_is_no_mask_is_refused_with_a_reason(size: tuple[int, int], runs: list[int], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        mask(*size, runs)


def test_a_frame_of_a_million_by_a_million_is_no_burden() -> None:
    side = 1_000_000
    a = mask(side, side, [0, side * side])
    b = mask(side, side, [side * side // 2, 100, side * side - side * side // 2 - 100])
    tracemalloc.start()
    assert shape_edges([a], [a, b]) == ([0], [0], [ONE]), "b is too small a part of a"
    assert tracemalloc.get_traced_memory()[1] < 1 << 20
    tracemalloc.stop()


corner = st.one_of(st.integers(-3, 12).map(float), st.integers(-7, 25).map(lambda v: v / 2), st.floats(-3, 12))
rings = st.lists(st.lists(st.tuples(corner, corner), min_size=3, max_size=6), min_size=1, max_size=2)


def covers(outline: tuple[NDArray[np.float64], ...], x: float, y: float) -> bool:
    """An odd number of edges above the point: one edge, one pixel at a time."""
    above = 0
    for x1, y1, x2, y2 in zip(*outline, strict=True):
        if (x1 <= x) != (x2 <= x):
            left, right = sorted([(x1, y1), (x2, y2)])
            above += left[1] + (x - left[0]) * (right[1] - left[1]) / (right[0] - left[0]) <= y
    return above % 2 == 1


@given(rings)
def test_a_polygon_fills_the_pixels_whose_centre_lies_inside(points: list[list[tuple[float, float]]]) -> None:
    try:
        region = polygon_region([[v for p in ring for v in p] for ring in points])
    except ValueError:
        return
    outline = region_outline(region)
    found = filled(outline)
    expected = {(c, r) for c in range(-4, 13) for r in range(-4, 13) if covers(outline, c + 0.5, r + 0.5)}
    strips = zip(found.column.tolist(), found.top.tolist(), found.bottom.tolist(), strict=True)
    assert sorted((c, r) for c, top, bottom in strips for r in range(top, bottom)) == sorted(expected)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filling, "CROSSINGS", 3)
        parts = filled(outline)
    for name in ("column", "top", "bottom"):
        assert getattr(parts, name).tolist() == getattr(found, name).tolist(), "filled part by part it is the same"


@given(st.lists(st.tuples(frames, frames), max_size=8))
def test_many_pairs_together_are_counted_as_one_by_one(drawn: list[tuple[Frame, Frame]]) -> None:
    pairs = [(mask_runs(*a.shape, counts(a)), mask_runs(*b.shape, counts(b))) for a, b in drawn]
    by_pixels = []
    for a, b in drawn:
        height, width = (min(a.shape[k], b.shape[k]) for k in (0, 1))
        by_pixels.append(int((a[:height, :width] & b[:height, :width]).sum()))
    assert shared_by_pairs(pairs) == by_pixels == [shared_pixels(a, b) for a, b in pairs]


def test_few_at_a_time_are_counted_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [mask_runs(4, 4, given) for given in ([0, 16], [3, 7, 6], [0, 4, 4, 8], [15, 1])]
    pairs = [(a, b) for a in runs for b in runs]
    together = shared_by_pairs(pairs)
    monkeypatch.setattr(mask_, "TOGETHER", 3)
    assert shared_by_pairs(pairs) == together
