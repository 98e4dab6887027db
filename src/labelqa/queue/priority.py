"""What a review is worth: the objects it would mend if the answer is wrong, per second of reviewing."""

import math
from collections.abc import Mapping

from labelqa.queue.chance import Chance

MOST_WEIGHT, LEAST_WEIGHT = 3.0, 0.5
"""Bounds of the weight that scarcity alone gives a class."""
LEAST_SECONDS = 1.0
"""A review takes at least this long."""


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
    """What a review would mend if the answer is wrong: objects, weighted by class, per second of reviewing.

    (objects drawn + objects expected) / 2 * (1 - expected score) + labels expected to be wrong, times the mean weight
    of the classes in question, divided by the team's median seconds for as many objects (1 where no time is known).
    """
    boxes = ((chance.n or 0) + chance.true_objects) / 2 * (1 - chance.score) if chance.n is not None else 0.0
    seconds = 1.0 if chance.usual_seconds is None else max(chance.usual_seconds, LEAST_SECONDS)
    return (boxes + (chance.labels or 0.0)) * _weight(chance, weights or {}) / seconds


def _weight(chance: Chance, weights: Mapping[str, float]) -> float:
    """Mean weight of the objects to mend; 1 where none has a class yet."""
    total = math.fsum(n for _, n in chance.classes)
    return math.fsum(n * weights.get(name, 1.0) for name, n in chance.classes) / total if total > 0 else 1.0
