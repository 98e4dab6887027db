"""The figures that are compared: what each is in one period, and which way is better."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from statistics import fmean, stdev
from typing import Literal

from labelqa.changes.period import Period
from labelqa.metrics import Figure, Rows, total
from labelqa.metrics.change import Interval, Sample, sample
from labelqa.metrics.edit_gain import edit_gain
from labelqa.metrics.interval import Z
from labelqa.metrics.over_images import ACCURACY, PRECISION, RECALL, over_images
from labelqa.metrics.proportion import proportion
from labelqa.metrics.ratio import Ratio
from labelqa.reports.figures import figure
from labelqa.reports.scorecard import f1_interval

Better = Literal["more", "less"]


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of one period. `units`: the independent things behind it, None for a plain count.

    `sample`: the values it is the mean of, where it is a mean; `score`: they lie in 0..1. `kind`: what it is by name,
    where that may differ.
    """

    figure: Figure
    units: int | None
    sample: Sample | None = None
    score: bool = False
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure by name; `better`: which way is better, None where neither is."""

    name: str
    better: Better | None
    measure: Callable[[Period], Measured]


def _agreement(name: str) -> Callable[[Period], Measured]:
    """A ratio over images, or a mean without squares of its own."""
    return lambda found: Measured(figure(name, found.agreement), total(found.agreement, "images"))


def _mean_iou(found: Period) -> Measured:
    n, s1, s2 = (total(found.agreement, counter) for counter in ("images", "s1", "s2"))
    return Measured(figure("mean_iou", found.agreement), n, sample(n, s1, s2), score=True)


def _class_agnostic(found: Period) -> Measured:
    """Its own squares are not kept: value and gap are taken as if unrelated.

    In truth the gap is large where the value is low, which makes their sum vary less: the interval is rather too wide.
    """
    rows = found.agreement
    bare = figure("mean_iou_class_agnostic", rows)
    n = total(rows, "images")
    value, gap = (sample(n, total(rows, s1), total(rows, s2)) for s1, s2 in (("s1", "s2"), ("gap", "gap2")))
    if value is None or gap is None or bare.value is None:
        return Measured(bare, n)
    both = Sample(n, bare.value, math.hypot(value.sd, gap.sd))
    half = Z * math.sqrt(both.variance)
    return Measured(replace(bare, ci95=(max(0.0, bare.value - half), min(1.0, bare.value + half))), n, both, score=True)


def _presence(found: Period) -> Measured:
    told = found.presence
    return Measured(Figure(told.percent_agreement, told.n_images, told.percent_agreement_ci95), told.n_images)


def _labels(name: str) -> Callable[[Period], Measured]:
    def measure(found: Period) -> Measured:
        told, n = found.labels, found.labels.n_images or 0
        value: float | None = getattr(told, name)
        interval: Interval | None = getattr(told, f"{name}_ci95")
        kind = told.coefficient if name == "kappa" else None
        return Measured(Figure(value, n, interval), n, kind=kind)

    return measure


def _answers(found: Period) -> int:
    return total(found.benchmark, "images", "empty")


def _truth(name: str, ratio: Ratio) -> Callable[[Period], Measured]:
    """A share of objects, with images as the unit."""
    return lambda found: Measured(
        replace(figure(name, found.benchmark), ci95=over_images(found.benchmark, ratio)), _answers(found)
    )


def _f1(found: Period) -> Measured:
    interval = f1_interval(over_images(found.benchmark, ACCURACY))
    return Measured(replace(figure("f1", found.benchmark), ci95=interval), _answers(found))


def _truth_iou(found: Period) -> Measured:
    n, s1, s2 = (total(found.benchmark, counter) for counter in ("images", "s1", "s2"))
    return Measured(figure("benchmark_mean_iou", found.benchmark), n, sample(n, s1, s2), score=True)


def _label_accuracy(found: Period) -> Measured:
    told = figure("label_accuracy", found.benchmark)
    return Measured(told, told.n)


def _rate(name: str) -> Callable[[Period], Measured]:
    """A share of reviewed answers."""

    def measure(found: Period) -> Measured:
        told = figure(name, found.work)
        return Measured(told, told.n)

    return measure


def _share(
    read: Callable[[Period], Rows], part: tuple[str, ...], whole: tuple[str, ...]
) -> Callable[[Period], Measured]:
    """A share of counted things."""

    def measure(found: Period) -> Measured:
        told = proportion(total(read(found), *part), total(read(found), *whole))
        return Measured(told, told.n)

    return measure


def _suggested(part: tuple[str, ...], whole: tuple[str, ...]) -> Callable[[Period], Measured]:
    """A share of suggested objects; answers are the unit that must be enough."""
    share = _share(lambda found: found.audit, part, whole)
    return lambda found: replace(share(found), units=total(found.audit, "images"))


def _gain(found: Period) -> Measured:
    told = edit_gain(found.audit)
    n, rise = told.n, total(found.audit, "after") - total(found.audit, "before")
    return Measured(Figure(told.gain, n, told.ci95), n, sample(n, rise, total(found.audit, "gain2")))


def _seconds(found: Period) -> Measured:
    """The mean over the answers with a time; without an interval where they are too many to be read one by one."""
    n = total(found.work, "timed")
    mean = total(found.work, "ms") / (1000 * n) if n else None
    each = found.milliseconds
    if mean is None or each is None or len(each) < 2:
        return Measured(Figure(mean, n), n)
    values = Sample(len(each), fmean(each) / 1000, stdev(each) / 1000)
    half = Z * math.sqrt(values.variance)
    return Measured(Figure(mean, n, (max(0.0, mean - half), mean + half)), n, values)


def _count(read: Callable[[Period], int]) -> Callable[[Period], Measured]:
    return lambda found: Measured(Figure(read(found), read(found)), None)


def _objects_per_image(found: Period) -> Measured:
    n = total(found.work, "annotations")
    return Measured(Figure(total(found.work, "objects") / n if n else None, n), None)


REVIEWED = ("approved", "rejected", "corrected")
SUGGESTED = ("suggested",)

HEADLINES: tuple[Headline, ...] = (
    Headline("mean_iou", "more", _mean_iou),
    Headline("f1_50", "more", _agreement("f1_50")),
    Headline("sq", "more", _agreement("sq")),
    Headline("pq", "more", _agreement("pq")),
    Headline("mean_iou_class_agnostic", "more", _class_agnostic),
    Headline("presence", "more", _presence),
    Headline("label_agreement", "more", _labels("percent_agreement")),
    Headline("kappa", "more", _labels("kappa")),
    Headline("alpha", "more", _labels("alpha")),
    Headline("accuracy", "more", _truth("accuracy", ACCURACY)),
    Headline("precision", "more", _truth("precision", PRECISION)),
    Headline("recall", "more", _truth("recall", RECALL)),
    Headline("f1", "more", _f1),
    Headline("truth_iou", "more", _truth_iou),
    Headline("label_accuracy", "more", _label_accuracy),
    Headline("approval_rate", "more", _rate("approval_rate")),
    Headline("rejection_rate", "less", _rate("rejection_rate")),
    Headline("correction_rate", "less", _rate("correction_rate")),
    Headline("first_pass_rate", "more", _rate("first_pass_rate")),
    Headline("avg_seconds_per_image", None, _seconds),
    Headline("annotations", None, _count(lambda found: total(found.work, "annotations"))),
    Headline("objects", None, _count(lambda found: total(found.work, "objects"))),
    Headline("images", None, _count(lambda found: found.images)),
    Headline("objects_per_image", None, _objects_per_image),
    Headline("ai_assisted_share", None, _share(lambda found: found.work, ("ai",), ("annotations",))),
    Headline("skipped", None, _count(lambda found: total(found.work, "skipped"))),
    Headline("suggestions_kept", None, _suggested(("unchanged",), SUGGESTED)),
    Headline("suggestions_edited", None, _suggested(("moved", "renamed", "both"), SUGGESTED)),
    Headline("suggestions_rejected", None, _suggested(("rejected",), SUGGESTED)),
    Headline("suggestions_wrong", "less", _suggested(("wrong",), ("wrong", "right"))),
    Headline("wrong_suggestions_left", "less", _suggested(("wrong_unchanged",), ("wrong",))),
    Headline("right_suggestions_spoilt", "less", _suggested(("right_spoilt",), ("right",))),
    Headline("suggestion_iou_gain", "more", _gain),
)
"""Every figure that is compared, in the order in which they are served."""
BY_NAME: Mapping[str, Headline] = {headline.name: headline for headline in HEADLINES}
"""The same by name."""
