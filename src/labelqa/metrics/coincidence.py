"""Counted pairs of image-level labels: what the coefficients of agreement are made of."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from labelqa.metrics import Rows


@dataclass(frozen=True, slots=True)
class Coincidences:
    """Every two ratings of every image, by the number of ratings the image has.

    {ratings per image: {(class, class): unordered pairs}}. With n ratings an image has n (n - 1) / 2 pairs and each
    rating is in n - 1 of them: so images and ratings per class follow. All in whole numbers, so that neither the order
    nor the cut of the rows changes a digit.

    >>> c = coincidences([{"n": 3, "c1": 1, "c2": 1, "pairs": 1}, {"n": 3, "c1": 1, "c2": 2, "pairs": 2}])
    >>> c.images, c.ratings, c.agreement  # one image, rated 1, 1, 2
    (1, {1: 2, 2: 1}, Fraction(1, 3))
    """

    pairs: Mapping[int, Mapping[tuple[int, int], int]]

    def images_of(self, n: int) -> int:
        """Images with n ratings."""
        return 2 * sum(self.pairs[n].values()) // (n * (n - 1))

    def ratings_of(self, n: int) -> dict[int, int]:
        """Ratings per class on the images with n ratings."""
        found: Counter[int] = Counter()
        for (x, y), count in self.pairs[n].items():
            found[x] += count
            found[y] += count
        return {k: count // (n - 1) for k, count in sorted(found.items())}

    @property
    def images(self) -> int:
        """Images with at least two ratings."""
        return sum(self.images_of(n) for n in self.pairs)

    @property
    def ratings(self) -> dict[int, int]:
        """Ratings per class."""
        found: Counter[int] = Counter()
        for n in self.pairs:
            found.update(self.ratings_of(n))
        return dict(sorted(found.items()))

    @property
    def shares(self) -> dict[int, Fraction]:
        """Mean over images of each class's share of the image's ratings."""
        found = dict.fromkeys(self.ratings, Fraction())
        for n in self.pairs:
            for k, count in self.ratings_of(n).items():
                found[k] += Fraction(count, n * self.images)
        return found

    @property
    def agreement(self) -> Fraction:
        """Mean over images of the share of agreeing pairs; there must be an image."""
        agreeing = Fraction()
        for n, cells in self.pairs.items():
            same = sum(count for (x, y), count in cells.items() if x == y)
            agreeing += Fraction(2 * same, n * (n - 1))
        return agreeing / self.images

    @property
    def disagreement(self) -> Fraction:
        """Sum of the coincidences off the diagonal: each image weighs as many as it has ratings."""
        off = {n: sum(k for (x, y), k in cells.items() if x != y) for n, cells in self.pairs.items()}
        return sum((Fraction(2 * count, n - 1) for n, count in off.items()), Fraction())


def coincidences(rows: Rows) -> Coincidences:
    """The pairs of some rows of the label tally, added up; images with one rating have none."""
    pairs: dict[int, Counter[tuple[int, int]]] = {}
    for row in rows:
        if row["pairs"] and row["n"] > 1:
            pairs.setdefault(row["n"], Counter())[row["c1"], row["c2"]] += row["pairs"]
    return Coincidences(dict(sorted(pairs.items())))


def beyond_chance(observed: Fraction, expected: Fraction) -> float:
    """Agreement beyond chance as a share of what there could be: (observed - expected) / (1 - expected).

    >>> beyond_chance(Fraction(85, 100), Fraction(1, 2))
    0.7
    """
    return float((observed - expected) / (1 - expected))
