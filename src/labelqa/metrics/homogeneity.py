"""Whether two counts of classes are of one mixture: how far their shares lie apart, and how often luck does that."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EXPECTED = 5
"""Objects that a class must have in both counts on average; rarer classes are taken together."""


@dataclass(frozen=True, slots=True)
class Shift:
    """How far apart two mixtures lie, from 0 to 1, and how often luck alone gives as much (1: nothing to compare)."""

    distance: float
    chance: float


def shift(current: Mapping[int, int], reference: Mapping[int, int]) -> Shift:
    """The shift between two counts of objects by class, rare classes taken together.

    `distance`: the square root of the Jensen-Shannon divergence to base 2 (Lin 1991; Endres and Schindelin 2003), 0 for
    equal shares and 1 for none in common. `chance`: the upper tail of Pearson's (1900) chi-square test of homogeneity.
    A class whose expected count lies below 5 in either column is pooled with the others of that kind.

    >>> found = shift({1: 50, 2: 50}, {1: 80, 2: 20})
    >>> round(found.distance, 6), round(found.chance, 6)
    (0.270378, 9e-06)
    >>> shift({1: 5}, {1: 90})
    Shift(distance=0.0, chance=1.0)
    """
    from scipy.special import chdtrc  # noqa: PLC0415  (a fifth of a second that most calls do without)

    table = _pooled(current, reference)
    if table.shape[1] < 2:
        return Shift(0.0, 1.0)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    statistic = float(((table - expected) ** 2 / expected).sum())
    return Shift(_distance(table), float(chdtrc(table.shape[1] - 1, statistic)))


def _pooled(current: Mapping[int, int], reference: Mapping[int, int]) -> NDArray[np.float64]:
    """Two rows of counts, the rarest classes in one column until all columns can be tested."""
    # Of equally rare classes the counts decide which is pooled first, never the numbers the classes happen to have.
    columns = [(current.get(k, 0), reference.get(k, 0)) for k in current.keys() | reference.keys()]
    counts = sorted(columns, key=lambda column: (sum(column), column))
    sizes = [sum(column[side] for column in counts) for side in (0, 1)]
    if not all(sizes):
        return np.zeros((2, 0))
    rare, smaller = [0, 0], min(sizes) / sum(sizes)
    while counts and (sum(counts[0]) * smaller < EXPECTED or 0 < sum(rare) * smaller < EXPECTED):
        column = counts.pop(0)
        rare = [rare[0] + column[0], rare[1] + column[1]]
    return np.array([*counts, rare] if any(rare) else counts, np.float64).T


def _distance(table: NDArray[np.float64]) -> float:
    p, q = table / table.sum(axis=1, keepdims=True)
    middle = (p + q) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = [np.where(side > 0, side * np.log2(side / middle), 0.0).sum() for side in (p, q)]
    return float(np.sqrt(max(0.0, sum(parts) / 2)))
