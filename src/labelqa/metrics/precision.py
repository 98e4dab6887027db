"""The share of drawn objects that are right."""

from labelqa.metrics import Figure, Rows, metric, total
from labelqa.metrics.proportion import proportion


@metric(reads="benchmark")
def precision(rows: Rows) -> Figure:
    """The share of drawn objects that match the truth.

    TP / (TP + FP), after Kent et al. (1955). n: objects drawn, with the interval of Wilson (1927).

    >>> precision([{"tp": 3, "fp": 1}]).value
    0.75
    """
    return proportion(total(rows, "tp"), total(rows, "tp", "fp"))
