"""Scratch space of a comparison: arrays of machine numbers, kept from one pair to the next."""

from typing import Any

import numpy as np

try:
    import cython
except ImportError:
    from labelqa.kernel import cython_shim as cython

FAR = cython.declare(cython.longlong, 1 << 62)
BONUS = cython.declare(cython.longlong, (1 << 30) // 10)
FINITE = cython.declare(cython.double, 1.7976931348623157e308)
TINY = cython.declare(cython.double, 1e-290)
SHRINK = cython.declare(cython.double, 2.0**-540)


def ints(n: int) -> Any:
    """Scratch space: uncompiled, a list is quicker to index than an array."""
    return np.zeros(n, np.int32) if cython.compiled else [0] * n


def longs(n: int) -> Any:
    """The same for whole numbers of 64 bits."""
    return np.zeros(n, np.int64) if cython.compiled else [0] * n


def doubles(n: int) -> Any:
    """The same for doubles."""
    return np.zeros(n, np.float64) if cython.compiled else [0.0] * n


@cython.cclass
class Scratch:
    """What is at hand in a comparison: one for each thread, of any number of pairs one after the other."""

    x1: cython.double[::1]  # the boxes, canonical within their annotation
    y1: cython.double[::1]
    x2: cython.double[::1]
    y2: cython.double[::1]
    label: cython.longlong[::1]
    ea: cython.int[::1]  # overlaps: box of A, box of B, IoU x 2^30, whether of one class; ascending
    eb: cython.int[::1]
    q: cython.longlong[::1]
    same: cython.int[::1]
    weight: cython.longlong[::1]  # what each is worth in the matching at hand
    left: cython.int[::1]  # overlaps among which there is still a choice, and the component of each
    root: cython.int[::1]
    spare: cython.int[::1]
    best: cython.longlong[::1]  # by box, those of B behind those of A
    second: cython.longlong[::1]
    parent: cython.int[::1]
    slot: cython.int[::1]
    won: cython.int[::1]  # box of A -> its overlap in the matching at hand, or -1; then those that were wanted
    gone: cython.int[::1]
    score_a: cython.int[::1]
    score_b: cython.int[::1]
    found: cython.int[::1]
    confused: cython.int[::1]
    close: cython.int[::1]  # boxes of B that come near the box of A at hand
    local: cython.int[::1]  # box of B -> its column in the component, and back
    column: cython.int[::1]
    start: cython.int[::1]  # the component: row r offers `offer[start[r]]` up to `start[r + 1]`
    offer: cython.int[::1]
    worth: cython.longlong[::1]
    row_price: cython.longlong[::1]
    col_price: cython.longlong[::1]
    col_of: cython.int[::1]
    row_of: cython.int[::1]
    near: cython.longlong[::1]  # the search at hand
    came: cython.int[::1]
    mover: cython.int[::1]
    passed: cython.int[::1]
    touched: cython.int[::1]
    heap: cython.int[::1]
    key: cython.longlong[::1]
    tight: cython.int[::1]  # overlaps whose weight is exactly the sum of both prices, by row
    tight_start: cython.int[::1]
    seen: cython.int[::1]
    settled: cython.int[::1]
    at_a: cython.longlong[::1]  # where the answers of a whole sweep go
    at_b: cython.longlong[::1]
    totals: cython.longlong[::1]
    totals_any: cython.longlong[::1]
    founds: cython.longlong[::1]
    founds_total: cython.longlong[::1]
    to_partner_a: cython.int[::1]
    to_quality_a: cython.int[::1]
    to_partner_b: cython.int[::1]
    to_quality_b: cython.int[::1]
    to_found: cython.int[::1]
    to_found_quality: cython.int[::1]
    to_confused: cython.int[::1]
    drawn: cython.int
    room: cython.int
    boxes: cython.int
    side: cython.int
    offers: cython.int
    looks: cython.int
    total: cython.longlong
    total_any: cython.longlong
    threshold: cython.longlong
    lean: cython.bint

    def __init__(self) -> None:
        self.side = self.offers = self.looks = self.drawn = 0
        self.grow_edges(256)
        self.grow_boxes(64)
        self.grow_component(64, 16)

    def grow_edges(self, n: cython.int) -> None:
        """Room for n overlaps; those that were there are lost."""
        self.room = n
        self.ea, self.eb, self.same, self.q, self.weight = ints(n), ints(n), ints(n), longs(n), longs(n)
        self.left, self.root, self.spare = ints(n), ints(n), ints(n)

    def grow_boxes(self, n: cython.int) -> None:
        """Room for n boxes on each side."""
        self.boxes = n
        self.best, self.second, self.parent, self.slot = longs(2 * n), longs(2 * n), ints(2 * n), ints(2 * n + 1)
        self.won, self.gone, self.score_a, self.score_b = ints(n), ints(n), ints(n), ints(n)
        self.close, self.found, self.confused, self.local, self.column = ints(n), ints(n), ints(n), ints(n), ints(n)

    def grow_component(self, offers: cython.int, side: cython.int) -> None:
        """Room for a component of so many overlaps, and of so many rows or columns."""
        if offers > self.offers:
            self.offers = offers
            self.offer, self.worth, self.tight = ints(offers), longs(offers), ints(offers)
            self.heap, self.key = ints(offers + 1), longs(offers + 1)
        if side > self.side:
            self.side, n = side, side + 2
            self.start, self.tight_start, self.row_price, self.col_price = ints(n), ints(n), longs(n), longs(n)
            self.col_of, self.row_of, self.near, self.came, self.mover = ints(n), ints(n), longs(n), ints(n), ints(n)
            self.passed, self.touched, self.seen, self.settled = ints(n), ints(n), ints(n), ints(n)
