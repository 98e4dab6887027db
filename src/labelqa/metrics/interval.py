"""95 % intervals: of a share of counted things, and of a mean over images."""

import math

from labelqa.tally import ONE

Z = 1.959964
"""How many standard errors reach to either side of a 95 % interval."""


def wilson(k: int, n: int) -> tuple[float, float]:
    """The interval of a share k of n after Wilson (1927), without continuity correction; 0..1 when n is 0.

    It stays within 0..1 and is honest for small n and for shares near 0 or 1.

    >>> low, high = wilson(7, 10)
    >>> round(low, 6), round(high, 6)
    (0.396778, 0.892209)
    """
    if not n:
        return 0.0, 1.0
    p, z2 = k / n, Z * Z / n
    centre = (p + z2 / 2) / (1 + z2)
    half = Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n)) / (1 + z2)
    # at the ends the bound is the share itself; rounding must not carry it past
    return max(0.0, min(p, centre - half)), min(1.0, max(p, centre + half))


def deviation(n: int, s1: int, s2: int) -> float | None:
    """The standard deviation, with n - 1, between n values whose sum is s1 and whose squares add up to s2.

    Both sums are x 2^30 and s1 may be negative. Whole numbers up to the one division, at least 0; None below two.

    >>> deviation(2, 1 << 30, 1 << 30)  # the values 0 and 1
    0.7071067811865476
    """
    if n < 2:
        return None
    return math.sqrt(max(0, s2 * ONE * n - s1 * s1) / (n * (n - 1) * ONE * ONE))


def normal(n: int, s1: int, s2: int, low: float = 0.0, high: float = 1.0) -> tuple[float, float] | None:
    """The interval mean +- 1.96 sd / sqrt(n) of n values from their sums x 2^30, cut to low..high; None below two.

    >>> normal(4, 3 << 30, 3 << 30)  # the values 0, 1, 1 and 1
    (0.260009, 1.0)
    """
    spread = deviation(n, s1, s2)
    if spread is None:
        return None
    mean, half = s1 / (n * ONE), Z * spread / math.sqrt(n)
    return max(low, mean - half), min(high, mean + half)
