"""Agreement on labels beyond chance, for any number of annotators."""

from labelqa.metrics import Figure, Rows, metric
from labelqa.metrics.coincidence import coincidences


@metric(reads="label", low=-1.0)
def alpha(rows: Rows) -> Figure:
    """Agreement on image-level labels beyond chance, for any number of annotators and with gaps.

    Krippendorff's alpha (2011), nominal: 1 - Do / De. Do sums the coincidences of different classes, De is what the
    class totals m of N ratings give by chance: (N^2 - sum of m^2) / (N - 1). Not measurable with one class only.
    n: images with at least two labels.

    >>> rows = [{"n": 2, "c1": 0, "c2": 0, "pairs": 5}, {"n": 2, "c1": 0, "c2": 1, "pairs": 4}]
    >>> found = alpha([*rows, {"n": 2, "c1": 1, "c2": 1, "pairs": 1}])  # Krippendorff's binary example
    >>> found.n, found.value
    (10, 0.09523809523809523)
    """
    found = coincidences(rows)
    ratings = found.ratings
    n = sum(ratings.values())
    spread = n * n - sum(m * m for m in ratings.values())
    return Figure(float(1 - found.disagreement * (n - 1) / spread) if spread else None, found.images)
