"""The share of images whose own agreement is below 0.7."""

from labelqa.metrics import Figure, Rows, metric
from labelqa.metrics.proportion import proportion

HEALTHY_BIN = 14
"""The first of the twenty bins that is not below 0.7: it begins there."""


@metric(reads="iou_bin", twins=0.0)
def below_healthy(rows: Rows) -> Figure:
    """The share of images whose own agreement is below 0.7.

    Images in the first 14 of the 20 bins / images. 0.7 is the bar of the verdict healthy. All-empty images are left
    out, as of the mean. n: images, with the interval of Wilson (1927).

    >>> below_healthy([{"bin": 13, "images": 1}, {"bin": 14, "images": 3}]).value
    0.25
    """
    images = sum(row["images"] for row in rows)
    return proportion(sum(row["images"] for row in rows if row["bin"] < HEALTHY_BIN), images)
