"""A change taken apart: its parts add up, and each says what it means."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.metrics.shift_share import Groups, Weighed, shift_share, whole

weighed = st.builds(
    lambda n, value: Weighed(float(n), n * value, n), st.integers(0, 1000), st.floats(0, 1, allow_subnormal=False)
)
groups = st.dictionaries(st.sampled_from("abcdef"), weighed, max_size=6)


@given(groups, groups)
def test_all_parts_add_up_to_the_change(first: Groups, second: Groups) -> None:
    parts, one, two = shift_share(first, second), whole(first).value, whole(second).value
    if one is None or two is None:
        assert parts == []
    else:
        assert math.fsum(part.total for part in parts) == pytest.approx(two - one, abs=1e-9)
        assert {part.key for part in parts} == {*first, *second}


@given(groups, groups)
def test_turning_the_periods_round_turns_every_part_round(first: Groups, second: Groups) -> None:
    there = {part.key: (part.mix, part.within) for part in shift_share(first, second)}
    back = {part.key: (-part.mix, -part.within) for part in shift_share(second, first)}
    assert set(there) == set(back)
    for key, parts in there.items():
        assert parts == pytest.approx(back[key], abs=1e-12)


@given(groups, groups)
def test_the_largest_part_comes_first(first: Groups, second: Groups) -> None:
    sizes = [abs(part.total) for part in shift_share(first, second)]
    assert sizes == sorted(sizes, reverse=True)


def test_more_work_of_the_better_one_is_mix_and_nothing_else() -> None:
    before = {"ana": Weighed(50, 45.0, 50), "bo": Weighed(50, 30.0, 50)}
    after = {"ana": Weighed(80, 72.0, 80), "bo": Weighed(20, 12.0, 20)}
    parts = shift_share(before, after)
    assert [part.within for part in parts] == pytest.approx([0, 0], abs=1e-12)
    assert sum(part.mix for part in parts) == pytest.approx(0.84 - 0.75)
    assert all(part.mix > 0 for part in parts)


def test_better_work_with_the_same_shares_is_within_and_nothing_else() -> None:
    before = {"ana": Weighed(50, 45.0, 50), "bo": Weighed(50, 30.0, 50)}
    after = {"ana": Weighed(10, 9.0, 10), "bo": Weighed(10, 8.0, 10)}
    parts = {part.key: part for part in shift_share(before, after)}
    assert [part.mix for part in parts.values()] == pytest.approx([0, 0], abs=1e-12)
    assert (parts["ana"].within, parts["bo"].within) == pytest.approx((0, 0.1), abs=1e-12)


def test_who_is_new_has_no_change_of_their_own() -> None:
    before, after = {"ana": Weighed(5, 4.0, 5)}, {"ana": Weighed(5, 4.0, 5), "bo": Weighed(5, 5.0, 5)}
    new = next(part for part in shift_share(before, after) if part.key == "bo")
    assert (new.within, new.first.value, new.second_share) == (0.0, None, 0.5)
    assert new.mix == pytest.approx(0.5 * (1.0 - 0.85))
