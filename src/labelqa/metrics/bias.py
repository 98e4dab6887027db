"""Whether somebody draws boxes shifted or sized wrongly, always the same way."""

import math
from dataclasses import dataclass

from labelqa.metrics import Rows, total
from labelqa.metrics.interval import deviation, normal
from labelqa.tally import ONE

ENOUGH = 30
"""Matched objects below which no bias is called systematic."""
VISIBLE = 0.02
"""A mean within +- 2 % of the truth box is no bias worth a word."""
SURE = 2.5
"""Standard errors from 0; not 1.96, since four quantities are looked at."""


@dataclass(frozen=True, slots=True)
class Bias:
    """Mean and spread of one quantity over n matched objects, relative to the truth box.

    `dx`, `dy`: shift of the centre in widths and heights of the truth box; `dw`, `dh`: ln(drawn size / truth size).
    """

    mean: float | None
    sd: float | None
    ci95: tuple[float, float] | None
    systematic: bool
    n: int


def bias(axis: str, rows: Rows) -> Bias:
    """How far drawn boxes lie off the truth boxes on `dx`, `dy`, `dw` or `dh`, from rows of the benchmark tally.

    `systematic`: n >= 30 and |mean| > 0.02 and |mean| > 2.5 sd / sqrt(n).

    >>> found = bias("dx", [{"bias_n": 2, "dx1": -(1 << 28), "dx2": 1 << 26}])  # 0 and a quarter to the left
    >>> found.mean, found.systematic
    (-0.125, False)
    """
    n = total(rows, "bias_n")
    s1, s2 = total(rows, f"{axis}1"), total(rows, f"{axis}2")
    if not n:
        return Bias(None, None, None, False, 0)
    mean, sd = s1 / (n * ONE), deviation(n, s1, s2)
    sure = sd is not None and n >= ENOUGH and abs(mean) > max(VISIBLE, SURE * sd / math.sqrt(n))
    return Bias(mean, sd, normal(n, s1, s2, -math.inf, math.inf), sure, n)
