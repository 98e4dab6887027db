"""What a coefficient of agreement asks of many tables of two annotators' classes: three sums of each."""

import numpy as np
from numpy.typing import NDArray

from labelqa.kernel import compilation

Longs = NDArray[np.int64]
Sums = NDArray[np.float64]
"""One a table: a whole number, exact up to 2^53."""
ROOMY = 16
"""So many places for every table and each class per row make counting quicker than sorting."""


def table_sums(pair: Longs, first: Longs, second: Longs, images: Longs) -> tuple[Sums, Sums, Sums]:
    """Of tables 0, 1, ...: images, those where both said the same, and those expected so by chance, times images.

    Row by row, `pair` says which table has `images` images of the class `first` by one and `second` by the other; the
    third sum goes over classes: images by the one times images by the other.

    >>> column = lambda *numbers: np.array(numbers)
    >>> table_sums(column(0, 0, 0, 0), column(1, 1, 2, 2), column(1, 2, 1, 2), column(20, 5, 10, 15))
    (array([50.]), array([35.]), array([1250.]))
    """
    if compilation.COMPILED and len(pair):
        columns = [np.require(column, np.int64, "W") for column in (pair, first, second, images)]
        found = np.zeros((3, max(0, int(columns[0][-1]) + 1)), np.int64)
        if {len(column) for column in columns} == {len(pair)} and compilation.table_sums(*columns, *found):
            n, same, chance = found.astype(np.float64)
            return n, same, chance
    n, same = _sums(pair, images), _sums(pair, images * (first == second))
    return n, same, _chance(pair, first, second, images, len(n))


def _sums(pair: Longs, values: Longs) -> Sums:
    return np.bincount(pair, values).astype(np.float64)


def _chance(pair: Longs, first: Longs, second: Longs, images: Longs, pairs: int) -> Sums:
    classes = int(max(first.max(initial=0), second.max(initial=0))) + 1
    one, two = pair * classes + first, pair * classes + second
    if pairs * classes <= ROOMY * len(pair):
        own, other = (np.bincount(side, images, minlength=pairs * classes) for side in (one, two))
        return np.asarray((own * other).reshape(pairs, classes).sum(axis=1), np.float64)
    cells, place = np.unique(np.concatenate([one, two]), return_inverse=True)
    own, other = (np.bincount(side, images, minlength=len(cells)) for side in np.split(place, 2))
    return np.bincount(cells // classes, own * other, minlength=pairs).astype(np.float64)
