"""Agreement on labels beyond chance, for three or more annotators without gaps."""

from fractions import Fraction

from labelqa.metrics import Figure, Rows, metric
from labelqa.metrics.coincidence import beyond_chance, coincidences


@metric(reads="label", low=-1.0)
def fleiss(rows: Rows) -> Figure:
    """Agreement on image-level labels beyond chance when every image has the same number of labels, three or more.

    Fleiss' kappa (1971): (po - pe) / (1 - pe), po the mean share of agreeing pairs per image, pe the sum of the squared
    class shares. Not measurable with gaps, with fewer than three labels per image, or with one class only. n: images.

    >>> rows = [{"n": 3, "c1": 1, "c2": 1, "pairs": 4}, {"n": 3, "c1": 1, "c2": 2, "pairs": 2}]
    >>> fleiss(rows).value  # two images: 1, 1, 1 and 1, 1, 2
    -0.2
    """
    found = coincidences(rows)
    ratings = found.ratings
    if len(found.pairs) != 1 or min(found.pairs) < 3 or len(ratings) < 2:
        return Figure(None, found.images)
    expected = Fraction(sum(m * m for m in ratings.values()), sum(ratings.values()) ** 2)
    return Figure(beyond_chance(found.agreement, expected), found.images)
