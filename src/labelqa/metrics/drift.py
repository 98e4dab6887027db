"""When agreement fell and when it was back: the control chart of images in the order they became comparable."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from labelqa.tally import ONE


@dataclass(frozen=True, slots=True)
class Bars:
    """What a fall must be.

    `window`: images that are looked at, the newest; `reference`: images before them that they are compared with, at
    most, and `minimum`, at least. A fall of more than `drop`, and of more than `sure` standard errors, is raised; it is
    over when less than `back` is left of it, or after `longest` images: then the new level is the reference.
    """

    window: int = 50
    reference: int = 200
    minimum: int = 50
    drop: float = 0.10
    back: float = 0.05
    sure: float = 3.5
    longest: int = 500


DEFAULT = Bars()


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
class Standing:
    """A fall that stands: the event that raised it, and the figures with the last value, against its reference.

    `peak`: the largest z since it was raised; how sure it is that something fell.
    """

    raised: Event
    current: float
    z: float | None
    peak: float | None

    @property
    def fall(self) -> float:
        """By how much the newest window lies below the reference."""
        return self.raised.reference - self.current


def drift(values: Sequence[int] | NDArray[np.int64], bars: Bars = DEFAULT) -> list[Event]:
    """Every fall and its end, in the order of the values (x 2^30).

    Current: the last 50; reference: up to 200 before them, at least 50. Raised when reference - current > 0.10 and
    (reference - current) / sqrt(s1^2 / n1 + s2^2 / n2) > 3.5, variances with n - 1; the reference is frozen then, until
    less than 0.05 is left. After 500 values a fall is the new level, and the reference follows again.

    >>> high, low = 900_000_000, 600_000_000
    >>> [(e.event, e.index) for e in drift([high, high + 1] * 50 + [low, low + 1] * 50 + [high] * 100)]
    [('raise', 117), ('clear', 241)]
    """
    return _Chart(values, bars).events()


def standing(values: Sequence[int] | NDArray[np.int64], bars: Bars = DEFAULT) -> Standing | None:
    """The fall that stands with the last value; None when there is none, or when it is over.

    >>> found = standing([900_000_000, 900_000_001] * 50 + [600_000_000, 600_000_001] * 25)
    >>> found.raised.index, round(found.fall, 3)
    (117, 0.279)
    """
    chart = _Chart(values, bars)
    events = chart.events()
    if not events or events[-1].event == "clear":
        return None
    now = chart.event("raise", len(values) - 1, events[-1].index)
    return Standing(events[-1], now.current, now.z, chart.peak(events[-1].index))


def chance(z: float | None) -> float:
    """How often luck alone gives a fall of z standard errors or more: the upper tail of the normal curve.

    >>> round(chance(1.959964), 4), chance(None)
    (0.025, 0.0)
    """
    return 0.0 if z is None else math.erfc(z / math.sqrt(2)) / 2


@dataclass(frozen=True, slots=True)
class _Window:
    n: int
    mean: float
    variance: float


class _Chart:
    """The values with their running sums: floats for finding the places, whole numbers for the figures there."""

    def __init__(self, values: Sequence[int] | NDArray[np.int64], bars: Bars) -> None:
        self.bars, self.n = bars, len(values)
        self.values = np.asarray(values, np.int64)
        self.first = bars.window + bars.minimum - 1

    def events(self) -> list[Event]:
        """Every raise and clear."""
        if self.n <= self.first:
            return []
        current, places = self._falls()
        found, end = list[Event](), -1
        for at in map(int, places):
            if at <= end:
                continue
            event = self.event("raise", at, at)
            if event.z is not None and not event.z > self.bars.sure:
                continue
            over = np.flatnonzero(event.reference - current[at + 1 :] < self.bars.back)
            end = at + 1 + min(int(over[0]) if len(over) else self.n, self.bars.longest)
            found.append(event)
            if end >= self.n:
                break
            found.append(self.event("clear", end, at))
        return found

    def _falls(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """The mean of the window that ends at each place, and the places whose fall is large and may be sure."""
        w, places = self.bars.window, np.arange(self.n)
        ends, middles, lows = (np.maximum(places + 1 - k, 0) for k in (0, w, w + self.bars.reference))
        whole = self.values
        sums = np.concatenate([[0], np.cumsum(whole)])

        def mean(starts: NDArray[np.int64], stops: NDArray[np.int64]) -> NDArray[np.float64]:
            return np.asarray((sums[stops] - sums[starts]) / (np.maximum(stops - starts, 1) * ONE))

        centred = whole / ONE - whole.mean() / ONE  # so that variances lose nothing to cancellation
        s, q = (np.concatenate([[0], np.cumsum(c)]) for c in (centred, centred * centred))

        def error(starts: NDArray[np.int64], stops: NDArray[np.int64]) -> NDArray[np.float64]:
            n, total = np.maximum(stops - starts, 2), s[stops] - s[starts]
            return np.asarray(np.maximum(q[stops] - q[starts] - total * total / n, 0) / (n - 1) / n)

        current = mean(middles, ends)
        fall = mean(lows, middles) - current
        large = np.flatnonzero(fall[self.first :] > self.bars.drop) + self.first
        at, low, end = middles[large], lows[large], ends[large]
        strayed = np.sqrt(error(at, end) + error(low, at))
        return current, large[fall[large] > self.bars.sure * strayed * (1 - 1e-6) - 1e-9]

    def peak(self, raised: int) -> float | None:
        """The largest z of the windows from a raise on, against its reference; None when one does not vary at all."""
        w, found = self.bars.window, list[float | None]()
        before = self._window(max(0, raised + 1 - w - self.bars.reference), raised + 1 - w)
        start = raised + 1 - w
        values: list[int] = self.values[start:].tolist()  # whole numbers without bounds: squares are large
        n, s, q = w, sum(values[: w - 1]), sum(v * v for v in values[: w - 1])
        for last in range(w - 1, len(values)):
            s, q = s + values[last], q + values[last] ** 2
            spread = (q * n - s * s) / (n * (n - 1) * ONE * ONE)
            error = math.sqrt(before.variance / before.n + spread / n)
            found.append((before.mean - s / (n * ONE)) / error if error else None)
            s, q = s - values[last + 1 - w], q - values[last + 1 - w] ** 2
        return None if None in found else max(z for z in found if z is not None)

    def event(self, kind: Literal["raise", "clear"], last: int, raised: int) -> Event:
        """The figures with the value at `last` against the reference of the fall raised at `raised`."""
        w = self.bars.window
        now = self._window(last + 1 - w, last + 1)
        before = self._window(max(0, raised + 1 - w - self.bars.reference), raised + 1 - w)
        error = math.sqrt(before.variance / before.n + now.variance / now.n)
        return Event(last, kind, before.mean, now.mean, (before.mean - now.mean) / error if error else None)

    def _window(self, start: int, stop: int) -> _Window:
        values: list[int] = self.values[start:stop].tolist()
        n, s, q = stop - start, sum(values), sum(v * v for v in values)
        return _Window(n, s / (n * ONE), (q * n - s * s) / (n * (n - 1) * ONE * ONE))
