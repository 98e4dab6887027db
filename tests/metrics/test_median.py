"""The median time comes from steps that are never wider than 6 % of what is in them."""

from collections import Counter
from statistics import median_high, median_low

from hypothesis import given
from hypothesis import strategies as st

from labelqa.metrics.median import bucket, median_seconds, width

TIMES = st.integers(0, 10_000_000)


def rows(times: list[int], day: int = 0) -> list[dict[str, int]]:
    return [{"annotator": day, "bucket": b, "annotations": k} for b, k in Counter(map(bucket, times)).items()]


@given(TIMES)
def test_a_time_lies_in_its_step_and_steps_join(ms: int) -> None:
    step = bucket(ms)
    assert step <= ms < step + width(step)
    assert bucket(step) == step
    assert bucket(step + width(step)) == step + width(step)
    assert width(step) == 1 or width(step) <= 0.0625 * step


@given(st.lists(TIMES, min_size=1, max_size=50))
def test_the_median_is_within_a_step_of_the_true_one(times: list[int]) -> None:
    found = (median_seconds(rows(times)) or 0.0) * 1000
    low, high = bucket(median_low(times)), bucket(median_high(times))
    assert low <= found <= high + width(high)


@given(st.lists(TIMES, max_size=20), st.lists(TIMES, max_size=20))
def test_histograms_add_up(some: list[int], others: list[int]) -> None:
    assert median_seconds(rows(some) + rows(others, 1)) == median_seconds(rows(some + others))


def test_half_way_between_two_steps_is_the_end_of_the_lower() -> None:
    assert median_seconds(rows([10, 20_000])) == 0.011


def test_without_times_there_is_no_median() -> None:
    assert median_seconds([]) is None
    assert median_seconds([{"bucket": 1024, "annotations": 0}]) is None
