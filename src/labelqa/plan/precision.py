"""How far a mean over some of a project's images may lie from the mean over all of them."""

import math

from labelqa.metrics.interval import Z


def half_width(sd: float, n: int, images: int | None = None) -> float:
    """Half the width of the 95 % interval of a mean over n of `images`; of endlessly many without `images`.

    h = z sd / sqrt(n) sqrt((N - n) / (N - 1)): nothing is uncertain once all N are in (Cochran 1977, section 2.6).
    `sd` is the standard deviation between images, in the unit of the answer; n is at least 1; z is 1.959964.

    >>> round(half_width(0.25, 50, 1_000), 3), half_width(0.25, 1_000, 1_000)
    (0.068, 0.0)
    """
    if images is None:
        return Z * sd / math.sqrt(n)
    return Z * sd / math.sqrt(n) * math.sqrt((images - n) / (images - 1)) if n < images else 0.0


def needed(sd: float, half_width: float, images: int) -> int:
    """The fewest of `images` whose mean has an interval at most +- `half_width`; 0 when nothing varies.

    n0 = (z sd / h)^2, n = ceil(n0 / (1 + (n0 - 1) / N)) (Cochran 1977, section 4.4). `half_width` is above 0, and
    `images` at least 1.

    >>> needed(0.25, 0.03, 1_000), needed(0.25, 0.03, 100_000), needed(0.25, 1e-300, 1_000)
    (211, 267, 1000)
    """
    if not sd:
        return 0
    # 1 / n0 instead of n0: as the half-width falls it goes to 0, where n0 would leave the range of floats
    q = half_width / (Z * sd)
    return min(images, math.ceil(images / (q * q * (images - 1) + 1)))


def label_spread(agreement: float, chance: float) -> float:
    """What one doubly labelled image leaves open of kappa: the `sd` to put into `half_width` and `needed`.

    sqrt(po (1 - po)) / (1 - pe), the large-sample form of Cohen (1960); `agreement` is po, `chance` is pe, below 1.

    >>> round(half_width(label_spread(0.9, 0.5), 100), 3)  # two even classes, kappa 0.8
    0.118
    """
    return math.sqrt(agreement * (1 - agreement)) / (1 - chance)
