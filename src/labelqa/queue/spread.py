"""How far boxes of one object lie apart: the noise of edges, learnt from pairs of boxes."""

from dataclasses import dataclass

import numpy as np

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
    """Edges of two boxes of one unit, in shares of the side: squared difference, side in 30 px, who drew them."""

    squared: Values
    side: Values
    one: Numbers
    other: Numbers
    persons: Numbers


def spread_of(rows: Columns) -> Spread:
    """Level from pairs of persons, the model's from pairs of a person and the model, and each source beside these."""
    pairs = _pairs(rows)
    gamma = _gamma(pairs)
    even = pairs.squared * pairs.side**gamma
    both, mixed = even[pairs.persons == 2], even[pairs.persons == 1]
    shown = _robust(np.concatenate([both, np.full(FEW_PAIRS, FEW_VALUE * ROBUST)])) / 2
    person = max(UNDERSTATED * shown, LEAST)
    apart = _robust(np.concatenate([mixed, np.full(FEW_PAIRS, 2 * person * ROBUST)]))
    # a model that errs on its own shows the errors people share: they are no farther from the truth than from it
    person = max(min(person, apart), shown, LEAST)
    model = max(0.3 * person, apart - person)
    return Spread(gamma, person, model, _own(rows, pairs, even, person, model))


def _robust(squared: Values) -> float:
    return float(np.median(squared)) / ROBUST


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
    source = rows.source[answer]
    return _Pairs(
        (gap * gap).ravel(), (sides / SIDE).ravel(), *(np.tile(column, 4) for column in (source[i], source[j], persons))
    )


def _gamma(pairs: _Pairs) -> float:
    """Minus the slope of ln squared difference over ln side, the two sorts of pairs each at its own level."""
    top = bottom = 0.0
    for persons in (1, 2):
        mine = pairs.persons == persons
        if mine.any():
            y, x = np.log(pairs.squared[mine] + 1e-5), np.log(pairs.side[mine])
            x = x - x.mean()
            top -= float(x @ (y - y.mean()))
            bottom += float(x @ x)
    noise = np.pi**2 / 2  # variance of ln of a squared standard normal
    belief = noise / GAMMA_SD**2
    return float(np.clip((top + belief * GAMMA) / (bottom + belief), 0.0, 2.0))


def _own(rows: Columns, pairs: _Pairs, even: Values, person: float, model: float) -> Values:
    """Per source its kind's variance, moved by how its pairs differ from others of the same sort."""
    level = np.array([person if kind == "person" else model for kind, _ in rows.names])
    found = level.copy()
    usual = {sort: np.median(even[pairs.persons == sort]) for sort in (1, 2) if (pairs.persons == sort).any()}
    for k, (kind, _) in enumerate(rows.names):
        total, n = 0.0, 0
        for sort, middle in usual.items():
            mine = even[(pairs.persons == sort) & ((pairs.one == k) | (pairs.other == k))]
            if len(mine) and middle > 0:
                partner = person if sort == 2 or kind == "model" else model
                ratio = float(np.median(mine)) / float(middle)
                total += len(mine) * (ratio * (level[k] + partner) - partner)
                n += len(mine)
        found[k] = np.clip((total + FEW_EDGES * level[k]) / (n + FEW_EDGES), level[k] / 4, 4 * level[k])
    return found
