"""One figure in two periods: both values, the change with its interval, and the word for it."""

from dataclasses import dataclass, replace
from typing import Literal

from labelqa.changes.headlines import Better, Headline, Measured
from labelqa.changes.period import Period
from labelqa.metrics.change import Interval, squared_and_added, welch
from labelqa.metrics.ratio import bounds
from labelqa.reports.figures import FEW

Verdict = Literal["better", "worse", "changed", "no_clear_change", "too_few"]


@dataclass(frozen=True, slots=True)
class PeriodFigure:
    """A figure in one period, over `n` things, which came with so many `units`: images, or answers for rates.

    `units` is null for plain counts.
    """

    value: float | None
    n: int
    units: int | None
    ci95: Interval | None


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure in both periods. `change`: second less first, with the 95 % interval of the change itself.

    `better`: which way is better, `more`, `less` or null. `verdict`: `better` or `worse` where the interval leaves 0
    out, `changed` for a figure of which neither way is better, `no_clear_change` where 0 is in it, `too_few` where
    either period has fewer than 25 images (for rates: answers) behind the figure; null for counts, and without
    an interval.
    """

    figure: str
    better: Better | None
    first: PeriodFigure
    second: PeriodFigure
    change: float | None
    change_ci95: Interval | None
    verdict: Verdict | None


def changed(headline: Headline, first: Period, second: Period) -> FigureChange:
    """A figure of two periods, compared."""
    one, two = headline.measure(first), headline.measure(second)
    alike = one.kind == two.kind
    change = _less(two.figure.value, one.figure.value) if alike else None
    interval = _interval(one, two) if change is not None and one.units is not None else None
    return FigureChange(
        figure=headline.name,
        better=headline.better,
        first=_served(one),
        second=_served(two),
        change=change,
        change_ci95=interval,
        verdict=_verdict(headline, one, two, interval) if alike else None,
    )


def _less(value: float | None, base: float | None) -> float | None:
    return None if value is None or base is None else value - base


def _served(found: Measured) -> PeriodFigure:
    return PeriodFigure(found.figure.value, found.figure.n, found.units, found.figure.ci95)


def _interval(one: Measured, two: Measured) -> Interval | None:
    """Means by Welch, all else by squaring and adding; so also means without any spread, which tell Welch nothing."""
    if one.sample is not None and two.sample is not None:
        return welch(one.sample, two.sample) or _without_spread(one, two)
    return squared_and_added(one.figure, two.figure)


def _without_spread(one: Measured, two: Measured) -> Interval | None:
    """Of scores that are all the same in each period: nothing is seen of their spread, but so many images are few."""
    if not (one.score and two.score and one.sample and two.sample):
        return None
    sides = [
        replace(side.figure, ci95=bounds(sample.mean, 0.0, sample.n))
        for side, sample in ((one, one.sample), (two, two.sample))
    ]
    return squared_and_added(*sides)


def _verdict(headline: Headline, one: Measured, two: Measured, interval: Interval | None) -> Verdict | None:
    if one.units is None or two.units is None:
        return None
    if one.figure.value is None or two.figure.value is None or min(one.units, two.units) < FEW:
        return "too_few"
    if interval is None:
        return None
    if interval[0] <= 0 <= interval[1]:
        return "no_clear_change"
    if headline.better is None:
        return "changed"
    return "better" if (interval[0] > 0) == (headline.better == "more") else "worse"
