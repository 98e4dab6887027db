"""What became of suggestions: a case worked out by hand, and what must hold whatever is drawn."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.facts.audit import AUDIT, SAME, audited, fates, shown
from labelqa.facts.comparison import Comparison, Drawn, compared, drawn
from labelqa.model import Answer, Boxes, Kind
from labelqa.tally import ONE, Bag, add, clean, rows

Box = tuple[int, float, float, float, float]
CAR, VAN = 1, 2
HALF = ONE // 2
ANA, NET, GT = 1, 2, 3


def given_(name: str, objects: list[Box], kind: Kind = "person", **more: object) -> Drawn:
    number = {"ana": ANA, "net": NET, "gt": GT}.get(name, 9)
    ordered = sorted(objects, key=lambda o: (o[1], o[2], o[1] + o[3], o[2] + o[4], o[0]))
    boxes = Boxes(*[[o[k] for o in ordered] for k in range(5)])  # type: ignore[arg-type]
    return drawn(Answer(number, name, kind, boxes=boxes, **more))  # type: ignore[arg-type]


def audit(person: Drawn, model: Drawn, truth: Drawn | None = None) -> Bag:
    bag: Bag = {}
    checked = [compared(answer, truth, HALF) for answer in (person, model)] if truth is not None else []
    audited(bag, [compared(person, model, HALF)], checked)
    return bag


def counted(person: list[Box], model: list[Box], truth: list[Box] | None = None, **more: object) -> dict[str, int]:
    who = given_("ana", person, ai_assisted=True, **more)
    bag = audit(who, given_("net", model, "model"), None if truth is None else given_("gt", truth, "truth"))
    return rows(bag, AUDIT)[0]


def only(row: dict[str, int], *names: str) -> list[int]:
    return [row[name] for name in names]


SUGGESTED: list[Box] = [
    (CAR, 0, 0, 100, 50),  # right, left as it is
    (CAR, 200, 0, 100, 50),  # half a box too far right: pulled back to its place
    (VAN, 400, 0, 100, 50),  # a car in truth: renamed
    (CAR, 600, 0, 100, 50),  # nothing is there: taken away
    (CAR, 800, 0, 100, 50),  # nothing is there: left
    (CAR, 1000, 0, 100, 50),  # right, taken away
    (CAR, 1200, 0, 100, 50),  # a van in truth, and half as wide: moved, but still a car
]
TRUTH: list[Box] = [
    (CAR, 0, 0, 100, 50),
    (CAR, 150, 0, 100, 50),
    (CAR, 400, 0, 100, 50),
    (CAR, 1000, 0, 100, 50),
    (VAN, 1200, 0, 50, 50),
]
KEPT: list[Box] = [
    (CAR, 0, 0, 100, 50),
    (CAR, 150, 0, 100, 50),
    (CAR, 400, 0, 100, 50),
    (CAR, 800, 0, 100, 50),
    (CAR, 1200, 0, 50, 50),
    (VAN, 1500, 0, 40, 40),  # of one's own
]


def test_the_worked_case_comes_out() -> None:
    row = counted(KEPT, SUGGESTED, TRUTH, ms=14_000)
    assert only(row, "images", "suggested", "unchanged", "moved", "renamed", "both") == [1, 7, 2, 2, 1, 0]
    assert only(row, "rejected", "added", "checked", "right", "wrong") == [2, 1, 1, 2, 5]
    assert only(row, "wrong_unchanged", "wrong_mended", "wrong_removed", "right_spoilt") == [1, 2, 1, 1]
    assert only(row, "timed", "ms", "objects") == [1, 14_000, 7]
    assert row["moved_iou"] / ONE == pytest.approx(1 / 3 + 1 / 2, abs=1e-8)
    assert row["weighed"] == 2
    assert row["before"] / ONE == pytest.approx(1 / 3 + 1 / 2, abs=1e-8)
    assert row["after"] / ONE == pytest.approx(2, abs=1e-8)
    assert row["gain2"] / ONE == pytest.approx((2 / 3) ** 2 + (1 / 2) ** 2, abs=1e-8)


def test_nothing_is_counted_for_who_did_not_start_from_suggestions() -> None:
    assert not audit(given_("ana", KEPT), given_("net", SUGGESTED, "model"), given_("gt", TRUTH, "truth"))
    assert not audit(given_("ana", KEPT, ai_assisted=False), given_("net", KEPT, "model"))


@pytest.mark.parametrize(
    ("person_at", "model_at", "was_shown"),
    [(5, 4, True), (5, 5, True), (5, 6, False), (None, 6, True), (5, None, True), (None, None, True)],
)
def test_suggestions_that_came_later_were_not_shown(
    person_at: int | None, model_at: int | None, was_shown: bool
) -> None:
    person = given_("ana", KEPT, ai_assisted=True, submitted_at=person_at)
    model = given_("net", SUGGESTED, "model", submitted_at=model_at)
    assert shown(compared(person, model, HALF)) == was_shown
    assert bool(audit(person, model)) == was_shown


def test_rounding_by_a_format_is_no_edit_and_a_pixel_is() -> None:
    model: list[Box] = [(CAR, 10.004, 20.003, 100.006, 50.002)]
    assert counted([(CAR, 10.0, 20.0, 100.01, 50.0)], model)["unchanged"] == 1
    assert counted([(CAR, 11.004, 20.003, 100.006, 50.002)], model)["moved"] == 1
    assert counted([(CAR, 10.004, 20.003, 101.006, 50.002)], model)["moved"] == 1


def test_a_new_box_beside_it_does_not_take_the_place_of_one_that_was_kept() -> None:
    # most pairs first would pair both persons' boxes with the wrong suggestion: 0.6 twice instead of 1.0 once
    kept: Box = (CAR, 25, 0, 100, 50)
    row = counted([kept, (CAR, 50, 0, 100, 50)], [(CAR, 0, 0, 100, 50), kept])
    assert only(row, "unchanged", "moved", "rejected", "added") == [1, 1, 0, 0]
    row = counted([kept, (CAR, 100, 0, 100, 50)], [(CAR, 5, 0, 40, 50), kept])
    assert only(row, "unchanged", "moved", "rejected", "added") == [1, 0, 1, 1]


def test_of_two_suggestions_for_one_thing_the_one_kept_is_mended_by_taking_the_other_away() -> None:
    thing: Box = (CAR, 0, 0, 100, 50)
    loose: Box = (CAR, 0, 0, 110, 50)
    row = counted([loose], [thing, loose], [thing])
    assert only(row, "right", "wrong", "wrong_unchanged", "wrong_mended", "right_spoilt") == [1, 1, 0, 1, 1]


def test_a_suggestion_left_alone_is_not_spoilt_by_what_is_drawn_beside_it() -> None:
    row = counted([(CAR, 0, 0, 100, 50), (CAR, 0, 0, 110, 50)], [(CAR, 0, 0, 110, 50)], [(CAR, 0, 0, 100, 50)])
    assert only(row, "right", "unchanged", "right_spoilt", "added") == [1, 1, 0, 1]


def test_an_answer_without_suggested_objects_counts_and_its_time_does_not() -> None:
    row = counted([(CAR, 0, 0, 9, 9)], [], ms=5000)
    assert only(row, "images", "suggested", "added", "timed", "ms", "objects") == [1, 0, 1, 0, 0, 0]


box = st.tuples(
    st.sampled_from([CAR, VAN]),
    *[st.integers(0, 6).map(lambda v: v * 5.0)] * 2,
    *[st.integers(1, 6).map(lambda v: v * 6.0)] * 2,
)
crowd = st.lists(box, max_size=6)


@given(person=crowd, model=crowd, truth=st.none() | crowd)
def test_every_suggestion_has_one_fate_and_every_object_one_origin(
    person: list[Box], model: list[Box], truth: list[Box] | None
) -> None:
    row = counted(person, model, truth)
    met = sum(only(row, "unchanged", "moved", "renamed", "both"))
    assert row["suggested"] == met + row["rejected"] == len(model)
    assert met + row["added"] == len(person)
    assert row["right"] + row["wrong"] == (len(model) if truth is not None else 0)
    assert sum(only(row, "wrong_unchanged", "wrong_mended", "wrong_removed")) <= row["wrong"]
    assert row["right_spoilt"] <= row["right"]
    assert row["weighed"] <= row["moved"] + row["both"]
    assert row["moved_iou"] <= row["moved"] * SAME
    for name in ("before", "after"):
        assert 0 <= row[f"{name}2"] <= row[name] + row["weighed"]
        assert row[name] <= row["weighed"] * ONE


@given(person=crowd, model=crowd)
def test_nobody_has_two_partners_and_all_that_could_be_kept_is_kept(person: list[Box], model: list[Box]) -> None:
    pair = compared(given_("ana", person, ai_assisted=True), given_("net", model, "model"), HALF)
    found = fates(pair)
    partners = [i for _, i in found.values() if i >= 0]
    assert len(set(partners)) == len(partners)
    # a slow count of boxes that are on both sides: their places are multiples of whole pixels, so same means equal
    common = sum(min(person.count(b), model.count(b)) for b in set(person))
    assert sum(fate == "unchanged" for fate, _ in found.values()) == common


@given(objects=crowd, truth=crowd)
def test_who_keeps_everything_mends_and_spoils_nothing(objects: list[Box], truth: list[Box]) -> None:
    row = counted(objects, list(objects), truth)
    assert only(row, "moved", "renamed", "both", "rejected", "added", "weighed") == [0] * 6
    assert only(row, "wrong_mended", "wrong_removed", "right_spoilt") == [0] * 3
    assert row["wrong_unchanged"] == row["wrong"]


@given(model=crowd, truth=crowd)
def test_who_draws_the_truth_leaves_no_wrong_suggestion_but_removed_or_mended(
    model: list[Box], truth: list[Box]
) -> None:
    row = counted(list(truth), model, truth)
    assert row["wrong"] == row["wrong_mended"] + row["wrong_removed"]


@given(people=st.lists(st.tuples(crowd, st.booleans(), st.none() | st.integers(0, 3)), max_size=3), model=crowd)
def test_the_order_of_pairs_does_not_matter_and_what_is_taken_away_leaves_nothing(
    people: list[tuple[list[Box], bool, int | None]], model: list[Box]
) -> None:
    net = given_("net", model, "model", submitted_at=1)
    pairs: list[Comparison] = []
    for k, (objects, assisted, at) in enumerate(people):
        person = given_(f"p{k}", objects, ai_assisted=assisted, submitted_at=None if at is None else at * 86_400_000)
        pairs.append(compared(person, net, HALF))
    bags: list[Bag] = []
    for order in permutations(pairs):
        bag: Bag = {}
        audited(bag, order, [])
        bags.append(bag)
    assert all(bag == bags[0] for bag in bags)
    total = add({}, bags[0])
    assert not clean(add(total, bags[0], -1))
