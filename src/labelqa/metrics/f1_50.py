"""The share of drawn objects that another annotator drew too."""

from labelqa.metrics import Figure, Rows, metric, total
from labelqa.metrics.ratio import FOUND, interval


@metric(reads="agreement")
def f1_50(rows: Rows) -> Figure:
    """The share of drawn objects that the other annotator drew too, at IoU 0.5.

    2 TP / (2 TP + FP + FN), pooled over all pairs of annotators of all images; the same whichever of two counts as
    "drawn". n: objects of both sides, each once per pair it is in. The interval is that of a ratio of sums over images
    (`labelqa.metrics.ratio`), where the rows hold the counters of `labelqa.tally.SPREAD` too.

    >>> f1_50([{"tp": 9, "fp": 1, "fn": 1}])
    Figure(value=0.9, n=20, ci95=None)
    """
    n = total(rows, "tp", "tp", "fp", "fn")
    return Figure(2 * total(rows, "tp") / n, n, interval(rows, FOUND)) if n else Figure(None, 0)
