"""The share of reviewed annotations that the reviewer had to correct."""

from labelqa.metrics import Figure, Rows, metric, total
from labelqa.metrics.proportion import proportion


@metric(reads="work", twins=None)
def correction_rate(rows: Rows) -> Figure:
    """The share of reviewed annotations that the reviewer had to correct.

    Corrected / (approved + rejected + corrected), by the verdict on the current revision. n: reviewed annotations, with
    the interval of Wilson (1927).

    >>> correction_rate([{"approved": 6, "rejected": 3, "corrected": 1}]).value
    0.1
    """
    return proportion(total(rows, "corrected"), total(rows, "approved", "rejected", "corrected"))
