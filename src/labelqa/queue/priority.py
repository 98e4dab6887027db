"""What a review is worth: what it would mend if something is wrong, per second of reviewing."""

import math
from collections.abc import Mapping

from labelqa.queue.chance import Chance
from labelqa.queue.team import MANY

MOST_WEIGHT, LEAST_WEIGHT = 3.0, 0.5
"""Bounds of the weight that scarcity alone gives a class."""
LEAST_SECONDS = 1.0
"""A review takes at least this long."""
LEAST_FAULTS = 1e-9
"""Where no fault at all is expected, a review that finds one mends this one."""


def class_weights(shares: Mapping[str, float], given: Mapping[str, float] | None = None) -> dict[str, float]:
    """How much an object of each class matters: what the project set, or more the scarcer the class is.

    Without `given` weights (then 1 for classes not named) the weight is 1 / sqrt(share), scaled to a mean of 1 over the
    objects, and kept within .5 and 3: a class a hundred times as rare matters up to ten times as much, never more than
    six. `shares` are those of `HiddenTruth.classes`.

    >>> {name: round(weight, 2) for name, weight in class_weights({"person": 0.9, "helmet": 0.1}).items()}
    {'helmet': 2.5, 'person': 0.83}
    """
    if given is not None:
        return {name: float(given.get(name, 1.0)) for name in sorted(shares.keys() | given.keys())}
    held = {name: share for name, share in sorted(shares.items()) if share > 0}
    scale = math.fsum(math.sqrt(share) for share in held.values())
    whole = math.fsum(held.values())
    return {
        name: min(max(whole / (math.sqrt(share) * scale), LEAST_WEIGHT), MOST_WEIGHT) for name, share in held.items()
    }


def worth(chance: Chance, weights: Mapping[str, float] | None = None) -> float:
    """What a review would mend if something is wrong: things to mend, weighted by class, per second of reviewing.

    Expected faults F (objects missed, spurious, badly placed, of the wrong class, and wrong labels), given that there
    is one: F / (1 - exp(-F)), as for counts after Poisson, so at least 1; times the mean weight of the classes in
    question, divided by the team's usual seconds for as many objects (without any times 1, and n / 33 from 33 objects
    on). What edges that are good enough lose in IoU does not count: nobody would mend them, however many there are.

    >>> one, many = (Chance("one.jpg", "ana", 0.5, 0.5, 3, missed=missed) for missed in (0.1, 4.0))
    >>> round(worth(one), 2), round(worth(many), 2)
    (1.05, 4.07)
    """
    faults = max(chance.faults, LEAST_FAULTS)
    return faults / -math.expm1(-faults) * _weight(chance, weights or {}) / _seconds(chance)


def _seconds(chance: Chance) -> float:
    """Without any times an answer is worth one, and from 33 objects on as many more as it holds more."""
    if chance.usual_seconds is None:
        return max((chance.n or 0) / MANY, 1.0)
    return max(chance.usual_seconds, LEAST_SECONDS)


def _weight(chance: Chance, weights: Mapping[str, float]) -> float:
    """Mean weight of the objects to mend; 1 where none has a class yet."""
    total = math.fsum(n for _, n in chance.classes)
    return math.fsum(n * weights.get(name, 1.0) for name, n in chance.classes) / total if total > 0 else 1.0
