"""Agreement on labels beyond chance when classes have an order, for any number of annotators."""

from labelqa.metrics import Figure, Rows, metric
from labelqa.metrics.coincidence import coincidences
from labelqa.metrics.distance import krippendorff, ordinal


@metric(reads="label", low=-1.0)
def ordinal_alpha(rows: Rows) -> Figure:
    """Agreement on ordered image-level labels beyond chance, for any number of annotators and with gaps.

    Krippendorff's alpha (2011), ordinal: 1 - Do / De, where two classes are as far apart as there are ratings between
    them, counting half of their own, squared. Classes are their places in the order (`labelqa.metrics.ranks`). Not
    measurable with one class only. n: images with at least two labels.

    >>> near = [{"n": 2, "c1": 0, "c2": 0, "pairs": 5}, {"n": 2, "c1": 2, "c2": 2, "pairs": 5}]
    >>> one_off, two_off = ({"n": 2, "c1": k, "c2": 2, "pairs": 1} for k in (1, 0))
    >>> round(ordinal_alpha([*near, one_off]).value, 3), round(ordinal_alpha([*near, two_off]).value, 3)
    (0.95, 0.826)
    """
    found = coincidences(rows)
    return Figure(krippendorff(found, ordinal(found.ratings)), found.images)
