"""Agreement on labels beyond chance, for two annotators."""

import math
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from labelqa.metrics import Figure, Rows, metric
from labelqa.metrics.interval import Z

Table = Mapping[tuple[int, int], int]
"""{(class by the first, class by the second): images}."""


@metric(reads="label_pair", low=-1.0)
def kappa(rows: Rows) -> Figure:
    """Agreement of two annotators on image-level labels beyond chance; the rows are of one pair of annotators.

    Cohen's kappa (1960): (po - pe) / (1 - pe), pe from each annotator's own class shares. Not measurable when both used
    one and the same class only. The interval has the standard error of Fleiss, Cohen and Everitt (1969), cut to -1..1;
    None below two images. n: images both labelled.

    >>> cells = {(1, 1): 20, (1, 2): 5, (2, 1): 10, (2, 2): 15}
    >>> kappa([{"c1": x, "c2": y, "images": k} for (x, y), k in cells.items()]).value
    0.4
    """
    table = table_of(rows)
    n = table.total()
    value = cohen(table)
    if value is None:
        return Figure(None, n)
    half = Z * standard_error(table)
    return Figure(value, n, (max(-1.0, value - half), min(1.0, value + half)) if n > 1 else None)


def table_of(rows: Rows) -> Counter[tuple[int, int]]:
    """Rows of the label_pair tally, of one pair of annotators, as a table."""
    table: Counter[tuple[int, int]] = Counter()
    for row in rows:
        table[row["c1"], row["c2"]] += row["images"]
    return table


def cohen(table: Table) -> float | None:
    """The bare coefficient, in whole numbers up to the one division; None of nothing, or of one class only.

    >>> cohen({(1, 1): 5}) is None
    True
    """
    n, (first, second) = sum(table.values()), margins(table)
    same = n * sum(images for (x, y), images in table.items() if x == y)
    chance = sum(images * second[k] for k, images in first.items())
    return (same - chance) / (n * n - chance) if n * n != chance else None


def margins(table: Table) -> tuple[Counter[int], Counter[int]]:
    """Images per class, of the first and of the second annotator."""
    first: Counter[int] = Counter()
    second: Counter[int] = Counter()
    for (x, y), images in table.items():
        first[x] += images
        second[y] += images
    return first, second


def agreements(table: Table) -> tuple[Fraction, Fraction]:
    """The share of equal labels, and the share expected by chance; the table must not be empty."""
    n = sum(table.values())
    first, second = margins(table)
    same = sum(images for (x, y), images in table.items() if x == y)
    return Fraction(same, n), Fraction(sum(first[k] * second[k] for k in first), n * n)


def standard_error(table: Table) -> float:
    """The standard error of kappa after Fleiss, Cohen and Everitt (1969); expected agreement must be below 1.

    Formula 13 there, the error around the kappa found, not the one under the hypothesis that it is 0. It divides by n;
    Gwet's package irrCAC prints the same numbers for tables.

    >>> round(standard_error({(1, 1): 20, (1, 2): 5, (2, 1): 10, (2, 2): 15}), 8)
    0.12699606
    """
    n = sum(table.values())
    first, second = margins(table)
    observed, expected = (float(p) for p in agreements(table))
    rest = (1 - observed) / (1 - expected)  # 1 - kappa
    terms = []
    for (x, y), images in sorted(table.items()):
        weight = (1 - (first[x] + second[x]) / n * rest) if x == y else (second[x] + first[y]) / n * rest
        terms.append(images / n * weight * weight)
    spread = math.fsum(terms) - (1 - rest - expected * rest) ** 2
    return math.sqrt(max(0.0, spread) / n) / (1 - expected)
