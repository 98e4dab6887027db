"""Precision and recall in one number."""

from labelqa.metrics import Figure, Rows, metric, total


@metric(reads="benchmark")
def f1(rows: Rows) -> Figure:
    """Precision and recall against the truth in one number, their harmonic mean.

    2 TP / (2 TP + FP + FN), after Dice (1945). n: objects drawn plus objects in the truth; without an interval, as a
    match counts twice.

    >>> f1([{"tp": 9, "fp": 1, "fn": 1}])
    Figure(value=0.9, n=20, ci95=None)
    """
    n = total(rows, "tp", "tp", "fp", "fn")
    return Figure(2 * total(rows, "tp") / n, n) if n else Figure(None, 0)
