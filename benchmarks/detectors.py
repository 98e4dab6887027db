"""Detectors of a fall in a stream of scores, each with the parameters it is usually given: what `drift.py` compares.

A detector takes a stream (scores 0..1) and gives the places at which it says that the level fell. Those that need a
target take mean and standard deviation from the first WARM_UP values.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from labelqa.metrics.drift import drift
from labelqa.tally import ONE

WARM_UP = 200
Stream = NDArray[np.float64]


def ours(stream: Stream) -> Sequence[int]:
    """The very function that the rule `iaa_drift` uses, with its defaults."""
    return [e.index for e in drift([round(v * ONE) for v in stream.tolist()]) if e.event == "raise"]


def literal(stream: Stream, window: int, drop: float = 0.1) -> Sequence[int]:
    """The last `window` values lie more than `drop` below the average of all values before them."""
    sums = np.concatenate([[0.0], np.cumsum(stream)])
    ends = np.arange(2 * window, len(stream) + 1)
    now, before = (sums[ends] - sums[ends - window]) / window, sums[ends - window] / (ends - window)
    return (ends[before - now > drop] - 1).tolist()


def standard(stream: Stream) -> Stream:
    """How many standard deviations each value lies below the mean of the first WARM_UP, from there on."""
    first = stream[:WARM_UP]
    return (first.mean() - stream[WARM_UP:]) / (first.std(ddof=1) or 1.0)


def ewma_path(stream: Stream, weight: float = 0.1) -> Stream:
    """Exponentially weighted moving averages of the standard values, in their own standard deviations."""
    level, path = 0.0, []
    for k, value in enumerate(standard(stream).tolist(), 1):
        level += weight * (value - level)
        path.append(level / sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * k))))
    return np.array(path)


def cusum_path(stream: Stream, slack: float = 0.5) -> Stream:
    """Page's (1954) sum of what values lie below the mean, less half a standard deviation each, never below 0."""
    level, path = 0.0, []
    for value in standard(stream).tolist():
        level = max(0.0, level + value - slack)
        path.append(level)
    return np.array(path)


def ewma(stream: Stream, limit: float = 2.814) -> Sequence[int]:
    """Roberts (1959), weight 0.1, limit 2.814: a false alarm in 500 normal values (Lucas and Saccucci 1990)."""
    return (np.flatnonzero(ewma_path(stream) > limit) + WARM_UP).tolist()


def cusum(stream: Stream, limit: float = 5.0) -> Sequence[int]:
    """Page (1954), slack 0.5, limit 5: a false alarm in 930 normal values."""
    return (np.flatnonzero(cusum_path(stream) > limit) + WARM_UP).tolist()


@dataclass
class _Row:
    """Buckets of one size, the newest last: the sum of the values in each, and of their squared deviations."""

    sums: deque[tuple[float, float]] = field(default_factory=deque)


class Adwin:
    """ADWIN2 (Bifet and Gavalda 2007): a window that is cut where its two parts differ, in an exponential histogram.

    Confidence 0.002, at most 5 buckets of a size, looked at with every value.
    """

    def __init__(self, delta: float = 0.002, most: int = 5) -> None:
        self.delta, self.most = delta, most
        self.rows = [_Row()]
        self.n, self.total, self.spread = 0, 0.0, 0.0

    def add(self, value: float) -> bool:
        """Takes a value; True when the window was cut and the part that stays is the lower one."""
        if self.n:
            self.spread += (value - self.total / self.n) ** 2 * self.n / (self.n + 1)
        self.n, self.total = self.n + 1, self.total + value
        self.rows[0].sums.append((value, 0.0))
        self._merge()
        fell = False
        while (cut := self._cut()) is not None:
            fell = fell or cut
        return fell

    def _merge(self) -> None:
        for k, row in enumerate(self.rows):
            if len(row.sums) <= self.most:
                return
            if k + 1 == len(self.rows):
                self.rows.append(_Row())
            (a, va), (b, vb) = row.sums.popleft(), row.sums.popleft()
            self.rows[k + 1].sums.append((a + b, va + vb + (a - b) ** 2 / (2 * 2**k)))

    def _cut(self) -> bool | None:
        """Drops the oldest bucket when some split differs; whether the newer part was the lower, None for no split."""
        n0, s0 = 0, 0.0
        variance, confidence = self.spread / self.n, log(2 * log(max(self.n, 2)) / self.delta) if self.n > 2 else 0.0
        for k in range(len(self.rows) - 1, -1, -1):
            for total, _ in self.rows[k].sums:
                n0, s0 = n0 + 2**k, s0 + total
                n1 = self.n - n0
                if n0 < 5 or n1 < 5:
                    continue
                m = 1 / (1 / n0 + 1 / n1)
                bound = sqrt(2 / m * variance * confidence) + 2 / (3 * m) * confidence
                gap = s0 / n0 - (self.total - s0) / n1
                if abs(gap) > bound:
                    self._drop()
                    return gap > 0
        return None

    def _drop(self) -> None:
        row = self.rows[-1]
        total, inner = row.sums.popleft()
        size = 2 ** (len(self.rows) - 1)
        n, rest = self.n - size, self.total - total
        self.spread = max(0.0, self.spread - inner - size * n / self.n * (total / size - rest / n) ** 2)
        self.n, self.total = n, rest
        if not row.sums and len(self.rows) > 1:
            self.rows.pop()


def adwin(stream: Stream) -> Sequence[int]:
    """Where ADWIN2 cuts its window and goes on with the lower part."""
    window = Adwin()
    return [k for k, value in enumerate(stream.tolist()) if window.add(value)]
