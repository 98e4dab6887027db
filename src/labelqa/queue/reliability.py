"""How often answers were wrong, by the chance that the queue gave them: whether a chance of 30 % means 30 in 100."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

EDGES = (0.05, 0.15, 0.3, 0.5)
"""Bounds between the five bands of chances."""


@dataclass(frozen=True, slots=True)
class Band:
    """Reviewed answers whose chance of error lay between two bounds: how many, the mean chance, how many were wrong."""

    low: float
    high: float
    n: int
    expected: float
    wrong: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """Bands that hold any answer, from the lowest chance up."""

    bands: tuple[Band, ...] = ()

    @property
    def error(self) -> float | None:
        """Calibration error: mean distance of expected and found share over the answers; None without any.

        >>> Reliability((Band(0.0, 0.05, 10, 0.04, 1),)).error
        0.06
        """
        n = sum(band.n for band in self.bands)
        if not n:
            return None
        return round(sum(abs(band.n * band.expected - band.wrong) for band in self.bands) / n, 12)

    def plain(self) -> list[dict[str, Any]]:
        """As JSON has it."""
        return [asdict(band) for band in self.bands]

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, Any]]) -> "Reliability":
        """What `plain` made."""
        return cls(tuple(Band(**row) for row in rows))


def reliability(rows: Iterable[tuple[float, bool]]) -> Reliability:
    """Puts reviewed answers, (chance, was it wrong), into five bands.

    >>> [(band.low, band.n, band.wrong) for band in reliability([(0.02, False), (0.6, True), (0.9, False)]).bands]
    [(0.0, 1, 0), (0.5, 2, 1)]
    """
    given = sorted(rows)
    bounds = (0.0, *EDGES, 1.0)
    found = []
    for k, (low, high) in enumerate(pairwise(bounds)):
        inside = [(chance, wrong) for chance, wrong in given if bisect_right(EDGES, chance) == k]
        if inside:
            mean = sum(chance for chance, _ in inside) / len(inside)
            found.append(Band(low, high, len(inside), mean, sum(wrong for _, wrong in inside)))
    return Reliability(tuple(found))
