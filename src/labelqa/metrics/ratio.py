"""95 % intervals of ratios of sums over images: of what is pooled over all pairs of all images."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from labelqa.metrics import Rows, total
from labelqa.metrics.interval import Z, deviation
from labelqa.tally import ONE

PARTS = 64
"""In what `labelqa.tally.SPREAD` takes sums of IoU: 64ths."""
Parts = Mapping[str, int]
"""{counter: how many times it is taken}."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio R = sum y / sum x over images, and how its squares are put together from counters.

    `y`, `x`: counters of `labelqa.tally.CELL`; `yy`, `xy`, `xx`: counters of `labelqa.tally.SPREAD`, the sums over
    images of the squares and of the product. `iou`: y is a sum of IoU, x 2^30 in CELL and in 64ths in SPREAD.
    """

    y: Parts
    x: Parts
    yy: Parts
    xy: Parts
    xx: Parts
    iou: bool = False


def taken(rows: Rows, parts: Parts) -> int:
    """The sum of counters, each taken its number of times.

    >>> taken([{"tp": 3, "fp": 1}], {"tp": 2, "fp": 1})
    7
    """
    return sum(times * total(rows, counter) for counter, times in parts.items())


def interval(rows: Rows, ratio: Ratio) -> tuple[float, float] | None:
    """The interval of a ratio R = sum y / sum x over images, within 0..1.

    Images are the unit, never pairs or objects: those of one image are alike. With m = (sum x)^2 / sum x^2, how many
    images of equal weight there might as well be (Kish 1965), the variance of R is m / (m - 1) * sum (y - R x)^2 /
    (sum x)^2 by Taylor linearisation (Cochran 1977, section 6.4); `bounds` makes the interval of it. None where the
    rows hold no products (a cut that keeps none), and while fewer than two images have anything to count, since one
    image says nothing of a spread. Whole numbers up to the last step.

    >>> f1 = Ratio({"a": 1}, {"b": 1}, yy={"aa": 1}, xy={"ab": 1}, xx={"bb": 1})
    >>> low, high = interval([{"images": 2, "a": 1, "b": 4, "aa": 1, "ab": 2, "bb": 8}], f1)  # 0 of 2, and 1 of 2
    >>> round(low, 4), round(high, 4)
    (0.0012, 0.9897)
    """
    if any(counter not in row for row in rows for counter in ratio.xx):
        return None
    x, xx = taken(rows, ratio.x), taken(rows, ratio.xx)
    if x * x <= xx:  # the square of the sum is the sum of the squares: one image holds it all
        return None
    y, one = Fraction(taken(rows, ratio.y)), 1
    if ratio.iou:
        y, one = y * PARTS / ONE, PARTS
    residuals = taken(rows, ratio.yy) - 2 * y / x * taken(rows, ratio.xy) + y * y / (x * x) * xx
    variance = max(Fraction(), residuals) / (x * x - xx)
    return bounds(float(y / x / one), float(variance / (one * one)), float(Fraction(x * x, xx)))


def of_mean(n: int, s1: int, s2: int) -> tuple[float, float] | None:
    """The interval of a mean of n values in 0..1, most of which may be 0 or 1, from their sums x 2^30; None below two.

    >>> low, high = of_mean(20, 20 << 30, 20 << 30)  # twenty times 1
    >>> round(low, 4), high
    (0.8389, 1.0)
    """
    spread = deviation(n, s1, s2)
    return None if spread is None else bounds(s1 / (n * ONE), spread * spread / n, n)


def bounds(value: float, variance: float, images: float) -> tuple[float, float]:
    """The interval of Wilson (1927) for a share known with a variance from so many images; images > 1.

    Its n is the number of independent things that would leave the same doubt: value (1 - value) / variance, times
    (1.96 / t)^2 with the 97.5 % quantile t of Student on images - 1 degrees of freedom, since the variance is only
    estimated (Korn and Graubard 1998; with Wilson's interval Dean and Pagano 2015). Where no spread is
    seen, n is the images. Mean +- 1.96 standard errors holds the truth in 87 to 91 of 100 cases with 25 images, this
    in 93 to 97: see `benchmarks/coverage.py`.

    >>> low, high = bounds(1.0, 0.0, 25)
    >>> round(low, 4), high
    (0.8668, 1.0)
    """
    n = (
        images
        if value in (0.0, 1.0) or not variance
        else value * (1 - value) / variance * (Z / student(images - 1)) ** 2
    )
    z2 = Z * Z
    centre, half = (value * n + z2 / 2) / (n + z2), Z * math.sqrt(value * (1 - value) * n + z2 / 4) / (n + z2)
    # at the ends the bound is the share itself; rounding must not carry it past
    return max(0.0, min(value, centre - half)), min(1.0, max(value, centre + half))


def student(freedom: float) -> float:
    """The 97.5 % quantile of Student's t; also of a fraction of a degree of freedom."""
    # Loading it takes a quarter of a second, which `labelqa check` has no use for.
    from scipy.special import stdtrit  # noqa: PLC0415

    return float(stdtrit(freedom, 0.975))


OBJECTS: Parts = {"tp": 2, "fp": 1, "fn": 1}
"""Objects of both sides, each once per pair it is in."""
OBJECTS_SQUARED: Parts = {"tp_tp": 4, "tp_miss": 4, "miss_miss": 1}

FOUND = Ratio({"tp": 2}, OBJECTS, yy={"tp_tp": 4}, xy={"tp_tp": 4, "tp_miss": 2}, xx=OBJECTS_SQUARED)
"""Objects found by both of all objects: F1."""
TIGHT = Ratio({"sq": 1}, {"tp": 1}, yy={"sq_sq": 1}, xy={"sq_tp": 1}, xx={"tp_tp": 1}, iou=True)
"""IoU of matched pairs by their number: segmentation quality."""
PANOPTIC = Ratio({"sq": 2}, OBJECTS, yy={"sq_sq": 4}, xy={"sq_tp": 4, "sq_miss": 2}, xx=OBJECTS_SQUARED, iou=True)
"""Twice the IoU of matched pairs by all objects: panoptic quality."""


def by_size(band: str) -> Ratio:
    """IoU of the objects of one size band with their partners, by the number of those objects.

    >>> by_size("small").x
    {'n_small': 1}
    """
    return Ratio(
        {f"iou_{band}": 1},
        {f"n_{band}": 1},
        yy={f"iou_iou_{band}": 1},
        xy={f"iou_n_{band}": 1},
        xx={f"n_n_{band}": 1},
        iou=True,
    )
