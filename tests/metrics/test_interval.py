"""Intervals and spreads are those of the textbook, from whole numbers."""

from math import inf
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.metrics.interval import deviation, normal, wilson
from labelqa.tally import ONE, square

SCORES = st.lists(st.integers(0, ONE), min_size=2, max_size=20)
SIGNED = st.lists(st.integers(-ONE, ONE), min_size=2, max_size=20)


@pytest.mark.parametrize(
    ("k", "n", "interval"),
    [(7, 10, (0.396778, 0.892209)), (13, 20, (0.432854, 0.818808)), (0, 0, (0.0, 1.0))],
)
def test_wilson_intervals_are_as_published(k: int, n: int, interval: tuple[float, float]) -> None:
    assert wilson(k, n) == pytest.approx(interval, abs=5e-7)


@given(st.integers(1, 10_000), st.data())
def test_wilson_holds_the_share_and_mirrors_its_opposite(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    assert (1 - high, 1 - low) == pytest.approx(wilson(n - k, n), abs=1e-12)


@given(SIGNED)
def test_deviation_is_that_of_the_values_negative_ones_too(values: list[int]) -> None:
    found = deviation(len(values), sum(values), sum(square(v) for v in values))
    # squares are rounded to 2^-30 each, which is all there may be between them
    assert found is not None
    assert found**2 == pytest.approx(stdev(v / ONE for v in values) ** 2, abs=4e-9)


@given(SCORES)
def test_the_normal_interval_is_around_the_mean_and_within_the_range(values: list[int]) -> None:
    low, high = normal(len(values), sum(values), sum(square(v) for v in values)) or (inf, -inf)
    assert 0 <= low <= fmean(values) / ONE <= high <= 1


def test_one_value_has_no_spread() -> None:
    assert deviation(1, ONE, ONE) is None
    assert normal(1, ONE, ONE) is None
    assert normal(0, 0, 0) is None


def test_sums_of_a_project_of_any_size_stay_exact() -> None:
    images = 2**33
    assert deviation(images, images * ONE, images * ONE) == 0.0
    half = ONE // 2
    low, high = normal(images, images * half, images * square(half)) or (0, 0)
    assert low == high == 0.5
