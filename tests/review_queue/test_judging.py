"""The chance of error in cases where everybody would know who is wrong."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.queue import HiddenTruth, chances, consensus_chance, judge, learn, worth
from tests.consensus.drawings import Box
from tests.review_queue.drawn import CAR, FAR, NAMES, OTHER, PROJECT, Project, answer, seen, sights_of, team

USUAL = HiddenTruth(classes={"car": 1.0})


def wrong(*answers: object, model: HiddenTruth = USUAL) -> dict[str, float]:
    return {str(c.annotator_id): c.wrong for c in chances(model, seen("a", *answers))}  # type: ignore[arg-type]


def test_who_misses_what_two_others_drew_is_probably_wrong() -> None:
    found = wrong(answer("ana", CAR), answer("bo", CAR), answer("cy"))
    assert found["cy"] > 0.8
    assert max(found["ana"], found["bo"]) < 0.2


def test_three_who_agree_are_probably_right() -> None:
    assert max(wrong(*[answer(name, CAR, FAR) for name in ("ana", "bo", "cy")]).values()) < 0.1


def test_a_suggestion_nobody_drew_raises_the_chance_and_a_confirmed_one_lowers_it() -> None:
    alone = wrong(answer("ana", CAR))["ana"]
    confirmed = wrong(answer("ana", CAR), answer("net", CAR, kind="model"))["ana"]
    doubted = wrong(answer("ana", CAR), answer("net", CAR, FAR, OTHER, kind="model"))["ana"]
    assert confirmed < alone < doubted


def test_a_surer_suggestion_says_more() -> None:
    model = learn(team(Random(5), model=(0.2, 0.5)))
    found = [
        wrong(answer("ana"), answer("net", CAR, kind="model", scores=[score]), model=model)["ana"]
        for score in (0.2, 0.6, 0.95)
    ]
    assert found == sorted(found)
    assert found[0] < found[2]


def test_a_poor_detector_does_not_dominate() -> None:
    model = learn(team(Random(6), model=(0.5, 1.5)))
    against_net = wrong(answer("ana"), answer("net", CAR, kind="model"), model=model)["ana"]
    against_person = wrong(answer("ana"), answer("bo", CAR), model=model)["ana"]
    assert against_net < 0.35 < against_person


def test_empty_answers_can_be_judged() -> None:
    [alone] = chances(USUAL, seen("a", answer("ana")))
    [backed] = chances(USUAL, seen("a", answer("ana"), answer("net", kind="model")))
    assert 0 < backed.wrong < alone.wrong < 0.5
    assert backed.missed < alone.missed


def test_a_badly_placed_box_and_a_wrong_class_are_named_as_what_they_are() -> None:
    model = HiddenTruth(classes={"car": 0.5, "bus": 0.5})
    x, y, w, h, _ = CAR
    good = [answer(name, CAR) for name in ("ana", "bo", "di")]
    found = {c.annotator_id: c for c in chances(model, seen("a", *good, answer("cy", (x, y, w, h, 2))))}
    assert found["cy"].wrong_class > 0.8 > 0.2 > found["ana"].wrong_class
    found = {c.annotator_id: c for c in chances(model, seen("a", *good, answer("cy", (x, y, w * 2, h * 1.4, 1))))}
    assert found["cy"].misplaced > 0.8 > 0.2 > found["ana"].misplaced


def test_what_is_to_be_mended_is_counted_by_class() -> None:
    model = HiddenTruth(classes={"car": 0.5, "bus": 0.5})
    bus = (*FAR[:4], 2)
    given_answers = [answer("ana", CAR, bus), answer("bo", CAR, bus), answer("cy", CAR)]
    found = {c.annotator_id: dict(c.classes) for c in chances(model, seen("a", *given_answers))}
    assert found["cy"]["bus"] > 0.8 > 0.3 > found["cy"].get("car", 0.0)


def test_the_consensus_has_a_chance_of_its_own_from_three_persons_on() -> None:
    two, three = [answer("ana", CAR), answer("bo", CAR)], answer("cy")
    assert consensus_chance(USUAL, seen("a", *two)) is None
    found = consensus_chance(USUAL, seen("a", *two, three))
    assert found is not None
    assert found.wrong < 0.2 < wrong(*two, three)["cy"]


def test_an_image_has_the_same_chances_alone_and_among_others() -> None:
    sights = team(Random(7), 30, model=(0.2, 0.3))
    model = learn(sights)
    together = judge(model, sights)
    for k in (0, 13, 29):
        assert chances(model, sights[k]) == together[k].chances


@given(PROJECT, st.sampled_from([HiddenTruth(), USUAL, HiddenTruth(classes={"car": 0.7, "bus": 0.3})]))
def test_nor_does_it_matter_which_classes_the_others_hold(project: Project, model: HiddenTruth) -> None:
    sights = sights_of(project)
    together = judge(model, sights, draws=50)
    assert [judge(model, [one], draws=50)[0] for one in sights] == together


@given(PROJECT, st.sampled_from([50, 60]))
def test_every_person_gets_a_chance_and_every_number_is_one(project: Project, draws: int) -> None:
    sights = sights_of(project)
    for given_sight, found in zip(sights, judge(learn(sights), sights, draws=draws), strict=True):
        persons = [s.name for s in given_sight.sources if s.kind == "person"]
        assert [c.annotator_id for c in found.chances] == persons
        assert (found.consensus is not None) == (len(persons) >= 3)
        for c in (*found.chances, *([found.consensus] if found.consensus else [])):
            assert 0 <= c.wrong <= 1
            assert 0 <= c.score <= 1
            assert min(c.missed, c.spurious, c.misplaced, c.wrong_class, c.true_objects) >= 0
            assert all(n > 0 and name in NAMES.values() for name, n in c.classes)


def test_crowded_images_are_drawn_fewer_times_and_still_judged() -> None:
    many = [(30.0 * (k % 60), 30.0 * (k // 60), 20.0, 20.0, 1) for k in range(1500)]
    [ana, _] = chances(USUAL, seen("a", answer("ana", *many), answer("bo", *many)))
    assert ana.wrong < 0.1
    assert ana.score == pytest.approx(0.8, abs=0.2)


def test_three_who_all_draw_nothing_may_have_missed_what_the_model_sees() -> None:
    empty = [answer(name) for name in ("ana", "bo", "cy")]
    found = consensus_chance(USUAL, seen("a", *empty, answer("net", CAR, FAR, kind="model", scores=[0.95, 0.95])))
    assert found is not None
    assert found.n == 0
    assert found.true_objects > 0.1
    assert found.missed == pytest.approx(found.true_objects)
    assert [name for name, _ in found.classes] == ["car"]
    assert worth(found) > 0


@given(st.lists(st.sampled_from([CAR, FAR, OTHER, (*CAR[:4], 2)]), max_size=4, unique_by=lambda box: box[:4]))
def test_a_consensus_is_judged_as_a_person_who_draws_the_same(drawn: list[Box]) -> None:
    model = learn([seen(str(k), *[answer(n, CAR, FAR, seconds=9.0) for n in ("ana", "bo", "cy")]) for k in range(4)])
    net = answer("net", FAR, kind="model", scores=[0.9])
    [found] = judge(model, [seen("a", *[answer(name, *drawn) for name in ("ana", "bo", "cy")], net)])
    ana, agreed = found.chances[0], found.consensus
    assert agreed is not None
    for part in ("missed", "spurious", "misplaced", "wrong_class", "true_objects", "faults", "score", "wrong"):
        assert getattr(agreed, part) == pytest.approx(getattr(ana, part), abs=1e-9)
    assert [name for name, _ in agreed.classes] == [name for name, _ in ana.classes]
    assert (agreed.n, agreed.usual_seconds) == (ana.n, ana.usual_seconds)
