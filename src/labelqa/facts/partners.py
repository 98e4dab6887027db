"""Which persons of an image are compared: every two of up to 200; of more a fair part, the same on any machine."""

from itertools import combinations

MOST = 200
"""Persons of one image of whom every two are compared: as many as the matrix of annotators shows."""
PAIRS = MOST * (MOST - 1) // 2
"""Pairs of one image beyond which a part must do: of 1,000 persons there would be half a million."""


def partners(n: int) -> list[tuple[int, int]]:
    """Pairs of places among `n` persons in the order of their names, the lower place first, ascending.

    Of more than 200 persons each is compared with equally many others, before and after in a circle, at distances
    spread evenly over all that there are: no order of names, by teams or by days of joining, favours anybody. 1,000
    persons have 38 partners each. What is counted of single answers, the coincidences of labels among it, leaves nobody
    out.

    >>> partners(3)
    [(0, 1), (0, 2), (1, 2)]
    >>> len(partners(200)), len(partners(201)), len(partners(1000)), len(partners(30_000))
    (19900, 19899, 19000, 30000)
    """
    if n <= MOST:
        return list(combinations(range(n), 2))
    return sorted(_between(i, (i + distance) % n) for distance in _distances(n) for i in range(n))


def _distances(n: int) -> list[int]:
    """Less than half of the circle, so that no pair comes twice."""
    furthest = (n - 1) // 2
    many = min(max(1, PAIRS // n), furthest)
    return [1 + k * furthest // many for k in range(many)]


def _between(i: int, j: int) -> tuple[int, int]:
    return (i, j) if i < j else (j, i)
