"""How fast somebody reviews, while they sit at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

SITTING_MS = 600_000
"""The longest pause within a sitting: 10 minutes."""
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Pace:
    """The median of the seconds from one look to the next, looks an hour, and how many steps both are over."""

    median_seconds: float | None
    per_hour: float | None
    n: int


def pace(times: Sequence[int]) -> Pace:
    """How fast reviews follow each other within sittings, from their times in ms; None without two of one sitting.

    A pause of more than 10 minutes ends a sitting. Reviews of one instant, as of a whole image or in bulk, are one
    look. Looks an hour are the steps of all sittings / their length: the first look of a sitting has no known start.
    n: the steps. The pause is a convention.

    >>> pace([0, 10_000, 10_000, 40_000, 3_600_000, 3_620_000])
    Pace(median_seconds=20.0, per_hour=180.0, n=3)
    """
    moments = sorted(set(times))
    steps = [later - at for at, later in pairwise(moments) if later - at <= SITTING_MS]
    if not steps:
        return Pace(None, None, 0)
    return Pace(median(steps) / 1000, len(steps) * HOUR * 1000 / sum(steps), len(steps))
