"""Found and tight in one number."""

from labelqa.metrics import Figure, Rows, metric, total
from labelqa.metrics.ratio import PANOPTIC, interval
from labelqa.tally import ONE


@metric(reads="agreement")
def pq(rows: Rows) -> Figure:
    """Found by both and tight, in one number: `f1_50` times `sq`.

    Panoptic quality after Kirillov et al. (2019): sum of IoU of matched pairs / (TP + FP / 2 + FN / 2); 0 when there
    are objects and none is matched. n: objects of both sides. The interval is that of a ratio of sums over images
    (`labelqa.metrics.ratio`), as that of `f1_50`.

    >>> pq([{"tp": 2, "fp": 1, "fn": 3, "sq": 7 << 28}])  # 0.5 * 0.875
    Figure(value=0.4375, n=8, ci95=None)
    """
    n = total(rows, "tp", "tp", "fp", "fn")
    return Figure(2 * total(rows, "sq") / (n * ONE), n, interval(rows, PANOPTIC)) if n else Figure(None, 0)
