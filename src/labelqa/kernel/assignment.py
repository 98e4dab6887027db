"""Who goes with whom where overlaps compete: an exact assignment, with the prices that prove it the best."""

from collections.abc import Sequence
from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labelqa.kernel import cython_shim as cython
else:
    try:
        import cython
    except ImportError:
        from labelqa.kernel import cython_shim as cython

Offers = Sequence[Sequence[tuple[int, int]]]
"""Per row the columns it may take, ascending, each with a weight > 0."""

FEW = 16
"""Rows that are taken in just as they come."""
GOLDEN = 0x9E3779B1
"""2^32 / golden ratio: its multiples spread evenly."""


def _scattered(n: int) -> Sequence[int]:
    """0..n-1 in an order that jumps about: in rows of boxes shifted by equal steps, chains of moves stay short."""
    return range(n) if n <= FEW else sorted(range(n), key=lambda i: i * GOLDEN & 0xFFFFFFFF)


class Assignment:
    """Rows and columns paired one to one for the largest total weight, exact in whole numbers.

    Shortest augmenting paths (Crouse 2016, without dummies): each row has a price and each column has one, such that
    row price + column price >= weight, equal where paired, 0 for whoever is alone, never below 0. Such prices prove
    that no other pairing weighs more. `column_of` and `row_of` hold the partner or -1.

    >>> Assignment([[(0, 5), (1, 4)], [(0, 4)]], 2).column_of
    [1, 0]
    """

    __slots__ = ("column_of", "column_price", "offers", "row_of", "row_price")

    def __init__(self, offers: Offers, n_columns: int) -> None:
        self.offers = offers
        self.column_of: list[int] = [-1] * len(offers)
        self.row_of: list[int] = [-1] * n_columns
        self.row_price: list[int] = [0] * len(offers)
        self.column_price: list[int] = [0] * n_columns
        for row in _scattered(len(offers)):
            self._seat(row)

    def _seat(self, start: int) -> None:
        """Takes one more row in, moving others along the path that loses least."""
        column_price, row_of = self.column_price, self.row_of
        price, column = 0, -1
        for j, weight in self.offers[start]:
            if weight - column_price[j] > price:
                price, column = weight - column_price[j], j
        self.row_price[start] = price
        if column >= 0 and row_of[column] < 0:
            self.column_of[start], row_of[column] = column, start
        elif column >= 0:
            self._push(start)

    def _push(self, start: int) -> None:
        """Finds the cheapest chain of moves that begins at `start`, adjusts the prices and makes the moves."""
        row: cython.longlong
        j: cython.longlong
        weight: cython.longlong
        base: cython.longlong
        far: cython.longlong
        loss: cython.longlong
        offers, row_of, row_price, column_price = self.offers, self.row_of, self.row_price, self.column_price
        nearest: dict[int, int] = {}
        came_from: dict[int, int] = {}
        passed: list[tuple[int, int]] = []
        heap: list[tuple[int, int]] = []
        # A chain ends at a free column, or at a row that goes without (`end` -1): at worst the new row itself.
        row, base, loss, end, alone = start, row_price[start], row_price[start], -1, start
        while True:
            for j, weight in offers[row]:
                far = base + column_price[j] - weight
                if far < loss and far < nearest.get(j, loss):
                    nearest[j] = far
                    came_from[j] = row
                    if row_of[j] < 0:
                        loss, end = far, j
                    else:
                        heappush(heap, (far, j))
            while heap and heap[0][0] > nearest[heap[0][1]]:
                heappop(heap)
            if not heap or heap[0][0] >= loss:
                break
            far, j = heappop(heap)
            passed.append((far, j))
            row = row_of[j]
            base = far + row_price[row]
            if base < loss:
                loss, end, alone = base, -1, row
        row_price[start] -= loss
        for far, j in passed:
            column_price[j] += loss - far
            row_price[row_of[j]] -= loss - far
        self._move(start, end, alone, came_from)

    def _move(self, start: int, end: int, alone: int, came_from: dict[int, int]) -> None:
        """Shifts the rows of a chain by one column each, from its end back to `start`."""
        if end < 0:
            if alone == start:
                return
            end, self.column_of[alone] = self.column_of[alone], -1
        while True:
            row = came_from[end]
            self.row_of[end] = row
            end, self.column_of[row] = self.column_of[row], end
            if row == start:
                return
