"""From the model's chance to the one that is served: what reviews have shown, and what the model does not see."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

import numpy as np

from labelqa.queue.chance import Chance
from labelqa.queue.columns import Values
from labelqa.queue.regression import logistic

MOST = 5.0
"""ln odds of the model count up to here."""
BELIEF_SD = (1.0, 0.25, 0.5, 0.3, 1.0)
"""How far verdicts may move each weight, as a standard deviation."""
ENOUGH = 30
"""Random reviews from which the level is set by them alone."""


@dataclass(frozen=True, slots=True)
class LastStep:
    """ln odds of being wrong = level + model * ln odds of the model + objects, time and skill by their weights.

    The shipped weights were learnt on simulated projects and rounded; `fit` moves them by a project's own verdicts.
    """

    level: float = 0.1
    model: float = 0.9
    objects: float = 0.5
    time: float = -0.3
    skill: float = -1.5


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One verdict: the chance as it stood, whether the answer was wrong (rejected or corrected), and whether the review
    was drawn at random; reviews from the top of the queue, or of unknown origin, are not.
    """

    chance: Chance
    wrong: bool
    random: bool = False


SHIPPED = LastStep()


def features(chance: Chance) -> tuple[float, float, float, float, float]:
    """What the last step looks at: 1, ln odds of the model, number of objects, slowness, skill."""
    p = min(max(chance.wrong, 1e-9), 1 - 1e-9)
    odds = min(max(math.log(p / (1 - p)), -MOST), MOST)
    many = min(max(math.log1p(chance.n or 0) - 0.8, -0.8), 0.8)
    return 1.0, odds, many, min(max(chance.time_z, -2.5), 2.5), chance.skill


def calibrated(chance: Chance, step: LastStep = SHIPPED) -> float:
    """The chance of error that is served, 0..1.

    >>> round(calibrated(Chance("one.jpg", "ana", 0.5, 0.6, 1)), 2)
    0.41
    """
    odds = math.fsum(w * x for w, x in zip(astuple(step), features(chance), strict=True))
    return 1 / (1 + math.exp(-odds))


def fit(rows: Iterable[Reviewed], shipped: LastStep = SHIPPED) -> LastStep:
    """Moves the weights by verdicts: most likely a posteriori, from the shipped ones with a belief of their own.

    All verdicts move the weights that rank. The *level* is that of the randomly drawn reviews alone where there are at
    least 30: what comes from the top of the queue is wrong more often than the rest.

    >>> fit([]) == SHIPPED
    True
    """
    given = sorted(rows, key=lambda r: (r.chance.image_id, r.chance.annotator_id, r.random, r.wrong))
    if not given:
        return shipped
    found = _weights(given, np.array(astuple(shipped)), np.array(BELIEF_SD))
    random = [row for row in given if row.random]
    if len(random) >= ENOUGH:
        held = np.array([found[0], *[1e-6] * 0, *found[1:]])
        found = _weights(random, np.array([shipped.level, *held[1:]]), np.array([BELIEF_SD[0], *[1e-4] * 4]))
    return LastStep(*found.tolist())


def _weights(rows: Sequence[Reviewed], mean: Values, sd: Values) -> Values:
    seen = np.array([features(row.chance) for row in rows])
    wrong = np.array([float(row.wrong) for row in rows])
    return logistic(seen, wrong, np.ones(len(rows)), mean, sd)
