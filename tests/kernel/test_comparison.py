"""Two annotations side by side: the figures of the definitions, and what must hold for any boxes."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.kernel import Columns, Compared, compare, confusion

ONE, HALF = 1 << 30, 1 << 29
Box = tuple[float, float, float, float]
Drawn = list[tuple[Box, int]]
CAR, OTHER = 1, 2


def annotation(drawn: Drawn) -> tuple[Columns, list[int]]:
    """Columns in canonical order, and classes, of ([x, y, width, height], class)."""
    boxes = sorted(((x, y, x + w, y + h), c) for (x, y, w, h), c in drawn)
    x1, y1, x2, y2 = ([float(b[i]) for b, _ in boxes] for i in range(4))
    return (x1, y1, x2, y2), [c for _, c in boxes]


def compared(a: Drawn, b: Drawn, threshold: int = HALF) -> Compared:
    (columns_a, class_a), (columns_b, class_b) = annotation(a), annotation(b)
    return compare(columns_a, columns_b, class_a, class_b, threshold)


def cars(*boxes: Sequence[float]) -> Drawn:
    return [((b[0], b[1], b[2], b[3]), CAR) for b in boxes]


SMALL = [10, 10, 20, 20]
NINE = [[9 * i, 10, 8, 8] for i in range(9)]


@pytest.mark.parametrize(
    ("a", "b", "iou", "class_agnostic", "f1"),
    [
        (cars(SMALL), cars(SMALL), 1, 1, 1),
        (cars(*[[9 * i, 10, 8, 8] for i in range(10)]), cars(*[[9 * i, 10, 8, 8] for i in range(10)]), 1, 1, 1),
        (cars(SMALL), cars(SMALL, *[[50 + 4 * i, 60, 3, 3] for i in range(9)]), 2 / 11, 2 / 11, 2 / 11),
        (cars(SMALL), cars(SMALL, SMALL, SMALL), 0.5, 0.5, 0.5),
        (cars(SMALL), [((10, 10, 20, 20), OTHER)], 0, 1, 0),
        (cars(SMALL), cars([10, 10, 24, 24]), 0.694444, 0.694444, 1),
        ([*cars(*NINE), ((10, 50, 30, 30), OTHER)], cars(*NINE), 0.947368, 0.947368, 0.947368),
        (cars(SMALL), [], 0, 0, 0),
    ],
    ids=["equal", "ten", "nine too many", "three times", "class swap", "larger", "one more of a rare class", "empty"],
)
def test_toy_cases_come_out_as_defined(a: Drawn, b: Drawn, iou: float, class_agnostic: float, f1: float) -> None:
    for found in (compared(a, b), compared(b, a)):
        objects = len(a) + len(b)
        assert 2 * found.total / ONE / objects == pytest.approx(iou, abs=1e-6)
        assert 2 * found.total_any / ONE / objects == pytest.approx(class_agnostic, abs=1e-6)
        assert 2 * len(found.ok) / objects == pytest.approx(f1, abs=1e-6)


def test_two_empty_annotations_share_nothing() -> None:
    assert compared([], []) == Compared([], [], [], [], [], [], [], 0, 0, [])


def test_partners_by_largest_total_and_pairs_found_may_differ() -> None:
    # One very good pair weighs more than two fair ones; at a low threshold two fair ones are still more pairs.
    a, b = cars([0, 0, 100, 10], [60, 0, 100, 10]), cars([2, 0, 100, 10], [-60, 0, 100, 10])
    found = compared(a, b, ONE // 5)
    assert len(found.ok) == 2
    assert sum(p >= 0 for p in found.partner_a) == 1
    assert found.total > sum(q for _, _, q in found.ok)


def test_the_threshold_is_reached_by_equality() -> None:
    a, b = cars([0, 0, 10, 10]), cars([0, 0, 10, 5])
    assert compared(a, b, HALF).ok == [(0, 0, HALF)]
    assert compared(a, b, HALF + 1).ok == []
    assert compared(a, b, HALF + 1).total == HALF


def test_three_hundred_equal_boxes_pair_off_in_order() -> None:
    same = cars(*[[5, 5, 10, 10]] * 300)
    found = compared(same, same)
    assert found.partner_a == found.partner_b == list(range(300))
    assert found.total == found.total_any == 300 * ONE
    assert found.ok == [(i, i, ONE) for i in range(300)]


def test_confusion_prefers_the_equal_class_by_a_tenth() -> None:
    a = [((0.0, 0.0, 100.0, 10.0), CAR)]
    b = [((0.0, 0.0, 95.0, 10.0), CAR), ((0.0, 0.0, 100.0, 10.0), OTHER)]
    (columns_a, class_a), (columns_b, class_b) = annotation(a), annotation(b)
    found = compare(columns_a, columns_b, class_a, class_b, HALF)
    assert [class_b[j] for _, j in confusion(found, class_a, class_b, HALF)] == [CAR]
    b[0] = ((0.0, 0.0, 85.0, 10.0), CAR)
    (columns_b, class_b) = annotation(b)
    found = compare(columns_a, columns_b, class_a, class_b, HALF)
    assert [class_b[j] for _, j in confusion(found, class_a, class_b, HALF)] == [OTHER]


side = st.integers(0, 6).map(float)
extent = st.integers(1, 5).map(float)
few = st.lists(st.tuples(st.tuples(side, side, extent, extent), st.sampled_from([CAR, OTHER])), max_size=4)


@given(a=few, b=few, threshold=st.sampled_from([1, ONE // 3, HALF, ONE]))
def test_every_figure_is_that_of_trying_all_matchings(
    best_pairs: Callable[..., list[tuple[int, int]]], a: Drawn, b: Drawn, threshold: int
) -> None:
    found = compared(a, b, threshold)
    (_, class_a), (_, class_b) = annotation(a), annotation(b)
    every = list(zip(found.ia, found.ib, found.q, strict=True))
    quality = {(i, j): q for i, j, q in every}
    same = [e for e in every if class_a[e[0]] == class_b[e[1]]]
    best = best_pairs(*_columns(same))
    assert [(i, j) for i, j in enumerate(found.partner_a) if j >= 0] == best
    assert sorted((i, j) for j, i in enumerate(found.partner_b) if i >= 0) == best
    assert sorted(found.quality_a) == sorted([quality[p] for p in best] + [0] * (len(a) - len(best)))
    assert found.total == sum(found.quality_a) == sum(found.quality_b)
    assert found.total_any == sum(quality[p] for p in best_pairs(*_columns(every)))
    near = [e for e in same if e[2] >= threshold]
    ok = best_pairs(*_columns(near), count_first=True)
    assert found.ok == [(i, j, quality[i, j]) for i, j in ok]
    worth = [(i, j, q + (ONE // 10) * (class_a[i] == class_b[j])) for i, j, q in every if q >= threshold]
    assert confusion(found, class_a, class_b, threshold) == best_pairs(*_columns(worth), count_first=True)


def _columns(edges: list[tuple[int, int, int]]) -> list[list[int]]:
    return [[e[i] for e in edges] for i in range(3)]


many = st.lists(st.tuples(st.tuples(side, side, extent, extent), st.sampled_from([1, 2, 3])), max_size=14)


@given(a=many, b=many)
def test_worth_is_the_same_from_either_side(a: Drawn, b: Drawn) -> None:
    there, back = compared(a, b), compared(b, a)
    assert (there.total, there.total_any, len(there.ok)) == (back.total, back.total_any, len(back.ok))
    assert sum(q for *_, q in there.ok) == sum(q for *_, q in back.ok)
    assert there.total <= there.total_any <= ONE * min(len(a), len(b))


@given(a=many, b=many, data=st.data())
def test_order_of_arrival_and_numbers_of_classes_do_not_matter(a: Drawn, b: Drawn, data: st.DataObject) -> None:
    found = compared(a, b)
    shuffled = compared(data.draw(st.permutations(a)), data.draw(st.permutations(b)))
    assert shuffled == found
    # Only equality of classes counts: other numbers in the same order change nothing.
    assert compared([(x, 7 * c) for x, c in a], [(x, 7 * c) for x, c in b]) == found


@given(a=many)
def test_twins_agree_entirely(a: Drawn) -> None:
    found = compared(a, a)
    assert found.total == found.total_any == ONE * len(a)
    assert len(found.ok) == len(a)
