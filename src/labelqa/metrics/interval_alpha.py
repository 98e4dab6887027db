"""Agreement on labels beyond chance when classes are evenly spaced, for any number of annotators."""

from labelqa.metrics import Figure, Rows, metric
from labelqa.metrics.coincidence import coincidences
from labelqa.metrics.distance import interval, krippendorff


@metric(reads="label", low=-1.0)
def interval_alpha(rows: Rows) -> Figure:
    """Agreement on evenly spaced image-level labels beyond chance, for any number of annotators and with gaps.

    Krippendorff's alpha (2011), interval: 1 - Do / De, where two classes are the square of the steps between them
    apart. Classes are their places in the order (`labelqa.metrics.ranks`). Not measurable with one class only.
    n: images with at least two labels.

    >>> interval_alpha([{"n": 2, "c1": 0, "c2": 0, "pairs": 2}, {"n": 2, "c1": 1, "c2": 2, "pairs": 2}]).value
    0.6818181818181818
    """
    found = coincidences(rows)
    return Figure(krippendorff(found, interval), found.images)
