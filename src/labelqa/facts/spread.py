"""What one image adds to the spread of ratios: squares and products of its pooled counts."""

from collections.abc import Sequence
from operator import add

from labelqa.tally import BY_NAME, ONE, Bag, square

PRODUCTS = BY_NAME["spread"]
EVERY = 0
"""The class number that stands for all classes together."""
PART = ONE // 64
"""Sums of IoU are squared in 64ths: precise enough for a spread, small enough that sums of squares fit 63 bits."""
HALF = PART // 2
"""What rounds halves up."""


def spread(bag: Bag, key: tuple[int, int, int], sums: Sequence[int], gap: int = 0) -> None:
    """Adds one image, its pairs pooled, to the entry of (day, class, persons); class 0 is all classes.

    `sums`: tp, fp, fn, sum of matched IoU, then objects and sum of IoU per size band, as in the tail of
    `labelqa.tally.CELL`; `gap`: by how much the image's value rises when classes are ignored, x 2^30.

    >>> from labelqa.tally import SPREAD
    >>> bag: Bag = {}
    >>> spread(bag, (0, EVERY, 2), [3, 1, 1, 2 * ONE, 0, 0, 8, 4 * ONE, 0, 0])
    >>> dict(zip(SPREAD, bag[PRODUCTS.number, (0, 0, 2)]))["sq_tp"]  # 2 * 64 times 3
    384
    """
    place, found = (PRODUCTS.number, key), _products(sums, gap)
    held = bag.get(place)
    bag[place] = found if held is None else [*map(add, held, found)]


def _products(sums: Sequence[int], gap: int) -> list[int]:
    """In the order of `labelqa.tally.SPREAD`."""
    tp, fp, fn, sq, n1, q1, n2, q2, n3, q3 = sums
    miss, sq = fp + fn, (sq + HALF) // PART
    q1, q2, q3 = (q1 + HALF) // PART, (q2 + HALF) // PART, (q3 + HALF) // PART
    gap2 = square(gap) if gap else 0
    matched = [1, tp * tp, tp * miss, miss * miss, sq * sq, sq * tp, sq * miss, gap, gap2]
    return [*matched, n1 * n1, q1 * n1, q1 * q1, n2 * n2, q2 * n2, q2 * q2, n3 * n3, q3 * n3, q3 * q3]
