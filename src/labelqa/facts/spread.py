"""What one image adds to the spread of ratios: squares and products of its pooled counts."""

from collections.abc import Sequence

from labelqa.tally import BANDS, BY_NAME, ONE, SPREAD, Bag, div, square

PRODUCTS = BY_NAME["spread"]
EVERY = 0
"""The class number that stands for all classes together."""
PART = ONE // 64
"""Sums of IoU are squared in 64ths: precise enough for a spread, small enough that sums of squares fit 63 bits."""


def spread(bag: Bag, key: tuple[int, int, int], sums: Sequence[int], gap: int = 0) -> None:
    """Adds one image, its pairs pooled, to the entry of (day, class, persons); class 0 is all classes.

    `sums`: tp, fp, fn, sum of matched IoU, then objects and sum of IoU per size band, as in the tail of
    `labelqa.tally.CELL`; `gap`: by how much the image's value rises when classes are ignored, x 2^30.

    >>> bag: Bag = {}
    >>> spread(bag, (0, EVERY, 2), [3, 1, 1, 2 * ONE, 0, 0, 8, 4 * ONE, 0, 0])
    >>> dict(zip(SPREAD, bag[PRODUCTS.number, (0, 0, 2)]))["sq_tp"]  # 2 * 64 times 3
    384
    """
    row = bag.setdefault((PRODUCTS.number, key), [0] * len(SPREAD))
    for i, value in enumerate(_products(sums, gap)):
        row[i] += value


def _products(sums: Sequence[int], gap: int) -> list[int]:
    """In the order of `labelqa.tally.SPREAD`."""
    tp, miss, sq = sums[0], sums[1] + sums[2], div(sums[3], PART)
    matched = [1, tp * tp, tp * miss, miss * miss, sq * sq, sq * tp, sq * miss, gap, square(gap)]
    sizes = [(sums[k], div(sums[k + 1], PART)) for k in range(4, 4 + 2 * len(BANDS), 2)]
    return [*matched, *[product for n, iou in sizes for product in (n * n, iou * n, iou * iou)]]
