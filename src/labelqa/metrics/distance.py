"""Krippendorff's alpha for classes that lie nearer to each other or further apart."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import combinations

from labelqa.metrics.coincidence import Coincidences

Distance = Callable[[int, int], Fraction | int]
"""How far two different classes are apart, squared; the same from either side. Only ratios of distances matter."""


def nominal(x: int, y: int) -> int:
    """Different is different."""
    return 1


def interval(x: int, y: int) -> int:
    """Steps between the two, squared."""
    return (x - y) ** 2


def ratio(x: int, y: int) -> Fraction:
    """Steps between the two in proportion to their sum, squared; classes are amounts from 0 up."""
    return Fraction((x - y) ** 2, (x + y) ** 2)


def ordinal(ratings: Mapping[int, int]) -> Distance:
    """Ratings that lie between the two, counting half of those of either class, squared (Krippendorff 2011).

    That is the difference of the classes' mean ranks among all ratings. Twice it is whole, so that is what is squared.

    >>> ordinal({1: 4, 2: 6, 3: 2})(1, 3)  # 4 / 2 + 6 + 2 / 2 = 9
    324
    """
    doubled, before = {}, 0
    for k, count in sorted(ratings.items()):
        doubled[k] = 2 * before + count
        before += count
    return lambda x, y: (doubled[x] - doubled[y]) ** 2


def krippendorff(found: Coincidences, apart: Distance) -> float | None:
    """1 - Do / De: distances within images against those between any two of all N ratings; None with one class only.

    Do sums distances over the coincidences, De is the sum over every two ratings / (N - 1).
    """
    ratings = found.ratings
    n = sum(ratings.values())
    expected = sum((2 * ratings[x] * ratings[y] * apart(x, y) for x, y in combinations(ratings, 2)), Fraction())
    observed = Fraction()
    for size, cells in found.pairs.items():
        off = sum((count * apart(x, y) for (x, y), count in cells.items() if x != y), Fraction())
        observed += Fraction(2, size - 1) * off
    return float(1 - observed * (n - 1) / expected) if expected else None
