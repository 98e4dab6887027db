"""How well drawn boxes cover those of the truth."""

from labelqa.metrics import Figure, Rows, metric, total
from labelqa.metrics.proportion import mean_score


@metric(reads="benchmark")
def benchmark_mean_iou(rows: Rows) -> Figure:
    """How well drawn boxes cover those of the truth: the mean over images of the agreement with it.

    Per image 2 * sum of IoU / (objects drawn + objects in the truth), same class only, over the one-to-one matching of
    the largest total; IoU, the area shared / the area covered, is that of Jaccard (1912). Images where neither has an
    object are left out. n: images, with the interval mean +- 1.96 sd / sqrt(n) over them.

    >>> benchmark_mean_iou([{"images": 2, "s1": 3 << 29, "s2": 5 << 28}]).value
    0.75
    """
    return mean_score(total(rows, "images"), total(rows, "s1"), total(rows, "s2"))
