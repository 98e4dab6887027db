"""What is reviewed first: what is probably wrong, times what a review would mend."""

from dataclasses import replace

import pytest

from labelqa.queue import Chance, Judged, calibrated, class_weights, image_priority, priority, standing, worth

OPEN = Chance("a", "ana", 0.5, 0.4, 2, true_objects=3.0, classes=(("car", 1.0),))
APPROVED, REJECTED, CORRECTED = 1, 2, 3


def value(chance: Chance, weights: dict[str, float] | None = None) -> float:
    found = priority(chance, weights=weights)
    assert found is not None
    return found


def test_it_is_chance_times_worth() -> None:
    assert worth(OPEN) == pytest.approx((2 + 3) / 2 * 0.6)
    assert value(OPEN) == pytest.approx(calibrated(OPEN) * 1.5)


def test_approved_answers_come_to_nothing_and_known_wrong_ones_leave() -> None:
    assert priority(replace(OPEN, verdict=APPROVED)) == 0
    assert priority(replace(OPEN, verdict=REJECTED)) is None
    assert priority(replace(OPEN, verdict=CORRECTED)) is None
    assert [standing(replace(OPEN, verdict=v)) for v in (APPROVED, REJECTED, CORRECTED)] == [0.0, 1.0, 1.0]


def test_a_quicker_review_is_worth_more() -> None:
    assert value(replace(OPEN, usual_seconds=10.0)) == pytest.approx(2 * value(replace(OPEN, usual_seconds=20.0)))


def test_scarce_classes_weigh_more_within_bounds_unless_the_project_says_what_matters() -> None:
    weights = class_weights({"car": 0.98, "bus": 0.019, "tram": 0.001})
    assert weights["car"] < 1 < weights["bus"] <= weights["tram"] == 3.0
    assert value(replace(OPEN, classes=(("bus", 1.0),)), weights) > value(OPEN, weights)
    assert class_weights({"car": 0.9, "bus": 0.1}, {"car": 5.0}) == {"bus": 1.0, "car": 5.0}
    assert class_weights({"car": 1.0}) == {"car": 1.0}
    assert class_weights({}) == {}


def test_an_image_is_the_sum_of_its_open_answers() -> None:
    second = replace(OPEN, annotator_id="bo", wrong=0.1)
    assert image_priority(Judged("a", (OPEN, second))) == pytest.approx(value(OPEN) + value(second))
    assert image_priority(Judged("a", (OPEN, replace(second, verdict=APPROVED)))) == pytest.approx(value(OPEN))
    assert image_priority(Judged("a", (replace(OPEN, verdict=REJECTED), second))) == pytest.approx(value(second))
    assert image_priority(Judged("a", (replace(OPEN, verdict=APPROVED),))) == 0
    assert image_priority(Judged("a", (replace(OPEN, verdict=APPROVED), replace(second, verdict=REJECTED)))) is None
    assert image_priority(Judged("a", ())) is None


def test_of_three_or_more_the_consensus_counts() -> None:
    agreed = replace(OPEN, annotator_id=None, wrong=0.02)
    three = tuple(replace(OPEN, annotator_id=name) for name in ("ana", "bo", "cy"))
    assert image_priority(Judged("a", three, agreed)) == pytest.approx(value(agreed))
    approved = tuple(replace(chance, verdict=APPROVED) for chance in three)
    assert image_priority(Judged("a", approved, agreed)) == 0


def test_empty_answers_and_labels_alone_are_worth_a_review() -> None:
    assert value(Chance("a", "ana", 0.3, 0.7, 0, true_objects=0.3)) > 0
    assert value(Chance("a", "ana", 0.3, 0.7, None, labels=0.3)) > 0
