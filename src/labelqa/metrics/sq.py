"""How tightly matched boxes lie on each other."""

from labelqa.metrics import Figure, Rows, metric, total
from labelqa.metrics.ratio import TIGHT, interval
from labelqa.tally import ONE


@metric(reads="agreement")
def sq(rows: Rows) -> Figure:
    """How tightly matched boxes lie on each other: their mean IoU. It ignores misses, so F1 belongs beside it.

    Segmentation quality after Kirillov et al. (2019): sum of IoU / TP of the pairs `f1_50` counts. n: matched pairs.
    The interval is that of a ratio of sums over images (`labelqa.metrics.ratio`), as that of `f1_50`.

    >>> sq([{"tp": 2, "sq": 7 << 28}])
    Figure(value=0.875, n=2, ci95=None)
    """
    n = total(rows, "tp")
    return Figure(total(rows, "sq") / (n * ONE), n, interval(rows, TIGHT)) if n else Figure(None, 0)
