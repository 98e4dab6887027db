"""Cohen's kappa of many pairs of annotators at once: as many numbers as pairs, in whole numbers up to the division.

Columns say, row by row, which pair (0, 1, ...) gave which two classes to how many images. Sums stay exact in a float
up to 2^53, that is for pairs with up to 90 million common images.
"""

import numpy as np
from numpy.typing import NDArray

from labelqa.kernel import table_sums

Numbers = NDArray[np.int64]
Kappas = NDArray[np.float64]
"""One a pair; not a number where it is not measurable."""


def cohens(pair: Numbers, first: Numbers, second: Numbers, images: Numbers) -> Kappas:
    """The plain kappa of `labelqa.metrics.kappa` of each pair.

    >>> column = lambda *numbers: np.array(numbers)
    >>> cohens(column(0, 0, 0, 0), column(1, 1, 2, 2), column(1, 2, 1, 2), column(20, 5, 10, 15))
    array([0.4])
    """
    n, same, chance = table_sums(pair, first, second, images)
    return _divided(n * same - chance, n * n - chance)


def quadratics(pair: Numbers, first: Numbers, second: Numbers, images: Numbers) -> Kappas:
    """The weighted kappa of `labelqa.metrics.weighted_kappa` of each pair; classes are their places in the order.

    Expected cost is n (sum of x^2 + sum of y^2) - 2 (sum of x) (sum of y), x and y the places given by either.

    >>> column = lambda *numbers: np.array(numbers)
    >>> quadratics(column(0, 0, 0), column(0, 1, 1), column(0, 1, 2), column(4, 4, 2)).round(3)
    array([0.762])
    """
    n, paid = _sums(pair, images), _sums(pair, images * (first - second) ** 2)
    squares = _sums(pair, images * (first * first + second * second))
    expected = n * squares - 2 * _sums(pair, images * first) * _sums(pair, images * second)
    return _divided(expected - n * paid, expected)


def questions(pair: Numbers, images: Numbers, both: Numbers, first: Numbers, second: Numbers) -> Kappas:
    """The mean kappa of each pair over yes or no questions, one a row, leaving out those where it is not measurable.

    Of the images of a pair `both` said yes, or one of the two did.

    >>> column = lambda *numbers: np.array(numbers)
    >>> questions(column(0, 0), column(50, 50), column(20, 50), column(5, 0), column(10, 0))
    array([0.4])
    """
    a, b = both + first, both + second
    same, chance = images * (images - first - second), a * b + (images - a) * (images - b)
    found = _divided(same - chance, images * images - chance)
    known = ~np.isnan(found)
    pairs = int(pair.max(initial=-1)) + 1
    added = np.bincount(pair[known], found[known], minlength=pairs)
    return _divided(added, np.bincount(pair[known], minlength=pairs))


def _sums(pair: Numbers, values: Numbers) -> Kappas:
    return np.bincount(pair, values).astype(np.float64)


def _divided(part: NDArray[np.float64 | np.int64], whole: NDArray[np.float64 | np.int64]) -> Kappas:
    found = np.full(len(whole), np.nan)
    np.divide(part, whole, out=found, where=whole > 0)
    return found
