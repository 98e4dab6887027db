"""How often two annotators gave an image the same label."""

from labelqa.metrics import Figure, Rows, metric
from labelqa.metrics.coincidence import coincidences


@metric(reads="label")
def percent_agreement(rows: Rows) -> Figure:
    """How often two annotators gave an image the same label.

    Mean over images of agreeing pairs / pairs. Chance is in it, so it stands beside a coefficient that takes chance
    out. n: images with at least two labels.

    >>> percent_agreement([{"n": 2, "c1": 1, "c2": 1, "pairs": 3}, {"n": 2, "c1": 1, "c2": 2, "pairs": 1}])
    Figure(value=0.75, n=4, ci95=None)
    """
    found = coincidences(rows)
    return Figure(float(found.agreement), found.images) if found.images else Figure(None, 0)
