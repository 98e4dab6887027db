"""The share of objects that are right against the truth."""

from labelqa.metrics import Figure, Rows, metric, total
from labelqa.metrics.proportion import proportion


@metric(reads="benchmark")
def accuracy(rows: Rows) -> Figure:
    """The share of objects, drawn or due, that match the truth in class and place.

    TP / (TP + FP + FN), the critical success index of Gilbert (1884); a match has the same class and at least the
    project's IoU. n: the denominator, with the interval of Wilson (1927).

    >>> accuracy([{"tp": 7, "fp": 1, "fn": 2}]).value
    0.7
    """
    return proportion(total(rows, "tp"), total(rows, "tp", "fp", "fn"))
