"""What is learnt: the same in any order, kept exactly, sound where there is little, and right where it can be told."""

from random import Random
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.errors import BadInput
from labelqa.queue import HiddenTruth, Sight, judge, learn
from labelqa.queue.bounding import image_weights
from labelqa.queue.columns import columns_of
from labelqa.queue.spread import weighted_median
from tests.consensus.drawings import Box
from tests.review_queue.drawn import CAR, FAR, PROJECT, Project, answer, answers_of, seen, sights_of, team


@given(PROJECT, st.integers(0, 99))
def test_the_order_of_images_and_answers_changes_nothing(project: Project, seed: int) -> None:
    random = Random(seed)
    mixed = []
    for image, drawn in project.items():
        given_answers = answers_of(drawn)
        random.shuffle(given_answers)
        mixed.append(seen(image, *given_answers))
    random.shuffle(mixed)
    model = learn(sights_of(project))
    assert learn(mixed) == model
    queue = {j.image_id: j for j in judge(model, sights_of(project), draws=50)}
    assert {j.image_id: j for j in judge(model, mixed, draws=50)} == queue


@given(PROJECT)
def test_a_model_is_kept_to_the_last_bit(project: Project) -> None:
    model = learn(sights_of(project))
    assert HiddenTruth.from_json(model.as_json()) == model


def test_a_model_of_another_version_is_refused() -> None:
    with pytest.raises(BadInput, match="learn it anew"):
        HiddenTruth.from_json('{"version":0}')


def test_without_anything_it_is_what_is_believed_beforehand() -> None:
    assert learn([]) == HiddenTruth()
    assert learn([seen("a")]).sources == {}


def test_without_overlap_the_habits_stay_what_is_usual() -> None:
    habit = learn([seen("a", answer("ana", CAR)), seen("b", answer("ana", FAR))]).sources["ana"]
    assert (habit.present, habit.spurious) == (pytest.approx(1.4), pytest.approx(0.1))


def test_who_misses_more_is_found_out() -> None:
    sources = learn(team(Random(1))).sources
    assert sources["cy"].present < min(sources["ana"].present, sources["bo"].present) - 1


def test_a_model_that_invents_is_seen_through_and_people_are_not_blamed() -> None:
    honest, inventive = (learn(team(Random(2), model=(0.2, rate))) for rate in (0.0, 1.5))
    assert inventive.sources["net"].spurious > 1.0 > 0.3 > honest.sources["net"].spurious
    assert inventive.sources["ana"].present > 2.0


def test_two_models_alike_do_not_outvote_the_persons() -> None:
    random = Random(3)
    doubled = []
    for k in range(60):
        truth = (100.0, 100.0 + k, 60.0, 60.0, 1)
        ghost = (500.0, 300.0 + k, 50.0, 50.0, 1)
        people = [answer(name, truth) for name in ("ana", "bo")]
        boxes = [truth, ghost] if random.random() < 0.5 else [truth]
        models = [answer(name, *boxes, kind="model") for name in ("net-1", "net-2")]
        doubled.append(seen(f"{k:02}", *people, *models))
    found = judge(learn(doubled), doubled)
    assert max(c.wrong for j in found for c in j.chances) < 0.3


def test_trust_in_confidence_is_learnt() -> None:
    random = Random(4)
    sights = []
    for k in range(80):
        truth = (100.0, 100.0 + k, 60.0, 60.0, 1)
        ghost = (500.0, 300.0 + k, 50.0, 50.0, 1)
        net = answer("net", truth, ghost, kind="model", scores=[random.uniform(0.6, 1), random.uniform(0, 0.4)])
        sights.append(seen(f"{k:02}", answer("ana", truth), answer("bo", truth), net))
    assert learn(sights).sources["net"].trust > 2.0


def row_of(n: int, step: int) -> list[Box]:
    return [(20.0 + 100 * (k % 20), 20.0 + 100 * (k // 20) + step, 60.0, 60.0, 1) for k in range(n)]


def careless(crowd: int = 0, crowd_drawn: int = 0) -> list[Sight]:
    """Persons and a sure model agree, but for six images on which ana drew none or one of three; and one crowd."""
    drawn = {f"right {k:02}": (("ana", "bo", "cy")[k % 3], 3, 3) for k in range(40)}
    drawn |= {f"wrong {k}": ("ana", 3, k % 2) for k in range(6)}
    if crowd:
        drawn["crowd"] = ("ana", crowd, crowd_drawn)
    return [
        seen(
            image,
            answer(name, *row_of(n, k % 7)[:own]),
            answer("net", *row_of(n, k % 7), kind="model", scores=[0.95] * n),
        )
        for k, (image, (name, n, own)) in enumerate(drawn.items())
    ]


@pytest.mark.parametrize(("crowd", "drawn"), [(0, 0), (300, 300), (300, 150), (300, 0)])
def test_one_crowded_image_does_not_turn_the_queue(crowd: int, drawn: int) -> None:
    sights = careless(crowd, drawn)
    wrong = {j.image_id: j.chances[0].wrong for j in judge(learn(sights), sights)}
    assert min(share for image, share in wrong.items() if image.startswith("wrong")) > 0.7
    assert max(share for image, share in wrong.items() if image.startswith("right")) < 0.1


def test_in_images_alike_every_object_counts_in_full() -> None:
    rows = columns_of(careless())
    assert set(image_weights(rows)) == {1.0}
    assert image_weights(columns_of(careless(60)))[-1] == pytest.approx(0.1)


def test_one_crowded_image_drawn_loosely_does_not_make_others_exact() -> None:
    random = Random(5)

    def near(box: Box, share: float) -> Box:
        x, y, w, h, k = box
        return x + random.gauss(0, share * w), y + random.gauss(0, share * h), w, h, k

    def drawn(image: str, name: str, n: int, share: float) -> Sight:
        person, net = ([near(box, share) for box in row_of(n, 0)] for _ in range(2))
        return seen(image, answer(name, *person), answer("net", *net, kind="model", scores=[0.9] * n))

    usual = [drawn(f"{k:02}", ("ana", "bo", "cy")[k % 3], 3, 0.02) for k in range(60)]
    before, after = (learn(sights).sources for sights in (usual, [*usual, drawn("crowd", "ana", 300, 0.15)]))
    for name in ("bo", "cy", "net"):
        assert after[name].spread == pytest.approx(before[name].spread, rel=0.35)


@given(st.lists(st.floats(0, 9), min_size=1, max_size=9))
def test_a_weighted_median_of_equal_weights_is_the_median(values: list[float]) -> None:
    assert weighted_median(np.array(values), np.ones(len(values))) == pytest.approx(median(values))
