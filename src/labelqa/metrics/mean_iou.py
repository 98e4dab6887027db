"""How well the boxes of different annotators cover each other."""

from labelqa.metrics import Figure, Rows, metric, total
from labelqa.metrics.proportion import mean_score


@metric(reads="agreement")
def mean_iou(rows: Rows) -> Figure:
    """How well the boxes of different annotators cover each other: the mean over images of their agreement.

    An image's value is the mean over its pairs of annotators of 2 * sum of IoU / (objects of both), same class only,
    with the one-to-one matching of the largest total. Images where everybody drew nothing are left out. n: images.
    The interval is mean +- 1.96 sd / sqrt(n) over images, never over pairs: pairs of one image are not independent.

    >>> ONE = 1 << 30
    >>> mean_iou([{"images": 2, "s1": ONE * 3 // 2, "s2": ONE * 5 // 4}])  # one image at 1.0, one at 0.5
    Figure(value=0.75, n=2, ci95=(0.260009, 1.0))
    """
    return mean_score(total(rows, "images"), total(rows, "s1"), total(rows, "s2"))
