"""The consensus of boxes: quorum, medians, classes, disputes, and nobody judged by their own."""

from dataclasses import replace
from random import Random
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.consensus import Terms, as_boxes, consensus_boxes, consensus_of, consensus_without
from labelqa.errors import BadInput
from labelqa.model import Answer, Boxes
from labelqa.shapes import Turned
from labelqa.tally import ONE
from tests.consensus.drawings import CROWD, Box, answer, answers

Crowd = dict[str, list[Box]]
HERE: Box = (0.0, 0.0, 10.0, 10.0, 1)
THERE: Box = (50.0, 50.0, 10.0, 10.0, 1)


@given(CROWD, st.integers(0, 1000))
def test_the_order_of_answers_changes_nothing(crowd: Crowd, seed: int) -> None:
    mixed = answers(crowd)
    Random(seed).shuffle(mixed)
    assert consensus_of(mixed) == consensus_of(answers(crowd))


@given(CROWD, st.sampled_from(["ana", "bo", "cy", "di"]), st.lists(st.tuples(*[st.floats(0, 30)] * 4), max_size=3))
def test_what_somebody_drew_never_reaches_the_consensus_without_them(
    crowd: Crowd, name: str, drawn: list[tuple[float, float, float, float]]
) -> None:
    otherwise = crowd | {name: [(x, y, w + 1, h + 1, 2) for x, y, w, h in drawn]}
    never = {who: boxes for who, boxes in crowd.items() if who != name}
    found = consensus_without(name, answers(crowd))
    assert found == consensus_without(name, answers(otherwise)) == consensus_of(answers(never))
    assert name not in found.annotators


@given(CROWD, st.sampled_from([0.25, 0.5, 0.75, 1.0]))
def test_kept_and_left_out_are_all_units_and_the_quorum_parts_them(crowd: Crowd, quorum: float) -> None:
    found = consensus_of(answers(crowd), Terms(quorum=quorum))
    assert all(4 * len(o.support) >= 4 * quorum * o.n for o in found.objects)
    assert all(4 * len(o.support) < 4 * quorum * o.n for o in found.left_out)
    drawn = sum(len(boxes) for boxes in crowd.values())
    assert sum(len(o.support) for o in (*found.objects, *found.left_out)) == drawn
    assert {o.n for o in (*found.objects, *found.left_out)} <= {len(crowd)}


@given(CROWD)
def test_a_consensus_is_an_answer_in_canonical_order_with_room_in_every_box(crowd: Crowd) -> None:
    found = consensus_of(answers(crowd)).objects
    assert all(o.x1 < o.x2 and o.y1 < o.y2 and 0 < o.iou <= ONE for o in found)
    corners = [(o.x1, o.y1, o.x2, o.y2, o.label_class) for o in found]
    assert corners == sorted(corners)
    assert len(as_boxes(found)) == len(found)


@given(CROWD, st.sampled_from([0.8, 0.0]))
def test_equal_skills_weigh_like_none(crowd: Crowd, skill: float) -> None:
    assert consensus_of(answers(crowd), Terms(skills=dict.fromkeys(crowd, skill))) == consensus_of(answers(crowd))


@given(st.lists(st.integers(0, 3), min_size=1, max_size=6))
def test_each_edge_is_the_median_of_its_own(shifts: list[int]) -> None:
    crowd = {f"a{k}": [(float(s), 0.0, 30.0 - s, 30.0 + s, 1)] for k, s in enumerate(shifts)}
    [found] = consensus_boxes(answers(crowd))
    assert found.x1 == median(map(float, shifts))
    assert (found.y1, found.x2) == (0.0, 30.0)
    assert found.y2 == 30.0 + median(map(float, shifts))
    assert found.support == tuple(sorted(crowd))


def test_exactly_half_is_kept_and_less_is_left_out() -> None:
    crowd = {"ana": [HERE, THERE], "bo": [HERE], "cy": [], "di": []}
    found = consensus_of(answers(crowd))
    assert [o.support for o in found.objects] == [("ana", "bo")]
    assert [o.support for o in found.left_out] == [("ana",)]
    assert not found.disputed  # two of four are no dispute of two


