"""How far boxes of one object lie apart: the noise of edges, learnt from pairs of boxes."""

from dataclasses import dataclass

import numpy as np

from labelqa.queue.bounding import image_weights
from labelqa.queue.columns import Columns, Numbers, Values

SIDE = 30.0
"""px at which the noise of a source is stated."""
ROBUST = 0.455
"""Median of a squared standard normal."""
UNDERSTATED = 2.4
"""People share errors and have heavy tails: their noise is so many times what pairs of persons show (measured)."""
FEW_PAIRS, FEW_VALUE = 40, 0.02
"""Pseudo values of squared differences between two persons."""
FEW_EDGES = 80
"""Pseudo edges of the usual noise for every source."""
LEAST = 1e-4
"""Least variance: boxes that were taken over unchanged lie on each other, which does not make them exact."""
GAMMA, GAMMA_SD = 1.0, 0.5
"""Belief in how fast the relative noise falls with size: 0 a share of the object, 2 a number of pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Variances of edges at 30 px: per kind, and per source of `Columns.names`."""

    gamma: float
    person: float
    model: float
    sources: Values


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Edges of two boxes of one unit, in shares of the side: squared difference, side in 30 px, who drew them, and what
    they count.
    """

    squared: Values
    side: Values
    one: Numbers
    other: Numbers
    persons: Numbers
    weight: Values


def spread_of(rows: Columns) -> Spread:
    """Level from pairs of persons, the model's from pairs of a person and the model, and each source beside these.

    Pairs of crowded images count less, as in `image_weights`.
    """
    pairs = _pairs(rows)
    gamma = _gamma(pairs)
    even = pairs.squared * pairs.side**gamma
    both, mixed = pairs.persons == 2, pairs.persons == 1
    shown = _robust(even[both], pairs.weight[both], FEW_VALUE) / 2
    person = max(UNDERSTATED * shown, LEAST)
    apart = _robust(even[mixed], pairs.weight[mixed], 2 * person)
    # a model that errs on its own shows the errors people share: they are no farther from the truth than from it
    person = max(min(person, apart), shown, LEAST)
    model = max(0.3 * person, apart - person)
    return Spread(gamma, person, model, _own(rows, pairs, even, person, model))


def _robust(squared: Values, weight: Values, belief: float) -> float:
    """Variance from the median of squared differences, beside pseudo values of what is believed."""
    values = np.concatenate([squared, np.full(FEW_PAIRS, belief * ROBUST)])
    return weighted_median(values, np.concatenate([weight, np.ones(FEW_PAIRS)])) / ROBUST


def weighted_median(values: Values, weight: Values) -> float:
    """The value with half of the weight on either side; between two, their mean.

    >>> weighted_median(np.array([9.0, 1.0, 2.0]), np.array([0.2, 1.0, 1.0]))
    2.0
    """
    order = np.argsort(values, kind="stable")
    upto = np.cumsum(weight[order])
    half = upto[-1] / 2
    low, high = (int(np.searchsorted(upto, half, side)) for side in ("left", "right"))
    return float(values[order[low]] + values[order[min(high, len(order) - 1)]]) / 2


def _pairs(rows: Columns) -> _Pairs:
    unit, answer = rows.box_unit, rows.box_answer
    found: list[tuple[Numbers, Numbers]] = []
    lag = 1
    while lag < len(unit):
        one = np.flatnonzero(unit[lag:] == unit[:-lag])
        if not len(one):
            break
        found.append((one, one + lag))
        lag += 1
    i, j = (np.concatenate([pair[k] for pair in found] or [np.zeros(0, np.int64)]) for k in (0, 1))
    persons = rows.person[answer[i]].astype(np.int64) + rows.person[answer[j]]
    width, height = rows.corners[2] - rows.corners[0], rows.corners[3] - rows.corners[1]
    across, down = (width[i] + width[j]) / 2, (height[i] + height[j]) / 2
    sides = np.stack([across, down, across, down])
    gap = (rows.corners[:, i] - rows.corners[:, j]) / sides
    source, weight = rows.source[answer], image_weights(rows)[rows.unit_image[unit[i]]]
    one, other, persons = (np.tile(column, 4) for column in (source[i], source[j], persons))
    return _Pairs((gap * gap).ravel(), (sides / SIDE).ravel(), one, other, persons, np.tile(weight, 4))


def _gamma(pairs: _Pairs) -> float:
    """Minus the slope of ln squared difference over ln side, the two sorts of pairs each at its own level."""
    top = bottom = 0.0
    for persons in (1, 2):
        mine = pairs.persons == persons
        if mine.any():
            y, x, weight = np.log(pairs.squared[mine] + 1e-5), np.log(pairs.side[mine]), pairs.weight[mine]
            x, y = (column - np.average(column, weights=weight) for column in (x, y))
            top -= float((weight * x) @ y)
            bottom += float((weight * x) @ x)
    noise = np.pi**2 / 2  # variance of ln of a squared standard normal
    belief = noise / GAMMA_SD**2
    return float(np.clip((top + belief * GAMMA) / (bottom + belief), 0.0, 2.0))


def _own(rows: Columns, pairs: _Pairs, even: Values, person: float, model: float) -> Values:
    """Per source its kind's variance, moved by how its pairs differ from others of the same sort."""
    level = np.array([person if kind == "person" else model for kind, _ in rows.names])
    found = level.copy()
    sorts = {sort: pairs.persons == sort for sort in (1, 2)}
    usual = {k: weighted_median(even[of], pairs.weight[of]) for k, of in sorts.items() if of.any()}
    for k, (kind, _) in enumerate(rows.names):
        total, n = 0.0, 0.0
        for sort, middle in usual.items():
            mine = sorts[sort] & ((pairs.one == k) | (pairs.other == k))
            if mine.any() and middle > 0:
                partner = person if sort == 2 or kind == "model" else model
                ratio = weighted_median(even[mine], pairs.weight[mine]) / middle
                many = float(pairs.weight[mine].sum())
                total += many * (ratio * (level[k] + partner) - partner)
                n += many
        found[k] = np.clip((total + FEW_EDGES * level[k]) / (n + FEW_EDGES), level[k] / 4, 4 * level[k])
    return found
