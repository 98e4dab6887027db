"""95 % intervals of a change: of the difference between two independent periods."""

import math
from dataclasses import dataclass

from labelqa.metrics import Figure
from labelqa.metrics.interval import deviation
from labelqa.metrics.ratio import student
from labelqa.tally import ONE

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sample:
    """n independent values: their mean and the standard deviation between them, with n - 1."""

    n: int
    mean: float
    sd: float

    @property
    def variance(self) -> float:
        """The variance of the mean."""
        return self.sd * self.sd / self.n


def sample(n: int, s1: int, s2: int) -> Sample | None:
    """A sample from the sums, x 2^30, of its values and of their squares; None below two values.

    >>> sample(2, 1 << 30, 1 << 30)  # the values 0 and 1
    Sample(n=2, mean=0.5, sd=0.7071067811865476)
    """
    sd = deviation(n, s1, s2)
    return None if sd is None else Sample(n, s1 / (n * ONE), sd)


def welch(first: Sample, second: Sample) -> Interval | None:
    """The interval of `second.mean - first.mean`; None where neither sample shows any spread.

    d +- t sqrt(v1 + v2) with Student's t on (v1 + v2)^2 / (v1^2 / (n1 - 1) + v2^2 / (n2 - 1)) degrees of freedom, v the
    variances of the means (Welch 1947): the samples may differ in size and in spread.

    >>> low, high = welch(Sample(25, 0.70, 0.2), Sample(100, 0.78, 0.1))
    >>> round(low, 4), round(high, 4)
    (-0.0046, 0.1646)
    """
    one, two = first.variance, second.variance
    if not one + two:
        return None
    freedom = (one + two) ** 2 / (one * one / (first.n - 1) + two * two / (second.n - 1))
    change, half = second.mean - first.mean, student(freedom) * math.sqrt(one + two)
    return change - half, change + half


def squared_and_added(first: Figure, second: Figure) -> Interval | None:
    """The interval of `second - first` from the intervals of both; None where one of them has none.

    The lower end is d - sqrt((p2 - l2)^2 + (u1 - p1)^2), the upper one d + sqrt((u2 - p2)^2 + (p1 - l1)^2), with d =
    p2 - p1 and the intervals l to u. With those of Wilson it is the hybrid score interval of Newcombe (1998, method
    10); that it serves any two independent intervals that hold, lopsided ones too, is in Zou and Donner (2008).

    >>> from labelqa.metrics.proportion import proportion
    >>> low, high = squared_and_added(proportion(48, 80), proportion(56, 70))  # 0.6 and 0.8, Newcombe's example (a)
    >>> round(low, 4), round(high, 4)
    (0.0524, 0.3339)
    """
    if first.value is None or second.value is None or first.ci95 is None or second.ci95 is None:
        return None
    change = second.value - first.value
    down = math.hypot(second.value - second.ci95[0], first.ci95[1] - first.value)
    up = math.hypot(second.ci95[1] - second.value, first.value - first.ci95[0])
    return change - down, change + up
