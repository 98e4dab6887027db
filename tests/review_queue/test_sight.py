"""What an image shows: the same in any order, whatever numbers were handed out, and without the truth."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.model import Boxes
from labelqa.queue import HiddenTruth, consensus_chance, seeing, sight
from labelqa.shapes import Polygon
from tests.consensus.drawings import BOX
from tests.review_queue.drawn import CAR, FAR, NAMES, answer, answers_of, seen

DRAWN = st.dictionaries(st.sampled_from(["ana", "bo", "cy", "net"]), st.lists(BOX, max_size=4), min_size=1)


@given(DRAWN, st.integers(0, 99))
def test_the_order_of_answers_and_objects_and_the_numbers_change_nothing(drawn: dict, seed: int) -> None:
    random = Random(seed)
    mixed = []
    for given_answer in answers_of(drawn):
        boxes = given_answer.boxes
        assert boxes is not None
        order = random.sample(range(len(boxes)), len(boxes))
        columns = [[column[i] for i in order] for column in (boxes.x, boxes.y, boxes.width, boxes.height)]
        scores = boxes.scores and [boxes.scores[i] for i in order]
        turned = Boxes([boxes.classes[i] + 10 for i in order], *columns, scores=scores)
        mixed.append(replace(given_answer, annotator=random.randrange(1000), boxes=turned))
    random.shuffle(mixed)
    renumbered = {number + 10: name for number, name in NAMES.items()}
    assert sight("a", mixed, renumbered) == sight("a", answers_of(drawn), NAMES)


def test_the_truth_and_skipped_answers_are_no_sources() -> None:
    given_answers = [answer("ana", CAR), answer("gt", FAR, kind="truth"), replace(answer("bo", FAR), cancelled=True)]
    found = seen("a", *given_answers)
    assert [s.name for s in found.sources] == ["ana"]
    assert len(found.boxes) == 1


def test_empty_answers_are_sources_and_answers_without_boxes_are_not_held_for_empty() -> None:
    found = seen("a", answer("ana"), replace(answer("bo"), boxes=None, labels=(1,)))
    assert [(s.name, s.n, s.labels) for s in found.sources] == [("ana", 0, None), ("bo", None, ("car",))]


def test_shapes_take_part_by_their_hulls() -> None:
    x, y, w, h, k = CAR
    ring = (x, y, x + w, y, x, y + h)
    polygon = replace(answer("bo"), boxes=Boxes([k], [x], [y], [w], [h], shapes=[Polygon((ring,))]))
    found = seen("a", answer("ana", CAR), polygon)
    assert {b.unit for b in found.boxes} == {0}
    assert found.pairs == ((0, 1, 1.0),)


def test_pair_scores_are_those_of_the_metrics() -> None:
    drawn = {"ana": [CAR, FAR], "bo": [(*CAR[:3], 30.0, 1)], "net": [CAR]}
    found = seen("a", *answers_of(drawn))
    assert found.pairs == ((0, 1, pytest.approx(2 * 0.5 / 3)),)


def test_a_consensus_needs_three_persons_and_knows_the_units_of_its_boxes() -> None:
    two = seen("a", answer("ana", CAR), answer("bo", CAR), answer("net", CAR, kind="model"))
    three = seen("a", answer("ana", CAR), answer("bo", CAR), answer("cy", FAR))
    assert two.agreed is None
    assert three.agreed is not None
    assert [(b.class_name, b.corners, b.unit) for b in three.agreed] == [("car", (10.0, 10.0, 90.0, 70.0), 0)]


def test_crowded_images_are_looked_at_in_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeing, "CROWDED", 3)
    crowd = [(float(k), 0.0, 50.0, 50.0, 1) for k in range(4)]
    found = seen("a", answer("ana", *crowd), answer("bo", *crowd))
    assert len({b.unit for b in found.boxes}) == 5  # the three that overlap most have met: these are equal boxes


def test_a_box_of_the_consensus_stands_for_the_object_it_was_made_of_not_for_its_neighbour() -> None:
    upper, lower, farther_left = (0.0, 0.0, 60.0, 60.0, 1), (1.0, 40.0, 60.0, 60.0, 1), (-5.0, 40.0, 60.0, 60.0, 1)
    found = seen("a", answer("ana", upper, lower), *[answer(name, upper, farther_left) for name in ("bo", "cy")])
    unit_of = {(b.owner, b.corners[1]): b.unit for b in found.boxes}
    assert found.agreed is not None
    assert [(b.corners[0], b.unit) for b in found.agreed] == [(-5.0, unit_of[0, 40.0]), (0.0, unit_of[0, 0.0])]


def test_the_consensus_of_a_crowd_in_which_all_agree_is_right() -> None:
    random = Random(7)
    crowd = [(random.uniform(0, 400), random.uniform(0, 300), 60.0, 60.0, 1) for _ in range(120)]
    drawn = [answer(n, *[(x + random.gauss(0, 1), *b) for x, *b in crowd]) for n in ("ana", "bo", "cy")]  # type: ignore[misc]
    found = seen("a", *drawn)
    assert found.agreed is not None
    held = {b.unit for b in found.boxes if b.owner == 0}
    assert sum(b.unit in held for b in found.agreed) > 0.95 * len(found.agreed)
    chance = consensus_chance(HiddenTruth(), found)
    assert chance is not None
    assert chance.wrong < 0.1
