"""The share of the truth's objects that were found."""

from labelqa.metrics import Figure, Rows, metric, total
from labelqa.metrics.proportion import proportion


@metric(reads="benchmark")
def recall(rows: Rows) -> Figure:
    """The share of the truth's objects that were found.

    TP / (TP + FN), after Kent et al. (1955). n: objects in the truth, with the interval of Wilson (1927).

    >>> recall([{"tp": 3, "fn": 1}]).value
    0.75
    """
    return proportion(total(rows, "tp"), total(rows, "tp", "fn"))
