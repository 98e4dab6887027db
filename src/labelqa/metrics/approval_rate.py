"""The share of reviewed annotations that were approved as they stand."""

from labelqa.metrics import Figure, Rows, metric, total
from labelqa.metrics.proportion import proportion


@metric(reads="work", twins=None)
def approval_rate(rows: Rows) -> Figure:
    """The share of reviewed annotations that were approved as they stand.

    Approved / (approved + rejected + corrected), by the verdict on the current revision. n: reviewed annotations, with
    the interval of Wilson (1927).

    >>> approval_rate([{"approved": 6, "rejected": 3, "corrected": 1}]).value
    0.6
    """
    return proportion(total(rows, "approved"), total(rows, "approved", "rejected", "corrected"))
