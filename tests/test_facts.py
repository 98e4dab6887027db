"""Facts of one image: the stated values of small cases, and what must hold whatever is drawn."""

import random

from hypothesis import given
from hypothesis import strategies as st

from labelqa.facts import FLAGS, STATUSES, ImageFacts, facts
from labelqa.model import Answer, Boxes, Kind
from labelqa.tally import BY_NAME, ONE, Bag, add, clean, pack, rows, unpack

Drawn = tuple[int, float, float, float, float]
CAR, TRUCK = 1, 2


def answer(name: str, objects: list[Drawn] | None, kind: Kind = "person", **more: object) -> Answer:
    boxes = None
    if objects is not None:
        objects = sorted(objects, key=lambda o: (o[1], o[2], o[1] + o[3], o[2] + o[4], o[0]))
        columns = [[o[k] for o in objects] for k in range(5)]
        boxes = Boxes(*columns)  # type: ignore[arg-type]
    return Answer(annotator=sum(map(ord, name)), name=name, kind=kind, boxes=boxes, **more)  # type: ignore[arg-type]


def cell(found: ImageFacts) -> dict[str, int]:
    """The image's entry in the agreement tally."""
    return rows(found.bag, BY_NAME["agreement"])[0]


def test_two_empty_answers_agree_and_are_left_out_of_the_mean() -> None:
    found = facts([answer("ana", []), answer("bo", [])])
    assert (found.iou, found.empty) == (ONE, True)
    assert (cell(found)["images"], cell(found)["empty"]) == (0, 1)


def test_empty_pairs_inside_a_mixed_image_count_as_one() -> None:
    people = [answer("ana", [(CAR, 0, 0, 9, 9)]), *[answer(n, []) for n in ("bo", "cy", "di", "ed")]]
    found = facts(people)
    assert found.iou == round(0.6 * ONE)
    assert not found.empty


def test_an_annotator_who_was_not_asked_for_boxes_does_not_count() -> None:
    found = facts([answer("ana", []), answer("bo", None, labels=(CAR,))])
    assert (found.n, found.n_boxes, found.iou) == (2, 1, None)


def test_a_skipped_image_is_no_answer_and_counts_for_the_skip_rate() -> None:
    found = facts([answer("ana", [], cancelled=True)])
    assert (found.n, STATUSES[found.status]) == (0, "unlabelled")
    assert rows(found.bag, BY_NAME["work"])[0]["skipped"] == 1


def test_of_two_truth_annotators_the_latest_submission_is_the_truth() -> None:
    early, late = [(CAR, 0.0, 0.0, 9.0, 9.0)], [(CAR, 50.0, 0.0, 9.0, 9.0)]
    given = [
        answer("gt", early, "truth", submitted_at=5),
        answer("gt2", late, "truth", submitted_at=4),
        answer("ana", early),
    ]
    assert facts(given).truth_iou == ONE


def test_a_suggestion_that_nobody_follows_is_flagged() -> None:
    model = answer("yolo", [(CAR, 0, 0, 10, 10)], "model")
    assert facts([answer("ana", [(CAR, 50, 50, 10, 10)]), model]).flags & FLAGS["suggestion_outlier"]
    assert facts([answer("ana", []), model]).flags & FLAGS["suggestion_outlier"]
    assert facts([answer("ana", [(CAR, 0, 0, 10, 4.9)]), model]).flags & FLAGS["suggestion_outlier"]
    assert not facts([answer("ana", [(CAR, 0, 0, 10, 5)]), model]).flags & FLAGS["suggestion_outlier"]
    assert not facts([answer("ana", []), answer("yolo", [], "model")]).flags & FLAGS["suggestion_outlier"]
    assert not facts([model]).flags & FLAGS["suggestion_outlier"]


def test_agreement_below_seven_tenths_is_flagged() -> None:
    whole = answer("ana", [(CAR, 0, 0, 10, 10)])
    low, enough = (facts([whole, answer("bo", [(CAR, 0, 0, 10, h)])]).flags for h in (6.9, 7.1))
    assert (low & FLAGS["low_agreement"], enough & FLAGS["low_agreement"]) == (FLAGS["low_agreement"], 0)


