"""Agreement on labels beyond chance when classes have an order, for two annotators."""

import math
from collections.abc import Callable

from labelqa.metrics import Figure, Rows, metric
from labelqa.metrics.interval import Z
from labelqa.metrics.kappa import Table, margins, table_of

Penalty = Callable[[int, int], int]
"""What a disagreement costs; only ratios of costs matter."""


def linear(x: int, y: int) -> int:
    """The steps between two classes."""
    return abs(x - y)


def quadratic(x: int, y: int) -> int:
    """The square of the steps between two classes."""
    return (x - y) ** 2


@metric(reads="label_pair", low=-1.0)
def weighted_kappa(rows: Rows) -> Figure:
    """Agreement of two annotators on ordered image-level labels beyond chance; the rows are of one pair of annotators.

    Cohen's weighted kappa (1968) with quadratic weights: 1 - sum of v o / sum of v e, v the square of the steps between
    two classes, o the share of images, e the share expected from each annotator's own classes. Classes are their places
    in the order (`labelqa.metrics.ranks`). Not measurable when both used one and the same class only. The interval has
    the standard error of Fleiss, Cohen and Everitt (1969), cut to -1..1; None below two images. n: images both
    labelled.

    >>> weighted_kappa([{"c1": x, "c2": y, "images": k} for x, y, k in [(0, 0, 4), (1, 1, 4), (1, 2, 2)]]).value
    0.7619047619047619
    """
    table = table_of(rows)
    n = sum(table.values())
    value = weighted(table, quadratic)
    if value is None:
        return Figure(None, n)
    half = Z * weighted_error(table, quadratic)
    return Figure(value, n, (max(-1.0, value - half), min(1.0, value + half)) if n > 1 else None)


def weighted(table: Table, cost: Penalty) -> float | None:
    """Kappa with any penalty, in whole numbers up to the one division; None when chance alone would cost nothing.

    >>> weighted({(1, 1): 20, (1, 2): 5, (2, 1): 10, (2, 2): 15}, linear)  # two classes: the plain kappa
    0.4
    """
    first, second = margins(table)
    paid = sum(table.values()) * sum(cost(x, y) * images for (x, y), images in table.items())
    expected = sum(cost(x, y) * a * b for x, a in first.items() for y, b in second.items())
    return (expected - paid) / expected if expected else None


def weighted_error(table: Table, cost: Penalty) -> float:
    """The standard error of the weighted kappa after Fleiss, Cohen and Everitt (1969), not for the hypothesis of 0.

    Formula 9 there: [sum p (w (1 - pe) - (row mean + column mean of w) (1 - po))^2 - (po pe - 2 pe + po)^2] / n,
    its root / (1 - pe)^2, with w = 1 - cost / highest cost; n, never n - 1. `weighted` of the table must be a number.

    >>> round(weighted_error({(1, 1): 20, (1, 2): 5, (2, 1): 10, (2, 2): 15}, linear), 8)
    0.12699606
    """
    n, (first, second) = sum(table.values()), margins(table)
    classes = sorted(first.keys() | second.keys())
    top = max(cost(classes[0], k) for k in classes)
    weight = {(x, y): 1 - cost(x, y) / top for x in classes for y in classes}
    row = {x: math.fsum(weight[x, y] * second[y] for y in classes) / n for x in classes}
    column = {y: math.fsum(weight[x, y] * first[x] for x in classes) / n for y in classes}
    observed = math.fsum(weight[cell] * table.get(cell, 0) for cell in weight) / n
    expected = math.fsum(row[x] * first[x] for x in classes) / n
    terms = [
        images / n * (weight[x, y] * (1 - expected) - (row[x] + column[y]) * (1 - observed)) ** 2
        for (x, y), images in sorted(table.items())
        if images
    ]
    spread = math.fsum(terms) - (observed * expected - 2 * expected + observed) ** 2
    return math.sqrt(max(0.0, spread) / n) / (1 - expected) ** 2
