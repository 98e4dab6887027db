"""One image by CVAT's definitions: what is paired, what is left over, and the mean overlap."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.facts.cvat import CvatImage, cvat_image
from labelqa.model import Answer, Boxes, Kind
from labelqa.shapes import Mask, Turned
from labelqa.tally import ONE

T = int(0.4 * ONE + 0.5)
CLOSE = 1e-9


def boxed(kind: Kind, objects: list[tuple[int, float, float, float, float]], **more: Any) -> Answer:
    ordered = sorted(objects, key=lambda o: (*o[1:3], o[1] + o[3], o[2] + o[4], o[0]))
    columns = [[o[k] for o in ordered] for k in range(5)]
    return Answer(1, kind, kind, boxes=Boxes(*columns), **more)  # type: ignore[arg-type]


def compared(drawn: list[Any], due: list[Any], threshold: int = T) -> CvatImage:
    return cvat_image(boxed("person", drawn), boxed("truth", due), threshold)


def test_an_object_alone_counts_with_its_largest_overlap_even_with_one_that_is_taken() -> None:
    found = compared([(1, 0, 0, 10, 10), (1, 0, 0, 10, 5)], [(1, 0, 0, 10, 10)])
    assert found.cells == {(1, 1): 1, (1, 0): 1}
    assert found.overlap is not None
    assert found.overlap / ONE == pytest.approx((1 + 0.5) / 2, abs=CLOSE)


def test_an_overlap_at_the_threshold_pairs_and_one_of_eight_tenths_is_not_low() -> None:
    at, below = (compared([(1, 0, 0, 10, h)], [(1, 0, 0, 10, 10)]) for h in (4.0, 3.9))
    assert (at.cells, below.cells) == ({(1, 1): 1}, {(1, 0): 1, (0, 1): 1})
    assert [compared([(1, 0, 0, 10, h)], [(1, 0, 0, 10, 10)]).low for h in (7.9, 8.0, 10.0)] == [1, 0, 0]


def test_pairs_that_come_in_another_order_leave_nothing_over() -> None:
    left, right, far = (1, 0, 0, 10, 10), (2, 40, 0, 10, 10), (3, 80, 0, 10, 10)
    assert compared([right, far], [left, right, far]).cells == {(2, 2): 1, (3, 3): 1, (0, 1): 1}


def test_corners_are_rounded_as_cvat_does_unless_that_leaves_nothing() -> None:
    for x, y in ((0, 0), (2, 3)):
        assert compared([(1, x, y, 10.004, 10.003)], [(1, x, y, 10, 10)]).overlap == ONE
    tiny = [(1, 5.0001, 0.0, 0.002, 0.002), (1, 5.001, 0.0, 9.0, 9.0)]
    assert compared(tiny, tiny).overlap == ONE


def test_nothing_on_either_side_is_an_image_compared_with_a_mean_of_0() -> None:
    found = compared([], [])
    assert (found.overlap, found.empty, found.compared, dict(found.cells)) == (0, True, True, {})


def test_image_level_labels_count_like_objects_without_an_overlap() -> None:
    def labelled(own: tuple[int, ...] | None, right: tuple[int, ...]) -> CvatImage:
        return cvat_image(Answer(1, "a", "person", labels=own), Answer(2, "gt", "truth", labels=right), T)

    assert dict(labelled((1,), (1,)).cells) == {(1, 1): 1}
    assert dict(labelled((1,), (2,)).cells) == {(1, 2): 1}
    assert dict(labelled((1, 3), (2, 3, 4)).cells) == {(3, 3): 1, (1, 2): 1, (0, 4): 1}
    assert dict(labelled((), (2,)).cells) == {(0, 2): 1}
    assert (labelled((1,), (1,)).overlap, labelled((1,), (1,)).low) == (None, 0)
    assert not labelled(None, (1,)).compared, "not asked is no answer"


def test_turned_boxes_are_compared_exactly_and_other_shapes_are_left_out_and_counted() -> None:
    mask = Mask(2, 2, (0, 4))
    given = Boxes([1, 2], [0.0, 0.0], [0.0, 0.0], [9.0, 2.0], [9.0, 2.0], [None, mask])
    found = cvat_image(Answer(1, "a", "person", boxes=given), boxed("truth", [(1, 0, 0, 9, 9)]), T)
    assert (dict(found.cells), found.left_out, found.overlap) == ({(1, 1): 1}, 1, ONE)
    masked = Boxes([2] * 3, [0.0] * 3, [0.0] * 3, [2.0] * 3, [2.0] * 3, [mask] * 3)
    both = cvat_image(Answer(1, "a", "person", boxes=given), Answer(2, "gt", "truth", boxes=masked), T)
    assert (dict(both.cells), both.left_out) == ({(1, 0): 1}, 1 + 3)


places, sizes = st.integers(0, 3).map(lambda k: 3.0 * k), st.integers(1, 4).map(float)
objects = st.lists(st.tuples(st.sampled_from([1, 2]), places, places, sizes, sizes), max_size=4)


def iou(a: Any, b: Any) -> float:
    w, h = (min(a[k] + a[k + 2], b[k] + b[k + 2]) - max(a[k], b[k]) for k in (1, 2))
    inter = max(0.0, w) * max(0.0, h)
    return float(inter / (a[3] * a[4] + b[3] * b[4] - inter))


def by_trying_all(drawn: list[Any], due: list[Any], t: float) -> tuple[float, int]:
    """(largest total IoU of pairs at the threshold, valid + mismatching + missing + extra must add to this)."""
    short, long = sorted((drawn, due), key=len)
    best = 0.0
    for chosen in permutations(range(len(long)), len(short)):
        values = [iou(short[i], long[j]) for i, j in enumerate(chosen)]
        best = max(best, sum(v for v in values if v >= t))
    return best, len(drawn) + len(due)


@given(objects, objects)
def test_the_matching_is_the_heaviest_there_is_and_every_object_counts_once(drawn: list[Any], due: list[Any]) -> None:
    found = compared(drawn, due)
    total, both = by_trying_all(drawn, due, 0.4)
    pairs = sum(n for (a, b), n in found.cells.items() if a and b)
    alone = sum(n for (a, b), n in found.cells.items() if not (a and b))
    assert 2 * pairs + alone == both
    assert found.overlap is not None
    assert 0 <= found.overlap <= ONE
    assert found.low <= pairs
    if not alone and pairs:
        assert found.overlap / ONE * pairs == pytest.approx(total, abs=1e-8)


def test_turning_changes_the_overlap_also_when_both_are_turned_alike() -> None:
    def turned(kind: Kind, x: float) -> Answer:
        shape = Turned(x, 40.0, 40.0, 20.0, 45.0)
        reach = 60 / 2**0.5 / 2
        hull = Boxes([1], [x + 20 - reach], [50 - reach], [2 * reach], [2 * reach], [shape])
        return Answer(1, kind, kind, boxes=hull)

    found = cvat_image(turned("person", 30.0), turned("truth", 40.0), T)
    assert found.overlap is not None
    assert found.overlap / ONE == pytest.approx(0.362556, abs=1e-6)
