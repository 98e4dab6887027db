"""What is reviewed first: what is probably wrong, times what a review would mend."""

from bisect import bisect_right
from dataclasses import asdict, replace
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.queue import Chance, Judged, Ranking, calibrated, class_weights, worth
from labelqa.queue.team import MANY, PACES, Team
from tests.review_queue.drawn import answer, seen

OPEN = Chance("a", "ana", 0.5, 0.4, 2, true_objects=3.0, missed=1.0, classes=(("car", 1.0),))
APPROVED, REJECTED, CORRECTED = 1, 2, 3


def benefit(*chances: Chance, agreed: Chance | None = None, truths: dict[str, float] | None = None) -> float:
    found = Ranking().score(Judged("a", chances, agreed), truths or {})
    assert found is not None
    return found.priority / (1 - found.priority)


def wrong(*chances: Chance, **more: object) -> float:
    found = Ranking().score(Judged("a", chances, more.get("agreed")), more.get("truths", {}))  # type: ignore[arg-type]
    assert found is not None
    return found.wrong


def test_it_is_chance_times_worth() -> None:
    assert worth(OPEN) == pytest.approx(1 / (1 - exp(-1.0)))
    assert benefit(OPEN) == pytest.approx(calibrated(OPEN) * worth(OPEN))


@given(st.floats(0, 50), st.floats(0, 50))
def test_worth_is_at_least_one_thing_and_grows_with_what_is_to_be_mended(missed: float, spurious: float) -> None:
    some, more = (replace(OPEN, missed=n, spurious=spurious, labels=1.0) for n in (missed, missed + 1))
    assert 1 <= worth(some) < worth(more)
    assert some.faults <= worth(some) <= some.faults + 1


def test_edges_that_are_good_enough_are_nothing_to_mend() -> None:
    exact, loose = (Chance("a", "ana", 0.02, score, 30, true_objects=30.0) for score in (1.0, 0.8))
    assert worth(exact) == worth(loose) == pytest.approx(1)


