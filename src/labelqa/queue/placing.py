"""Where the true box of a unit is: between its sources' boxes, each as trusted as it is usually exact."""

import numpy as np

from labelqa.queue.columns import Columns, Values, sums
from labelqa.queue.presence import Habits
from labelqa.queue.spread import SIDE

FREEDOM = 4.0
"""Degrees of freedom of Student's t: a box far off counts little."""
STEPS = 3


def placed(rows: Columns, habits: Habits, gamma: float) -> tuple[Values, Values]:
    """Mean and standard deviation of the true edges [4, units], px."""
    across, down = rows.side
    sides = np.stack([across, down, across, down])
    scale = sides * np.sqrt((sides / SIDE) ** -gamma)  # px at a relative variance of 1
    unit = rows.box_unit
    variance = habits.spread[rows.source[rows.box_answer]] / rows.voice[rows.box_answer] * scale[:, unit] ** 2
    weight = 1 / variance
    mean, precision = _mean(rows, weight)
    for _ in range(STEPS):
        far = (rows.corners - mean[:, unit]) ** 2 / variance
        mean, precision = _mean(rows, weight * (FREEDOM + 1) / (FREEDOM + far))
    return mean, 1 / np.sqrt(precision)


def _mean(rows: Columns, weight: Values) -> tuple[Values, Values]:
    total = np.stack([sums(rows.box_unit, row, rows.units) for row in weight])
    moment = np.stack([sums(rows.box_unit, row, rows.units) for row in weight * rows.corners])
    return moment / total, total
