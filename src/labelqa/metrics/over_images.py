"""Accuracy, precision and recall with images as the unit: intervals that know that objects of one image are alike."""

from labelqa.metrics import Rows
from labelqa.metrics.ratio import Ratio, interval

_RIGHT = {"tp": 1}
_SQUARE = {"tp_tp": 1}

ACCURACY = Ratio(
    _RIGHT,
    {"tp": 1, "fp": 1, "fn": 1},
    yy=_SQUARE,
    xy={"tp_tp": 1, "tp_fp": 1, "tp_fn": 1},
    xx={"tp_tp": 1, "fp_fp": 1, "fn_fn": 1, "tp_fp": 2, "tp_fn": 2, "fp_fn": 2},
)
"""Right objects by all objects, drawn or due."""
PRECISION = Ratio(
    _RIGHT, {"tp": 1, "fp": 1}, yy=_SQUARE, xy={"tp_tp": 1, "tp_fp": 1}, xx={"tp_tp": 1, "tp_fp": 2, "fp_fp": 1}
)
"""Right objects by drawn ones."""
RECALL = Ratio(
    _RIGHT, {"tp": 1, "fn": 1}, yy=_SQUARE, xy={"tp_tp": 1, "tp_fn": 1}, xx={"tp_tp": 1, "tp_fn": 2, "fn_fn": 1}
)
"""Right objects by those of the truth."""


def over_images(rows: Rows, ratio: Ratio) -> tuple[float, float] | None:
    """The 95 % interval of one of these, from rows of the benchmark tally.

    Wilson's interval over objects takes each for itself; but who tires, or meets a hard image, is wrong several times
    at once, and then it holds the truth in 82 to 92 of 100 cases only, however many images there are. See
    `labelqa.metrics.ratio.interval`, and `benchmarks/coverage.py` for how often this one does.

    >>> rows = [  # 40 images: 3 right and 1 missed, 4 right and 1 spurious, 2 right, 1 right of 5
    ...     {"tp": t, "fp": p, "fn": n, "tp_tp": t * t, "tp_fp": t * p, "tp_fn": t * n,
    ...      "fp_fp": p * p, "fp_fn": p * n, "fn_fn": n * n}
    ...     for t, p, n in [(3, 0, 1), (4, 1, 0), (2, 0, 0), (1, 2, 2)] * 10
    ... ]
    >>> low, high = over_images(rows, ACCURACY)
    >>> round(low, 2), round(high, 2)
    (0.52, 0.72)
    """
    return interval(rows, ratio)