@pytest.mark.parametrize("timed", [True, False])
def test_a_large_answer_that_is_right_stays_behind_small_ones_with_a_fault(timed: bool) -> None:
    sizes = {f"{k:02}": (3, 3) for k in range(40)} | {f"faulty {k}": (3, 1) for k in range(4)}
    sizes |= {f"right {n}": (n, n) for n in (60, 300, 800)}
    sights = []
    for image, (n, own) in sizes.items():
        boxes = [(100.0 * (k % 40), 100.0 * (k // 40) + len(sights) % 5, 60.0, 60.0, 1) for k in range(n)]
        seconds = 4.0 + 3 * own if timed else None
        net = answer("net", *boxes, kind="model", scores=[0.95] * n)
        sights.append(seen(image, answer("ana", *boxes[:own], seconds=seconds), net))
    scored = Ranking.learnt(sights).scored(sights, [{}] * len(sights))
    priority = {seen_.image_id: one.priority for seen_, one in zip(sights, scored, strict=True) if one is not None}
    assert min(p for image, p in priority.items() if image.startswith("faulty")) > 2 * max(
        p for image, p in priority.items() if not image.startswith("faulty")
    )


@given(st.lists(st.tuples(st.integers(0, 3000), st.floats(1, 900)), max_size=8), st.integers(0, 4000))
def test_more_objects_than_anyone_has_drawn_take_longer(times: list[tuple[int, float]], n: int) -> None:
    paces: list[float | None] = [None] * len(PACES)
    for objects, seconds in times:
        paces[bisect_right(PACES, objects) - 1] = seconds
    found = Team(paces=tuple(paces)).usual_seconds(n)
    assert (found is None) == (not times)
    largest = max((PACES[k] for k, pace in enumerate(paces) if pace is not None), default=0)
    if found is not None and n > max(largest, MANY):
        beyond = Team(paces=tuple(paces)).usual_seconds(2 * n)
        assert beyond is not None
        assert beyond > found


def test_a_model_that_told_fewer_paces_apart_is_still_read() -> None:
    row = asdict(Team(paces=(1.0,) * 8))
    assert Team.of(row).usual_seconds(66) == pytest.approx(65 / 33)


@pytest.mark.parametrize(("verdict", "chance"), [(APPROVED, 0.0), (REJECTED, 1.0), (CORRECTED, 0.0)])
def test_what_was_judged_is_certain_and_worth_no_second_review(verdict: int, chance: float) -> None:
    judged = replace(OPEN, verdict=verdict)
    assert (wrong(judged), benefit(judged)) == (chance, 0)


def test_a_quicker_review_is_worth_more() -> None:
    quick, slow = (replace(OPEN, usual_seconds=seconds) for seconds in (10.0, 20.0))
    assert benefit(quick) == pytest.approx(2 * benefit(slow))


def test_scarce_classes_weigh_more_within_bounds_unless_the_project_says_what_matters() -> None:
    weights = class_weights({"car": 0.98, "bus": 0.019, "tram": 0.001})
    assert weights["car"] < 1 < weights["bus"] <= weights["tram"] == 3.0
    assert worth(replace(OPEN, classes=(("bus", 1.0),)), weights) > worth(OPEN, weights)
    assert class_weights({"car": 0.9, "bus": 0.1}, {"car": 5.0}) == {"bus": 1.0, "car": 5.0}
    assert class_weights({"car": 1.0}) == {"car": 1.0}
    assert class_weights({}) == {}


def test_an_image_is_the_sum_of_its_open_answers() -> None:
    second = replace(OPEN, annotator_id="bo", wrong=0.1)
    assert benefit(OPEN, second) == pytest.approx(benefit(OPEN) + benefit(second))
    assert benefit(OPEN, replace(second, verdict=APPROVED)) == pytest.approx(benefit(OPEN))
    assert benefit(replace(OPEN, verdict=REJECTED), second) == pytest.approx(benefit(second))
    assert benefit(replace(OPEN, verdict=APPROVED), replace(second, verdict=REJECTED)) == 0
    assert wrong(OPEN, second) == pytest.approx(1 - (1 - calibrated(OPEN)) * (1 - calibrated(second)))
    assert Ranking().score(Judged("a", ())) is None


def test_of_three_or_more_the_consensus_counts() -> None:
    agreed = replace(OPEN, annotator_id=None, wrong=0.02)
    three = [replace(OPEN, annotator_id=name) for name in ("ana", "bo", "cy")]
    assert benefit(*three, agreed=agreed) == pytest.approx(calibrated(agreed) * worth(agreed))
    assert wrong(*three, agreed=agreed) == pytest.approx(calibrated(agreed))
    assert benefit(*[replace(chance, verdict=APPROVED) for chance in three], agreed=agreed) == 0


@pytest.mark.parametrize(("score", "chance"), [(0.2, 0.98 + 0.02 * 0.8), (0.49, 0.98 + 0.02 * 0.51), (0.9, 0.02 * 0.1)])
def test_the_truth_of_an_image_leaves_nothing_to_guess(score: float, chance: float) -> None:
    assert wrong(OPEN, truths={"ana": score}) == pytest.approx(chance)
    three = [replace(OPEN, annotator_id=name) for name in ("ana", "bo", "cy")]
    agreed = replace(OPEN, annotator_id=None)
    assert wrong(*three, agreed=agreed, truths=dict.fromkeys(("ana", "bo", "cy"), score)) == pytest.approx(chance)


def test_empty_answers_and_labels_alone_are_worth_a_review() -> None:
    assert benefit(Chance("a", "ana", 0.3, 0.7, 0, true_objects=0.3)) > 0
    assert benefit(Chance("a", "ana", 0.3, 0.7, None, labels=0.3)) > 0