def test_objects_and_labels_of_a_class_are_counted_over_all_persons() -> None:
    people = [answer(name, [(CAR, 0, 0, 9, 9)] * 2, labels=(CAR, TRUCK)) for name in ("ana", "bo", "cy")]
    found = facts([*people, answer("net", [(TRUCK, 0, 0, 9, 9)], "model", labels=(CAR,))])
    assert [(r["label_class"], r["objects"], r["labels"]) for r in rows(found.bag, BY_NAME["content"])] == [
        (CAR, 6, 3),
        (TRUCK, 0, 3),
    ]


def test_a_first_review_counts_as_approved_when_it_approved() -> None:
    approved, rejected, corrected = (answer(w, [], verdict=1, first_verdict=k) for k, w in enumerate("abc", 1))
    work = rows(facts([approved, rejected, corrected]).bag, BY_NAME["work"])
    assert [(r["first_reviewed"], r["first_approved"]) for r in work] == [(1, 1), (1, 0), (1, 0)]


def test_a_model_that_suggests_labels_alone_is_not_asked_for_boxes() -> None:
    found = facts([answer("ana", [(CAR, 0, 0, 9, 9)]), answer("net", None, "model", labels=(CAR,))])
    assert found.suggestion_iou is None
    assert not rows(found.bag, BY_NAME["audit"])


box = st.tuples(
    st.sampled_from([CAR, TRUCK]),
    *[st.integers(0, 9).map(lambda v: v * 5.0)] * 2,
    *[st.integers(1, 9).map(lambda v: v * 4.0)] * 2,
)
teams = st.lists(
    st.tuples(st.sampled_from(["person", "model", "truth"]), st.none() | st.lists(box, max_size=5)), max_size=6
)


@given(team=teams, seed=st.integers(0, 2**20))
def test_the_order_of_annotations_does_not_matter(team: list[tuple[Kind, list[Drawn] | None]], seed: int) -> None:
    given_ = [answer(f"{kind}{k}", objects, kind, submitted_at=k % 3) for k, (kind, objects) in enumerate(team)]
    first = facts(given_)
    random.Random(seed).shuffle(given_)
    second = facts(given_)
    assert first.bag == second.bag
    assert (first.iou, first.flags) == (second.iou, second.flags)


@given(objects=st.lists(box, max_size=6))
def test_twins_agree_completely(objects: list[Drawn]) -> None:
    assert facts([answer("ana", objects), answer("bo", list(objects))]).iou == ONE


@given(team=teams)
def test_every_score_lies_between_nothing_and_one(team: list[tuple[Kind, list[Drawn] | None]]) -> None:
    found = facts([answer(f"{kind}{k}", objects, kind) for k, (kind, objects) in enumerate(team)])
    for value in (found.iou, found.truth_iou, found.suggestion_iou):
        assert value is None or 0 <= value <= ONE
    for row in rows(found.bag, BY_NAME["agreement"]):
        assert row["s1"] <= row["s1_any"]


@given(team=teams)
def test_a_packed_bag_comes_back_whole(team: list[tuple[Kind, list[Drawn] | None]]) -> None:
    bag = facts([answer(f"{kind}{k}", objects, kind) for k, (kind, objects) in enumerate(team)]).bag
    assert unpack(pack(bag)) == clean(bag)


@given(one=teams, two=teams)
def test_a_bag_that_is_taken_away_again_leaves_nothing(
    one: list[tuple[Kind, list[Drawn] | None]], two: list[tuple[Kind, list[Drawn] | None]]
) -> None:
    bags = [facts([answer(f"{k}{i}", o, k, submitted_at=10**12) for i, (k, o) in enumerate(t)]).bag for t in (one, two)]
    total: Bag = {}
    for bag in bags:
        add(total, bag)
    add(total, bags[0], -1)
    assert clean(total) == clean(add({}, bags[1]))
