"""From the model's chance to the one that is served: what reviews have shown, and what the model does not see."""

import math
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from operator import attrgetter

import numpy as np

from labelqa.metrics import Figure
from labelqa.metrics.proportion import proportion
from labelqa.queue.chance import Chance
from labelqa.queue.regression import logistic

MOST = 5.0
"""ln odds of the model count up to here."""
FEWEST_FAULTS, MOST_FAULTS = 0.05, 3.0
"""Expected faults count from and up to here."""
BELIEF_SD = (1.0, 0.25, 0.5, 0.3, 1.0, 0.5)
"""How far verdicts may move each weight, as a standard deviation."""
ENOUGH = 30
"""Random reviews from which the level is set by them alone."""


@dataclass(frozen=True, slots=True)
class LastStep:
    """ln odds of being wrong = level + model * ln odds of the model + objects, time, skill and faults by their weights.

    The shipped weights were learnt on simulated projects and rounded; `fit` moves them by a project's own verdicts.
    `faults` starts at 0: an answer is wrong as a whole, until verdicts show that reviewers send answers back for one
    fault among many objects. How much they mind differs most between projects.
    """

    level: float = 0.1
    model: float = 0.9
    objects: float = 0.5
    time: float = -0.4
    skill: float = -1.5
    faults: float = 0.0


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One verdict: the chance as it stood, whether the answer was wrong (rejected or corrected), and whether the review
    was drawn at random; reviews from the top of the queue, or of unknown origin, are not.
    """

    chance: Chance
    wrong: bool
    random: bool = False


SHIPPED = LastStep()
_weights = attrgetter(*LastStep.__slots__)


def features(chance: Chance) -> tuple[float, ...]:
    """What the last step looks at: 1, ln odds of the model, number of objects, slowness, skill, ln odds of a fault."""
    p = min(max(chance.wrong, 1e-9), 1 - 1e-9)
    odds = min(max(math.log(p / (1 - p)), -MOST), MOST)
    many = min(max(math.log1p(chance.n or 0) - 0.8, -0.8), 0.8)
    faults = math.log(math.expm1(min(max(chance.faults, FEWEST_FAULTS), MOST_FAULTS)))
    return 1.0, odds, many, min(max(chance.time_z, -2.5), 2.5), chance.skill, faults


def calibrated(chance: Chance, step: LastStep = SHIPPED) -> float:
    """The chance of error that is served, 0..1.

    >>> round(calibrated(Chance("one.jpg", "ana", 0.5, 0.6, 1, missed=0.7)), 2)
    0.51
    """
    odds = math.fsum([w * x for w, x in zip(_weights(step), features(chance), strict=True)])
    return 1 / (1 + math.exp(-odds))


def fit(rows: Iterable[Reviewed], shipped: LastStep = SHIPPED) -> LastStep:
    """Moves the weights by verdicts: most likely a posteriori, from the shipped ones with a belief of their own.

    Belief: N(shipped, diag(1, .25, .5, .3, 1, .5)^2). All verdicts move the weights that rank. Where at least 30
    reviews were drawn at random, the *level* is that of these alone: what comes from the top of the queue was chosen
    for being wrong, and says little of the rest.

    >>> fit([]) == SHIPPED
    True
    """
    given = sorted(rows, key=lambda r: (r.chance.image_id, r.chance.annotator_id or "", r.random, r.wrong))
    if not given:
        return shipped
    seen = np.array([features(row.chance) for row in given])
    wrong = np.array([float(row.wrong) for row in given])
    weights = logistic(seen, wrong, np.ones(len(given)), np.array(astuple(shipped)), np.array(BELIEF_SD))
    random = np.array([row.random for row in given])
    if random.sum() >= ENOUGH:
        offset = seen[random, 1:] @ weights[1:]
        level = np.array([shipped.level]), np.array(BELIEF_SD[:1])
        weights[:1] = logistic(seen[random, :1], wrong[random], np.ones(int(random.sum())), *level, offset)
    return LastStep(*weights.tolist())


def share_wrong(rows: Iterable[Reviewed]) -> Figure:
    """The share of wrong answers, from reviews drawn at random alone, with its 95 % interval (Wilson); n reviews.

    >>> chance = Chance("one.jpg", "ana", 0.5, 0.6, 1)
    >>> share_wrong([Reviewed(chance, wrong=True), Reviewed(chance, wrong=False, random=True)]).n
    1
    """
    random = [row.wrong for row in rows if row.random]
    return proportion(sum(random), len(random))