def test_what_one_of_two_drew_is_disputed_and_the_rest_is_settled() -> None:
    found = consensus_of(answers({"ana": [HERE, THERE], "bo": [HERE]}))
    assert [o.x1 for o in found.disputed] == [50.0]
    assert [o.x1 for o in found.settled] == [0.0]
    assert not consensus_of(answers({"ana": [HERE]})).disputed  # nobody to dispute it with


def test_an_empty_answer_is_one_and_nothing_else_counts() -> None:
    given = answers({"ana": [HERE], "bo": []})
    others = [
        Answer(7, "cy", "person"),
        replace(answer("di"), cancelled=True),
        replace(answer("yolo", THERE), kind="model"),
        replace(answer("gt", THERE), kind="truth"),
    ]
    assert consensus_of(given + others) == consensus_of(given)
    assert consensus_of(others).annotators == ()


def test_the_mean_iou_of_the_members_stands_beside_the_box() -> None:
    crowd = {"ana": [HERE], "bo": [HERE], "cy": [(0.0, 0.0, 10.0, 5.0, 1)]}
    [found] = consensus_boxes(answers(crowd))
    assert found.iou == pytest.approx(ONE * 2.5 / 3, abs=1)


def test_the_class_is_that_of_most_votes_and_a_tie_goes_to_the_first_by_name() -> None:
    def of(*classes: int, names: dict[int, str] | None = None) -> tuple[int, bool]:
        crowd = {f"a{k}": [(0.0, 0.0, 10.0, 10.0, c)] for k, c in enumerate(classes)}
        [found] = consensus_boxes(answers(crowd), Terms(classes=names or {}))
        return found.label_class, found.tied

    assert of(2, 2, 1) == (2, False)
    assert of(2, 1) == (1, True)
    assert of(2, 1, names={1: "van", 2: "car"}) == (2, True)


def test_skill_outweighs_numbers_and_exactly_half_of_it_is_the_mean_of_the_middle() -> None:
    boxes = {"ana": (0.0, 0.0, 10.0, 10.0, 1), "bo": (0.0, 0.0, 11.0, 10.0, 2), "cy": (0.0, 0.0, 12.0, 10.0, 2)}
    given = answers({name: [box] for name, box in boxes.items()})
    [skilled] = consensus_boxes(given, Terms(skills={"ana": 0.9, "bo": 0.2, "cy": 0.3}))
    assert (skilled.x2, skilled.label_class) == (10.0, 1)
    [half] = consensus_boxes(given, Terms(skills={"ana": 0.5, "bo": 0.25, "cy": 0.25}))
    assert (half.x2, half.label_class, half.tied) == (10.5, 1, True)


def test_where_nobody_has_any_skill_the_most_votes_decide_as_without() -> None:
    boxes = {"ana": (0.0, 0.0, 10.0, 10.0, 1), "bo": (0.0, 0.0, 11.0, 10.0, 2), "cy": (0.0, 0.0, 12.0, 10.0, 2)}
    given = answers({name: [box] for name, box in boxes.items()})
    [found] = consensus_boxes(given, Terms(skills=dict.fromkeys(boxes, 0.0)))
    assert (found.x2, found.label_class, found.tied) == (11.0, 2, False)


@pytest.mark.parametrize("skills", [{"ana": 1.0}, {"ana": 1.0, "bo": -0.1}, {"ana": 1.0, "bo": float("nan")}])
def test_a_weight_that_is_missing_or_no_weight_is_refused(skills: dict[str, float]) -> None:
    with pytest.raises(BadInput, match="'bo' a weight"):
        consensus_of(answers({"ana": [HERE], "bo": [HERE]}), Terms(skills=skills))


def test_other_shapes_take_part_with_the_box_around_them() -> None:
    turned = Turned(2.5, -2.5, 5.0, 15.0, 90.0)
    shaped = Answer(1, "bo", "person", boxes=Boxes([1], [0.0], [0.0], [10.0], [10.0], shapes=[turned]))
    [found] = consensus_boxes([answer("ana", HERE), shaped])
    assert (found.x1, found.y1, found.x2, found.y2, found.iou) == (0.0, 0.0, 10.0, 10.0, ONE)
