"""Units: the same as the long way, and what must hold for any boxes."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.consensus.pool import pool
from labelqa.consensus.units import units
from tests.consensus.drawings import CROWD, Box, answer, answers, obvious_units

Crowd = dict[str, list[Box]]


def named(crowd: Crowd, threshold: float) -> list[list[tuple[str, int]]]:
    drawn = pool(answers(crowd))
    starts = {name: list(drawn.owner).index(k) for k, name in enumerate(drawn.annotators) if k in drawn.owner}
    place = [(drawn.annotators[k], i - starts[drawn.annotators[k]]) for i, k in enumerate(drawn.owner)]
    return sorted([place[i] for i in unit] for unit in units(drawn, threshold))


@given(CROWD, st.sampled_from([0.1, 0.25, 0.4, 0.7, 1.0]))
def test_units_are_those_of_looking_at_every_two_groups_again(crowd: Crowd, threshold: float) -> None:
    assert named(crowd, threshold) == obvious_units(answers(crowd), threshold)


@given(CROWD)
def test_every_box_is_in_one_unit_and_nobody_twice_in_one(crowd: Crowd) -> None:
    drawn = pool(answers(crowd))
    found = units(drawn)
    assert sorted(i for unit in found for i in unit) == list(range(len(drawn)))
    for unit in found:
        people = [drawn.owner[i] for i in unit]
        assert len(people) == len(set(people))


@given(CROWD, st.integers(0, 1000))
def test_the_order_of_answers_changes_nothing(crowd: Crowd, seed: int) -> None:
    mixed = list(crowd.items())
    Random(seed).shuffle(mixed)
    assert named(dict(mixed), 0.4) == named(crowd, 0.4)


@given(CROWD, st.sampled_from(["ana", "bo", "cy", "di"]))
def test_leaving_somebody_out_is_as_if_they_had_not_answered(crowd: Crowd, name: str) -> None:
    without = pool(answers(crowd)).without(name)
    never = pool(answers({who: boxes for who, boxes in crowd.items() if who != name}))
    assert (without.annotators, list(without.owner), without.columns) == (
        never.annotators, list(never.owner), never.columns,
    )  # fmt: skip
    assert sorted(without.overlaps) == sorted(never.overlaps)
    assert units(without) == units(never)


def test_of_two_that_fit_alike_the_same_class_is_joined() -> None:
    crowd = {"ana": [(0.0, 0.0, 10.0, 10.0, 2)], "bo": [(0.0, 0.0, 10.0, 10.0, 1), (0.0, 0.0, 10.0, 10.0, 2)]}
    assert named(crowd, 0.4) == [[("ana", 0), ("bo", 1)], [("bo", 0)]]


def test_a_tie_goes_to_the_first_annotator() -> None:
    box = (0.0, 0.0, 10.0, 10.0, 1)
    assert named({"cy": [box], "bo": [box, box], "ana": [box]}, 0.4) == [
        [("ana", 0), ("bo", 0), ("cy", 0)],
        [("bo", 1)],
    ]


@pytest.mark.parametrize(("threshold", "groups"), [(0.5, 1), (0.500001, 2)])
def test_boxes_exactly_at_the_threshold_are_joined(threshold: float, groups: int) -> None:
    drawn = pool([answer("ana", (0.0, 0.0, 10.0, 10.0, 1)), answer("bo", (0.0, 0.0, 5.0, 10.0, 1))])
    assert len(units(drawn, threshold)) == groups
