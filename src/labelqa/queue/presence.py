"""Is a unit of boxes an object? The odds, from who drew it and who did not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labelqa.queue.columns import Columns, Flags, Numbers, Values, sums
from labelqa.queue.hidden import Habit, HiddenTruth

HARDNESS = 1.2 * np.array([0.0, 3.0**0.5, -(3.0**0.5)])
"""How much easier an object is than others of its size, in ln odds: N(0, 1.2^2) at three points."""
LOG_WEIGHT = np.log(np.array([2 / 3, 1 / 6, 1 / 6]))
COINCIDENCE = np.log(0.02)
"""Two spurious boxes rarely meet: ln of how often, beside their chances."""
MOST_TRUST = 4.0
"""Confidence moves the ln odds by no more than this."""
ALONE = 1.0 + 1e-9
"""Voices up to which a unit counts as drawn by one."""


@dataclass(frozen=True, slots=True, eq=False)
class Habits:
    """Habits of the sources of `Columns.names` as columns, and what is common to all."""

    present: Values
    slope: Values
    spurious: Values
    confused: Values
    spread: Values
    trust: Values
    confidence: Values
    objects: float


def habits_of(model: HiddenTruth, rows: Columns) -> Habits:
    """The habits of everyone who answered; those of their kind for whom the model never met."""
    own = [model.sources.get(name) or model.kinds[kind] for kind, name in rows.names]
    slopes = [model.slopes[kind] for kind, _ in rows.names]
    return Habits(
        _column([h.present for h in own]),
        _column(slopes),
        _column([h.spurious for h in own]),
        _column([h.confused for h in own]),
        _column([h.spread for h in own]),
        _column([h.trust for h in own]),
        _column([np.nan if h.confidence is None else h.confidence for h in own]),
        model.objects,
    )


def _column(values: Sequence[float]) -> Values:
    return np.array(values, np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """Per unit what speaks for an object: `pattern` ln chance of who drew it and who did not, per hardness;
    `invented`: ln chance that all who drew it made it up; `voices` that drew it; `trust` from confidence.
    """

    pattern: Values
    invented: Values
    voices: Values
    trust: Values


def weighed(rows: Columns, size: Values, habits: Habits) -> Weighed:
    """All evidence for all units; `size` is their standardised ln area."""
    source, voice = rows.source[rows.at_answer], rows.voice[rows.at_answer]
    own = voice[:, None] * log_drawing(habits, source, size[rows.at_unit], rows.drew)
    box_voice = rows.voice[rows.box_answer]
    box_source = rows.source[rows.box_answer]
    step = habits.trust[box_source] * (rows.score - habits.confidence[box_source])
    return Weighed(
        rows.per_unit(own),
        sums(rows.box_unit, box_voice * np.log(habits.spurious[box_source]), rows.units),
        sums(rows.box_unit, box_voice, rows.units),
        sums(rows.box_unit, np.where(np.isnan(step), 0.0, box_voice * step), rows.units),
    )


def log_drawing(habits: Habits, source: Numbers, size: Values, drew: Flags) -> Values:
    """ln of the chance that a source drew an object of this size, or did not, per hardness [rows, 3]."""
    odds = (habits.present[source] + habits.slope[source] * size)[:, None] + HARDNESS
    found: Values = -np.logaddexp(0.0, np.where(drew[:, None], -odds, odds))
    return found


def log_odds(
    objects: Values | float, pattern: Values, invented: Values, voices: Values, trust: Values | float = 0.0
) -> Values:
    """ln odds that a unit is an object."""
    found: Values = (
        np.log(objects)
        + over_hardness(pattern)
        - invented
        - np.where(voices > ALONE, COINCIDENCE, 0.0)
        + np.clip(trust, -MOST_TRUST, MOST_TRUST)
    )
    return found


def over_hardness(pattern: Values) -> Values:
    """ln of the mean over hardness of what is given as ln per hardness in the last axis."""
    found: Values = np.logaddexp.reduce(pattern + LOG_WEIGHT, axis=-1)
    return found


def chance(odds: Values) -> Values:
    """The chance of ln odds."""
    found: Values = np.exp(-np.logaddexp(0.0, -odds))
    return found


def unseen_pattern(rows: Columns, habits: Habits, sizes: Values) -> Values:
    """Per image and size [images, sizes]: the chance that nobody who answered drew an object of that size."""
    found = np.empty((rows.images, len(sizes)))
    nobody = np.zeros(len(rows.source), np.bool_)
    for k, size in enumerate(sizes):
        own = rows.voice[:, None] * log_drawing(habits, rows.source, np.full(len(rows.source), size), nobody)
        found[:, k] = np.exp(over_hardness(sums(rows.image, own, rows.images)))
    return found


def looked_at(rows: Columns, habits: Habits, sizes: Values) -> Values:
    """Per image the chance that an object of any size is drawn by anybody who answered."""
    found: Values = 1 - unseen_pattern(rows, habits, sizes).mean(axis=1)
    return found


def rate(found: Values, looked: Values, objects: float, evenness: float) -> Values:
    """Objects to be expected where so many were found: between those of all images and those of this one.

    (evenness + found) / (evenness / objects + chance to be found): the mean of a Gamma after a Poisson count.
    """
    return (evenness + found) / (evenness / objects + looked)


def rate_beside(rows: Columns, p: Values, looked: Values, objects: float, evenness: float) -> Values:
    """Per unit the objects to be expected on its image, from the other units there."""
    others = sums(rows.unit_image, p, rows.images)[rows.unit_image] - p
    return rate(np.maximum(others, 0.0), looked[rows.unit_image], objects, evenness)


def seen_chance(rows: Columns, habits: Habits, size: Values) -> Values:
    """Per unit the chance that an object of its size is drawn by anybody who answered its image."""
    source, voice = rows.source[rows.at_answer], rows.voice[rows.at_answer]
    own = voice[:, None] * log_drawing(habits, source, size[rows.at_unit], np.zeros(len(source), np.bool_))
    found: Values = -np.expm1(over_hardness(rows.per_unit(own)))
    return found


def missed_share(habit: Habit) -> float:
    """The share of real objects of usual size that a source does not draw, over all that makes them hard to see.

    >>> round(missed_share(Habit(present=1.4)), 2)
    0.25
    """
    drawn = chance(habit.present + HARDNESS)
    return float(1 - (np.exp(LOG_WEIGHT) * drawn).sum())
