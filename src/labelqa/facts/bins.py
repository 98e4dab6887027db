"""What one image adds to the histograms of per-image IoU: one count in the bin of its value."""

from bisect import bisect_right

from labelqa.tally import ONE, Bag, Tally, div

BINS = 20
"""Bins of a histogram, all of one width: 0.05."""
EDGES = tuple([div(k * ONE, BINS) for k in range(BINS + 1)])
"""Where the bins begin, x 2^30, and where the last one ends; a score of 0.7 is just the integer at which one begins."""


def bin_of(value: int) -> int:
    """The bin of a score x 2^30, from 0; a value on an edge is in the bin that begins there, and 1 in the last.

    >>> bin_of(0), bin_of(EDGES[14] - 1), bin_of(EDGES[14]), bin_of(ONE)
    (0, 13, 14, 19)
    """
    return min(bisect_right(EDGES, value), BINS) - 1


def binned(bag: Bag, tally: Tally, key: tuple[int, int, int], value: int) -> None:
    """Counts an image in the bin of its value, under the keys of a tally that come before the bin."""
    place = tally.number, (*key, bin_of(value))
    held = bag.get(place)
    bag[place] = [1] if held is None else [held[0] + 1]
