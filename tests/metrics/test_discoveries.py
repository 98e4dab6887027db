"""Among many tests, luck stays a small share of what is believed."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.metrics.discoveries import discoveries
from labelqa.metrics.homogeneity import shift


@given(chances=st.dictionaries(st.integers(0, 50), st.floats(0, 1), max_size=30), more=st.integers(0, 100))
def test_it_is_the_step_up_procedure(chances: dict[int, float], more: int) -> None:
    """Believed are the k surest, for the largest k whose k-th chance is at most 5 % k / m."""
    tested = len(chances) + more
    found = discoveries(chances, tested)
    ordered = sorted(chances.values())
    k = max((k for k, p in enumerate(ordered, 1) if p <= 0.05 * k / tested), default=0)
    assert len(found) == k
    assert all(chances[name] <= p for name in found for other, p in chances.items() if other not in found)


def test_among_two_hundred_annotators_of_whom_none_changed_hardly_any_is_named() -> None:
    r, false = random.Random(5), 0
    for _ in range(200):
        chances = {who: r.random() for who in range(200)}
        false += bool(discoveries(chances, 200))
    assert false <= 20, "5 % of projects, give or take"


def test_of_those_named_few_are_luck_and_most_that_changed_are_found() -> None:
    r, named, wrong = random.Random(6), 0, 0
    for _ in range(50):
        chances = {who: r.random() * (1e-4 if who < 20 else 1) for who in range(200)}
        found = discoveries(chances, 200)
        named, wrong = named + len(found), wrong + sum(who >= 20 for who in found)
        assert sum(who < 20 for who in found) >= 18
    assert wrong / named <= 0.07


def test_two_mixtures_of_the_same_shares_are_no_shift() -> None:
    assert shift({1: 10, 2: 30}, {1: 100, 2: 300}).distance == pytest.approx(0, abs=1e-9)
    assert shift({1: 10, 2: 30}, {1: 100, 2: 300}).chance == pytest.approx(1)


def test_rare_classes_are_taken_together_and_empty_counts_say_nothing() -> None:
    many = {k: 1 for k in range(10, 30)}
    assert shift({1: 100} | many, {1: 1000} | {k: 1 for k in range(30, 50)}).distance < 0.3
    assert shift({}, {1: 100}).chance == 1
    assert shift({1: 100}, {}).distance == 0


def test_the_chance_is_pearson_s() -> None:
    """The table [[20, 30], [40, 60]] with a cell moved: scipy.stats.chi2_contingency without correction gives this."""
    assert shift({1: 35, 2: 15}, {1: 40, 2: 60}).chance == pytest.approx(0.000532, abs=2e-6)
