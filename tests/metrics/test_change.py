"""Intervals of a change: those that were published, and what holds for all of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_ind

from labelqa.metrics import Figure
from labelqa.metrics.change import Sample, sample, squared_and_added, welch
from labelqa.metrics.proportion import proportion
from labelqa.tally import ONE, square

PUBLISHED = [
    ((56, 70), (48, 80), (0.0524, 0.3339)),
    ((9, 10), (3, 10), (0.1705, 0.8090)),
    ((6, 7), (2, 7), (0.0582, 0.8062)),
    ((5, 56), (0, 29), (-0.0381, 0.1926)),
    ((0, 10), (0, 20), (-0.1611, 0.2775)),
    ((0, 10), (0, 10), (-0.2775, 0.2775)),
    ((10, 10), (0, 20), (0.6791, 1.0)),
    ((10, 10), (0, 10), (0.6075, 1.0)),
]
"""Newcombe (1998), table II, method 10: p1 - p2 of two proportions."""


@pytest.mark.parametrize(("one", "two", "bounds"), PUBLISHED)
def test_the_published_differences_of_proportions_come_out(
    one: tuple[int, int], two: tuple[int, int], bounds: tuple[float, float]
) -> None:
    assert squared_and_added(proportion(*two), proportion(*one)) == pytest.approx(bounds, abs=5e-5)


figures = st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)).map(
    lambda v: Figure(sorted(v)[1], 9, (min(v), max(v)))
)


@given(figures, figures)
def test_the_change_lies_inside_and_turning_the_periods_round_turns_its_interval_round(a: Figure, b: Figure) -> None:
    low, high = squared_and_added(a, b) or (1.0, -1.0)
    assert a.value is not None
    assert b.value is not None
    assert low <= b.value - a.value + 1e-12
    assert high >= b.value - a.value - 1e-12
    assert squared_and_added(b, a) == pytest.approx((-high, -low), abs=1e-12)


def test_without_an_interval_of_both_there_is_none_of_the_change() -> None:
    known, bare = Figure(0.5, 9, (0.4, 0.6)), Figure(0.5, 9)
    assert squared_and_added(known, bare) is squared_and_added(bare, known) is None
    assert squared_and_added(Figure(None, 0), known) is None


values = st.lists(st.floats(0, 1).map(lambda v: round(v * ONE)), min_size=2, max_size=40)


def of(found: list[int]) -> Sample:
    made = sample(len(found), sum(found), sum(map(square, found)))
    assert made is not None
    return made


@given(values, values)
def test_means_are_compared_as_scipy_compares_them(first: list[int], second: list[int]) -> None:
    one, two = of(first), of(second)
    if one.sd < 1e-3 or two.sd < 1e-3:  # squares are scaled to 2^30, and scipy warns
        return
    expected = ttest_ind([v / ONE for v in second], [v / ONE for v in first], equal_var=False).confidence_interval()
    assert welch(one, two) == pytest.approx((expected.low, expected.high), abs=1e-4)


def test_means_without_any_spread_have_no_interval_of_this_kind() -> None:
    assert welch(Sample(9, 1.0, 0.0), Sample(9, 0.5, 0.0)) is None
    assert sample(1, ONE, ONE) is None
