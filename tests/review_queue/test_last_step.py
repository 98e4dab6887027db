"""The chance that is served: ordered as it should be, and moved by verdicts as far as they tell."""

import math
from dataclasses import replace
from random import Random

import pytest

from labelqa.queue import Chance, LastStep, Reviewed, calibrated, fit, share_wrong

USUAL = Chance("a", "ana", 0.2, 0.7, 2)


def simulated(step: LastStep, n: int, seed: int, *, drawn_at_random: bool) -> list[Reviewed]:
    """Verdicts of a project in which the chance is exactly that of `step`."""
    random = Random(seed)
    found = []
    for k in range(n):
        wrong, missed = random.betavariate(0.5, 2), random.expovariate(2)
        chance = replace(USUAL, image_id=f"{k:05}", wrong=wrong, n=random.randrange(6), missed=missed)
        found.append(Reviewed(chance, random.random() < calibrated(chance, step), drawn_at_random))
    return found


def test_it_rises_with_the_models_chance_and_with_objects_and_falls_with_time_and_skill() -> None:
    base = calibrated(USUAL)
    assert calibrated(replace(USUAL, wrong=0.3)) > base
    assert calibrated(replace(USUAL, n=4)) > base
    minded = LastStep(faults=0.5)
    found = [calibrated(replace(USUAL, missed=n), minded) for n in (0.1, 0.5, 1.5)]
    assert found == sorted(found)
    assert calibrated(replace(USUAL, time_z=1.0)) < base < calibrated(replace(USUAL, time_z=-1.0))
    assert calibrated(replace(USUAL, skill=0.1)) < base < calibrated(replace(USUAL, skill=-0.1))
    assert all(0 < calibrated(replace(USUAL, wrong=p)) < 1 for p in (0.0, 1.0))


def test_verdicts_bring_the_level_right() -> None:
    true = LastStep(level=-1.4)
    found = fit(simulated(true, 600, 1, drawn_at_random=True))
    assert found.level == pytest.approx(true.level, abs=0.35)
    chances = [row.chance for row in simulated(true, 2000, 2, drawn_at_random=True)]
    off = [calibrated(c, found) - calibrated(c, true) for c in chances]
    assert abs(math.fsum(off) / len(off)) < 0.03


def test_a_handful_changes_little() -> None:
    found = fit(simulated(LastStep(), 8, 3, drawn_at_random=True))
    assert abs(calibrated(USUAL, found) - calibrated(USUAL)) < 0.12


def test_the_level_is_that_of_random_reviews_where_there_are_enough() -> None:
    random = simulated(LastStep(level=-1.2), 400, 4, drawn_at_random=True)
    from_the_top = [Reviewed(replace(USUAL, image_id=f"t{k}"), wrong=True) for k in range(400)]
    assert fit([*random, *from_the_top]).level < -0.5 < fit([*random[:10], *from_the_top]).level


def test_the_order_of_verdicts_changes_nothing_and_without_any_it_is_the_shipped_one() -> None:
    rows = simulated(LastStep(level=0.5), 60, 5, drawn_at_random=True)
    assert fit(rows) == fit(rows[::-1])
    assert fit([]) == LastStep()


def test_the_share_of_wrong_ones_is_told_from_random_reviews_alone() -> None:
    rows = [Reviewed(USUAL, wrong=k < 3, random=True) for k in range(10)] + [Reviewed(USUAL, wrong=True)] * 90
    found = share_wrong(rows)
    assert (found.value, found.n) == (0.3, 10)
    assert share_wrong([]).value is None
