"""Counters of many images at once: what `labelqa.facts.agreement.cell`, `spread` and `binned` make of one."""

import numpy as np

from labelqa.facts.bins import BINS, EDGES
from labelqa.facts.entries import Entries, Longs
from labelqa.facts.spread import HALF, PART, PRODUCTS
from labelqa.tally import ONE

Keys = tuple[Longs, Longs]
"""By image: its day and its number of persons."""


def div(a: Longs, b: Longs | int) -> Longs:
    """`labelqa.tally.div`."""
    return (2 * a + b) // (2 * b)


def square(value: Longs) -> Longs:
    """`labelqa.tally.square`."""
    return div(value * value, ONE)


def cells(value: Longs, value_any: Longs, sums: Longs, empty: Longs) -> Longs:
    """Counters as in `labelqa.tally.CELL`; what is all-empty only counts."""
    row = np.column_stack([np.ones(len(value), np.int64), np.zeros(len(value), np.int64), value, square(value)])
    row = np.column_stack([row, value_any, sums])
    row[empty] = 0
    row[empty, 1] = 1
    return row


def bins(value: Longs) -> Longs:
    """`labelqa.facts.bins.bin_of`."""
    return np.minimum(np.searchsorted(np.array(EDGES), value, "right"), BINS) - 1


def spread(image: Longs, label_class: Longs, keys: Keys, sums: Longs, gap: Longs) -> Entries:
    """Squares and products, in the order of `labelqa.tally.SPREAD`."""
    tp, miss = sums[:, 0], sums[:, 1] + sums[:, 2]
    sq, q1, q2, q3 = ((sums[:, k] + HALF) // PART for k in (3, 5, 7, 9))
    n1, n2, n3 = (sums[:, k] for k in (4, 6, 8))
    products = [tp * tp, tp * miss, miss * miss, sq * sq, sq * tp, sq * miss, gap, square(gap)]
    for n, q in ((n1, q1), (n2, q2), (n3, q3)):
        products += [n * n, q * n, q * q]
    counters = np.column_stack([np.ones(len(image), np.int64), *products])
    return Entries.of(PRODUCTS, image, [keys[0][image], label_class, keys[1][image]], counters)
