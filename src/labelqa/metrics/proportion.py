"""Shares and means as figures: what most metrics end in."""

from labelqa.metrics import Figure
from labelqa.metrics.interval import normal, wilson
from labelqa.tally import ONE


def proportion(part: int, whole: int) -> Figure:
    """part / whole of things counted once each, with the Wilson interval; nothing of 0 / 0.

    >>> proportion(7, 10).value
    0.7
    >>> proportion(0, 0)
    Figure(value=None, n=0, ci95=None)
    """
    return Figure(part / whole, whole, wilson(part, whole)) if whole else Figure(None, 0)


def mean_score(n: int, s1: int, s2: int) -> Figure:
    """The mean of n scores in 0..1 from the sums of them and of their squares, both x 2^30, over images.

    >>> mean_score(2, 1 << 30, 1 << 30).value
    0.5
    """
    return Figure(s1 / (n * ONE), n, normal(n, s1, s2)) if n else Figure(None, 0)
