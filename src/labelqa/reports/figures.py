"""From rows of tallies to the figures of an answer; integers x 2^30 to scores; times to text."""

from dataclasses import replace

from labelqa.clock import written
from labelqa.metrics import METRICS, Figure, Rows
from labelqa.metrics.over_images import ACCURACY, over_images
from labelqa.tally import ONE

FEW = 25
"""Below so many comparable images there is no verdict: the interval's coverage is too low."""
EXCELLENT, HEALTHY, RELIABLE = 0.85, 0.70, 0.80


def figure(name: str, rows: Rows) -> Figure:
    """A metric by name, of rows of its tally."""
    return METRICS[name].measure(rows)


def value(name: str, rows: Rows) -> float | None:
    """The bare value of a metric."""
    return figure(name, rows).value


def accuracy_over_images(rows: Rows, *, objects: bool) -> Figure:
    """Accuracy of objects against the truth, with its interval over images, or that of labels."""
    if not objects:
        return figure("label_accuracy", rows)
    return replace(figure("accuracy", rows), ci95=over_images(rows, ACCURACY))


def score(units: int | None) -> float | None:
    """An integer score as 0..1; None stays None."""
    return None if units is None else units / ONE


def share(part: int, whole: int) -> float | None:
    """part / whole, None of nothing."""
    return part / whole if whole else None


def time(ms: int | None) -> str | None:
    """RFC 3339 in UTC with milliseconds where there are any.

    >>> time(1_000), time(1_500), time(None)
    ('1970-01-01T00:00:01Z', '1970-01-01T00:00:01.500Z', None)
    """
    return None if ms is None else written(ms)


def box_verdict(mean: float | None, n: int) -> str:
    """The word for a mean IoU over n comparable images."""
    if mean is None or n < FEW:
        return "too_few"
    return "excellent" if mean > EXCELLENT else "healthy" if mean > HEALTHY else "low"


def label_verdict(coefficient: float | None, n: int) -> str | None:
    """The word for a chance-corrected coefficient over n images; None where there is none, however many images."""
    if not n or (n >= FEW and coefficient is None):
        return None
    if n < FEW or coefficient is None:
        return "too_few"
    return "reliable" if coefficient > RELIABLE else "low"
