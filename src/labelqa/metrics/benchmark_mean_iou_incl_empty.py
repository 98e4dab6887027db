"""Cover of the truth with the images counted in where there is nothing to draw."""

from labelqa.metrics import Figure, Rows, metric, total
from labelqa.metrics.proportion import mean_score
from labelqa.tally import ONE


@metric(reads="benchmark")
def benchmark_mean_iou_incl_empty(rows: Rows) -> Figure:
    """Cover of the truth's boxes, with images counted in as fully right where both sides are empty.

    As `benchmark_mean_iou`, on the IoU of Jaccard (1912), plus the images where neither has an object at 1.0. n: images
    with these, and the interval mean +- 1.96 sd / sqrt(n) over them.

    >>> ONE = 1 << 30
    >>> benchmark_mean_iou_incl_empty([{"images": 1, "empty": 1, "s1": ONE // 2, "s2": ONE // 4}]).value
    0.75
    """
    empty = total(rows, "empty")
    s1, s2 = (total(rows, name) + empty * ONE for name in ("s1", "s2"))
    return mean_score(total(rows, "images") + empty, s1, s2)
