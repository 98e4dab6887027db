"""A polygon on the frames between two keyframes, as CVAT shows it there.

The corners of either outline are paired by how far along it they lie, each pair moves on a straight line, and corners
that come to lie close together are thinned out.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from math import hypot

Point = tuple[float, float]
Pairs = list[list[int]]
"""For each corner on the left the corners on the right that it goes to, in ascending order."""


def morphed(left: Sequence[Point], right: Sequence[Point], share: float) -> list[Point]:
    """The corners at `share` (0..1) of the way from one outline to the other.

    >>> morphed([(0, 0), (4, 0), (4, 4)], [(2, 0), (6, 0), (6, 4)], 0.5)
    [(1.0, 0.0), (5.0, 0.0), (5.0, 4.0)]
    """
    first, last = [*left, left[0]], [*right, right[0]]
    pairs = _paired(_along(first), _along(last))
    moved = [[_between(first[i], last[k], share) for k in goes] for i, goes in enumerate(pairs)]
    return _thinned(first, last, pairs, moved)[:-1]


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def _length(line: Sequence[Point]) -> float:
    return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(line))


def _along(line: Sequence[Point]) -> list[float]:
    """How far along the line each of its points lies, 0 to 1."""
    whole = _length(line) or 1.0
    found, so_far = [0.0], 0.0
    for a, b in pairwise(line):
        so_far += hypot(b[0] - a[0], b[1] - a[1])
        found.append(so_far / whole)
    return found


def _nearest(value: float, among: Sequence[float]) -> int:
    """The first of the nearest to a value, among numbers in ascending order.

    >>> _nearest(0.5, [0.0, 0.4, 0.4, 0.6]), _nearest(2.0, [0.0, 1.0, 1.0])
    (1, 1)
    """
    above = bisect_left(among, value)
    below = bisect_left(among, among[above - 1]) if above else 0
    return below if above == len(among) or abs(value - among[below]) <= abs(value - among[above]) else above


def _paired(left: Sequence[float], right: Sequence[float]) -> Pairs:
    """Each on the left goes to the nearest on the right; those that none goes to join the nearest left."""
    found = [[_nearest(value, right)] for value in left]
    reached = {goes[0] for goes in found}
    for k, value in enumerate(right):
        if k not in reached:
            found[_nearest(value, left)].append(k)
    return [sorted(goes) for goes in found]


def _thinned(
    left: Sequence[Point], right: Sequence[Point], pairs: Pairs, moved: Sequence[Sequence[Point]]
) -> list[Point]:
    """The moved corners without those too close to the one before.

    Corners that go to one alone are thinned in stretches, each begun where the one it goes to changes; corners that go
    to several are thinned by themselves.
    """
    found: list[Point] = []
    begun: int | None = None

    def close(stop: int) -> None:
        if begun is not None:
            found.extend(_stretch([moved[i][0] for i in range(begun, stop + 1)], left[begun : stop + 1]))

    for i, goes in enumerate(pairs):
        if len(goes) > 1:
            close(i - 1)
            begun = None
            found.extend(_stretch(moved[i], right[goes[0] : goes[-1] + 1]))
        elif begun is None:
            begun = i
        elif goes != pairs[begun]:
            close(i - 1)
            begun = i
    close(len(pairs) - 1)
    return found


def _stretch(moved: Sequence[Point], outline: Sequence[Point]) -> list[Point]:
    """The first, those at least half the mean step of the outline away from the last one kept, and the last."""
    if len(moved) == 1:
        return list(moved)
    least = _length(outline) / (2 * len(outline))
    kept = [moved[0]]
    for point in moved[1:-1]:
        if _length((kept[-1], point)) >= least:
            kept.append(point)
    kept.append(moved[-1])
    if len(kept) == 2 and _length(kept) < least:
        return [((kept[0][0] + kept[1][0]) / 2, (kept[0][1] + kept[1][1]) / 2)]
    return kept
