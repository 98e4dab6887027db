"""The share of image-level labels that are right."""

from labelqa.metrics import Figure, Rows, metric, total
from labelqa.metrics.proportion import proportion


@metric(reads="benchmark")
def label_accuracy(rows: Rows) -> Figure:
    """The share of image-level labels that are those of the truth.

    Right labels / labels on images that the truth labels too. n: these images, with the interval of Wilson (1927).

    >>> label_accuracy([{"labels": 4, "labels_right": 3}]).value
    0.75
    """
    return proportion(total(rows, "labels_right"), total(rows, "labels"))
