"""How far to believe in differences: between sources, and between images."""

import numpy as np

from labelqa.queue.columns import Values
from labelqa.queue.hidden import HiddenTruth

FEW_OBJECTS, MANY_OBJECTS = 15.0, 500.0
"""Pseudo objects of the usual kind for every source: at least, and where nothing tells sources apart."""
FEW_COUNTED = 20
"""Images that the belief in how even they are is worth."""
EVENNESS = 0.2, 200.0
"""Bounds of the shape: beyond them nothing changes any more."""


def pseudo_objects(wrong: Values, count: Values, square: Values) -> float:
    """How many pseudo objects of their kind sources are credited with: many where their rates may differ by chance.

    Spread of one object over the spread between sources (method of moments), from 15 to 500; between sources
    counts what goes beyond chance by more than two standard deviations. `wrong`, `count`, `square`: per source the sum
    over its objects of the chance to be of another class, their number, and the sum of squares.

    >>> pseudo_objects(np.array([1.0, 1.0, 1.0]), np.full(3, 10.0), np.array([1.0, 1.0, 1.0]))
    500.0
    >>> pseudo_objects(np.array([0.0, 1.0, 60.0]), np.full(3, 100.0), np.array([0.0, 1.0, 60.0]))
    15.0
    """
    total = float(count.sum())
    if len(wrong) < 3 or total <= 0:
        return FEW_OBJECTS
    usual = float(wrong.sum()) / total
    within = float(square.sum()) / total - usual**2
    rate = wrong / np.maximum(count, 1e-9)
    freedom = len(wrong) - 1
    by_chance = within * (freedom + 2 * (2 * freedom) ** 0.5)
    spread = float((count * (rate - usual) ** 2).sum()) - by_chance
    between = spread / max(total - float((count**2).sum()) / total, 1e-9)
    return float(np.clip(within / between, FEW_OBJECTS, MANY_OBJECTS)) if between > 0 else MANY_OBJECTS


def evenness_of(found: Values) -> float:
    """Shape of the Gamma of objects per image: mean^2 / (variance - mean), with a belief worth twenty images.

    Counts vary by chance beyond the images' own differences, by their mean (Poisson), hence less that.

    >>> even, uneven = evenness_of(np.full(99, 4.0)), evenness_of(np.array([0.0, 12.0] * 50))
    >>> even > 10 > 2 > uneven
    True
    """
    mean = float(found.mean())
    beyond = max(float(((found - mean) ** 2).sum()) - mean * len(found), 0.0)
    usual = HiddenTruth().evenness
    beyond += FEW_COUNTED * mean**2 / usual
    return float(np.clip(mean**2 * (len(found) + FEW_COUNTED) / max(beyond, 1e-12), *EVENNESS))
