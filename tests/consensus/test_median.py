"""The weighted median, beside one that writes every value out as often as it weighs."""

from statistics import median as plain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.consensus.median import median

ROWS = st.lists(st.tuples(st.integers(-50, 50).map(float), st.integers(0, 5)), min_size=1, max_size=8)
WEIGHED = ROWS.filter(lambda rows: any(weight for _, weight in rows))


@given(WEIGHED)
def test_a_weight_counts_like_so_many_equal_values(rows: list[tuple[float, int]]) -> None:
    values, weights = [v for v, _ in rows], [w for _, w in rows]
    written_out = [v for v, w in rows for _ in range(w)]
    assert median(values, weights) == plain(written_out)


def test_two_large_values_have_a_median() -> None:
    assert median([1.6e308, 1.7e308], [1, 1]) == pytest.approx(1.65e308)


def test_nothing_has_no_median() -> None:
    with pytest.raises(ValueError, match="no median"):
        median([], [])
