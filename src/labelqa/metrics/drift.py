"""When agreement fell and when it was back: the control chart of images in the order they became comparable."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from labelqa.tally import ONE

WINDOW = 50
"""Images that are looked at: the newest."""
REFERENCE = 200
"""Images before them that they are compared with, at most; at least as many as the window."""
DROP, BACK = 0.10, 0.05
"""A fall of more than DROP is raised; it is over when less than BACK is left of it."""
SURE = 3.5
"""Standard errors that a fall must have: the literal bar alone gives false alarms in a third of stable stretches."""


@dataclass(frozen=True, slots=True)
class Event:
    """A fall that was raised, or one that was over: at which place in the order, and the figures then.

    `z` None: neither window varies at all, so any fall is sure.
    """

    index: int
    event: Literal["raise", "clear"]
    reference: float
    current: float
    z: float | None


@dataclass(frozen=True, slots=True)
class _Window:
    n: int
    mean: float
    variance: float


def drift(values: Sequence[int]) -> list[Event]:
    """Every fall and its end, in the order of the values (x 2^30).

    Current: the last 50; reference: up to 200 before them, at least 50. Raised when reference - current > 0.10 and
    (reference - current) / sqrt(s1^2 / n1 + s2^2 / n2) > 3.5, variances with n - 1; the reference is frozen then, until
    less than 0.05 is left.

    >>> high, low = 900_000_000, 600_000_000
    >>> [(e.event, e.index) for e in drift([high, high + 1] * 50 + [low, low + 1] * 50 + [high] * 100)]
    [('raise', 117), ('clear', 241)]
    """
    sums, squares = ([0, *accumulate(column)] for column in (values, [v * v for v in values]))

    def window(start: int, stop: int) -> _Window:
        n, s, q = stop - start, sums[stop] - sums[start], squares[stop] - squares[start]
        return _Window(n, s / (n * ONE), (q * n - s * s) / (n * (n - 1) * ONE * ONE))

    events, frozen = [], None
    for last in range(2 * WINDOW - 1, len(values)):
        now = window(last + 1 - WINDOW, last + 1)
        before = frozen or window(max(0, last + 1 - WINDOW - REFERENCE), last + 1 - WINDOW)
        fall = before.mean - now.mean
        error = math.sqrt(before.variance / before.n + now.variance / now.n)
        z = fall / error if error else None
        if frozen is None and fall > DROP and (z is None or z > SURE):
            frozen = before
            events.append(Event(last, "raise", before.mean, now.mean, z))
        elif frozen is not None and fall < BACK:
            frozen = None
            events.append(Event(last, "clear", before.mean, now.mean, z))
    return events
