"""Agreement of boxes whatever class they were given."""

from labelqa.metrics import Figure, Rows, metric, total
from labelqa.tally import ONE


@metric(reads="agreement")
def mean_iou_class_agnostic(rows: Rows) -> Figure:
    """How well boxes cover each other whatever class they were given: the gap to `mean_iou` is class disagreement.

    The same mean over the same images, with the class ignored in the matching; never below `mean_iou`. n: images.

    >>> mean_iou_class_agnostic([{"images": 2, "s1_any": 3 << 29}])
    Figure(value=0.75, n=2, ci95=None)
    """
    n = total(rows, "images")
    return Figure(total(rows, "s1_any") / (n * ONE), n) if n else Figure(None, 0)
