"""Agreement on labels beyond chance that skewed classes do not upset."""

from fractions import Fraction

from labelqa.metrics import Figure, Rows, metric
from labelqa.metrics.coincidence import beyond_chance, coincidences


@metric(reads="label", low=-1.0)
def ac1(rows: Rows) -> Figure:
    """Agreement on image-level labels beyond chance that stays sensible when one class is far more frequent.

    Gwet's AC1 (2008): (po - pe) / (1 - pe), pe = sum of p (1 - p) / (q - 1), p the mean over images of a class's share,
    q the classes seen. Not measurable with fewer than two. n: images with at least two labels.

    >>> rows = [{"n": 2, "c1": 0, "c2": 0, "pairs": 118}, {"n": 2, "c1": 0, "c2": 1, "pairs": 7}]
    >>> round(ac1(rows).value, 6)  # Gwet 2008: kappa is -0.02 here
    0.940776
    """
    found = coincidences(rows)
    shares = found.shares.values()
    if len(shares) < 2:
        return Figure(None, found.images)
    expected = sum((p * (1 - p) for p in shares), Fraction()) / (len(shares) - 1)
    return Figure(beyond_chance(found.agreement, expected), found.images)
