"""The share of reviewed annotations that were sent back."""

from labelqa.metrics import Figure, Rows, metric, total
from labelqa.metrics.proportion import proportion


@metric(reads="work", twins=None)
def rejection_rate(rows: Rows) -> Figure:
    """The share of reviewed annotations that were sent back.

    Rejected / (approved + rejected + corrected), by the verdict on the current revision. n: reviewed annotations, with
    the interval of Wilson (1927).

    >>> rejection_rate([{"approved": 6, "rejected": 3, "corrected": 1}]).value
    0.3
    """
    return proportion(total(rows, "rejected"), total(rows, "approved", "rejected", "corrected"))
