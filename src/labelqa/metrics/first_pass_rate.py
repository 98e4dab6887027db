"""The share of annotations that were right the first time."""

from labelqa.metrics import Figure, Rows, metric, total
from labelqa.metrics.proportion import proportion


@metric(reads="work", twins=None)
def first_pass_rate(rows: Rows) -> Figure:
    """The share of annotations that were approved at their first review.

    Approved at first / ever reviewed, by the first verdict an annotation ever got, whatever came later. n: annotations
    ever reviewed, with the interval of Wilson (1927).

    >>> first_pass_rate([{"first_reviewed": 4, "first_approved": 3}]).value
    0.75
    """
    return proportion(total(rows, "first_approved"), total(rows, "first_reviewed"))
