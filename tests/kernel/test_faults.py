"""Names of errors against truth: each drawn object gets the first that fits."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.kernel import Columns, Compared, compare, errors
from labelqa.tally import ERRORS

ONE, HALF, BACKGROUND = 1 << 30, 1 << 29, 107374182
CAR, BUS = 1, 2
Drawn = list[tuple[tuple[float, float, float, float], int]]


def side(drawn: Drawn) -> tuple[Columns, list[int]]:
    """Columns and classes of (corners, class), in canonical order."""
    drawn = sorted(drawn)
    x1, y1, x2, y2 = ([float(b[i]) for b, _ in drawn] for i in range(4))
    return (x1, y1, x2, y2), [c for _, c in drawn]


def named(drawn: Drawn, truth: Drawn, threshold: int = HALF) -> tuple[Compared, list[tuple[str, int]]]:
    (a, class_a), (b, class_b) = side(drawn), side(truth)
    found = compare(a, b, class_a, class_b, threshold)
    return found, [(ERRORS[n], c) for n, c in errors(found, class_a, class_b, threshold, BACKGROUND)]


def test_the_worked_case_comes_out_as_defined() -> None:
    truth: Drawn = [*(((100.0 * i, 0, 100 * i + 50, 50), CAR) for i in range(4)), ((500, 0, 520, 20), BUS)]
    drawn: Drawn = [
        ((0, 0, 50, 50), CAR),
        ((0, 0, 49, 50), CAR),
        ((100, 0, 150, 50), BUS),
        ((200, 0, 250, 22), CAR),
        ((300, 0, 350, 22), BUS),
        ((400, 400, 420, 420), CAR),
    ]
    found, names = named(drawn, truth)
    expected = [("duplicate", CAR), ("class", BUS), ("localisation", CAR), ("both", BUS), ("spurious", CAR)]
    assert names == [*expected, ("missed", BUS)]
    assert len(found.ok) == 1
    assert 2 * found.total / ONE / 11 == pytest.approx(0.261818, abs=1e-6)
    assert 2 * found.total_any / ONE / 11 == pytest.approx(0.523636, abs=1e-6)


def test_a_truth_object_is_claimed_by_one_error_only() -> None:
    _, names = named([((0, 0, 10, 4), CAR), ((0, 0, 10, 4), CAR)], [((0, 0, 10, 10), CAR)])
    assert names == [("localisation", CAR), ("spurious", CAR)]


def test_the_largest_overlap_is_claimed_and_the_first_of_equals() -> None:
    truth: Drawn = [((0, 0, 10, 10), CAR), ((0, 0, 10, 9), CAR), ((20, 0, 30, 10), CAR), ((25, 0, 35, 10), BUS)]
    _, names = named([((0, 0, 10, 4), CAR)], truth[:2])
    assert names == [("localisation", CAR), ("missed", CAR)]
    # The box 22.5..32.5 overlaps both others alike: the first is claimed, the bus is missed.
    _, names = named([((22.5, 0, 32.5, 10), 3)], truth[2:])
    assert names == [("class", 3), ("missed", BUS)]


def test_bounds_of_the_names_are_reached_by_equality() -> None:
    for height, name in ((5, "class"), (4.99, "both"), (1, "both"), (0.99, "spurious")):
        assert named([((0, 0, 10, height), BUS)], [((0, 0, 10, 10), CAR)])[1][0] == (name, BUS)
    assert named([((0, 0, 10, 1), CAR)], [((0, 0, 10, 10), CAR)])[1] == [("localisation", CAR)]


def test_an_empty_answer_misses_all_and_an_empty_truth_makes_all_spurious() -> None:
    some: Drawn = [((0, 0, 10, 10), CAR), ((5, 5, 9, 9), BUS)]
    assert named([], some)[1] == [("missed", CAR), ("missed", BUS)]
    assert named(some, [])[1] == [("spurious", CAR), ("spurious", BUS)]
    assert named([], [])[1] == []


spot, extent = st.integers(0, 6).map(float), st.integers(1, 5).map(float)
boxes = st.tuples(spot, spot, extent, extent).map(lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3]))
annotations = st.lists(st.tuples(boxes, st.sampled_from([CAR, BUS, 3])), max_size=9)


@given(annotations, annotations)
def test_every_object_is_right_or_named_once(drawn: Drawn, truth: Drawn) -> None:
    found, names = named(drawn, truth)
    count = Counter(name for name, _ in names)
    assert len(found.ok) + len(names) - count["missed"] == len(drawn)
    claimed = count["class"] + count["localisation"] + count["both"]
    assert len(found.ok) + claimed + count["missed"] == len(truth)
