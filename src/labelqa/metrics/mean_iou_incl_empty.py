"""Agreement of boxes with the images counted in where nobody drew anything."""

from labelqa.metrics import Figure, Rows, metric, total
from labelqa.metrics.proportion import mean_score
from labelqa.tally import ONE


@metric(reads="agreement")
def mean_iou_incl_empty(rows: Rows) -> Figure:
    """Agreement of boxes, with images where everybody drew nothing counted in as full agreement.

    As `mean_iou`, plus the all-empty images at 1.0. n: images, the empty ones included.

    >>> ONE = 1 << 30
    >>> mean_iou_incl_empty([{"images": 1, "empty": 1, "s1": ONE // 2, "s2": ONE // 4}]).value
    0.75
    """
    empty = total(rows, "empty")
    s1, s2 = (total(rows, name) + empty * ONE for name in ("s1", "s2"))
    return mean_score(total(rows, "images") + empty, s1, s2)
