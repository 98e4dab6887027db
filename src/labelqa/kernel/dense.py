"""The exact assignment where nearly everything overlaps everything: the same steps, a whole row at a time."""

import numpy as np
from numpy.typing import NDArray

from labelqa.kernel.assignment import Assignment, Offers

ABSENT = -(1 << 61)
"""Weight of a pair that is not offered: never worth taking, and far from the bounds of 64 bits."""
DONE = 1 << 62


class DenseAssignment(Assignment):
    """`Assignment` on a full table of weights, which must be below 2^60: quick when most pairs are offered.

    Worth it for crowds only, where boxes nested or shifted in steps make for long chains of moves.

    >>> DenseAssignment([[(0, 5), (1, 4)], [(0, 4)]], 2).column_of
    [1, 0]
    """

    __slots__ = ("free", "prices", "weights")

    def __init__(self, offers: Offers, n_columns: int) -> None:
        self.weights: NDArray[np.int64] = np.full((len(offers), n_columns), ABSENT, dtype=np.int64)
        self.prices: NDArray[np.int64] = np.zeros(n_columns, dtype=np.int64)
        self.free: NDArray[np.bool_] = np.ones(n_columns, dtype=np.bool_)
        for row, offered in enumerate(offers):
            columns, weights = zip(*offered, strict=True)
            self.weights[row, columns] = weights
        super().__init__(offers, n_columns)
        self.column_price = self.prices.tolist()

    def _seat(self, start: int) -> None:
        gain = self.weights[start] - self.prices
        price = int(gain.max())
        if price <= 0:
            return
        self.row_price[start] = price
        column = self._first(gain == price)
        if self.free[column]:
            self.column_of[start], self.row_of[column] = column, start
            self.free[column] = False
        else:
            self._push(start)

    def _first(self, equals: NDArray[np.bool_]) -> int:
        """The first free one of equal columns, or the first if none is free: twins need no long chains."""
        column = int(np.argmax(equals & self.free))
        return column if equals[column] and self.free[column] else int(np.argmax(equals))

    def _push(self, start: int) -> None:
        row = alone = start
        base = loss = self.row_price[start]
        nearest = np.full(len(self.prices), loss, dtype=np.int64)
        ahead = nearest.copy()  # the same, without the columns passed
        came_from = np.full(len(self.prices), -1, dtype=np.int64)
        passed: list[int] = []
        while True:
            far = self.prices - self.weights[row]
            far += base
            closer = far < nearest
            np.copyto(nearest, far, where=closer)
            np.copyto(ahead, far, where=closer)
            np.copyto(came_from, row, where=closer)
            reach = int(ahead.min())
            if reach >= loss:
                end = -1
                break
            column = self._first(ahead == reach)
            if self.free[column]:
                loss, end = reach, column
                self.free[column] = False
                break
            ahead[column] = DONE
            passed.append(column)
            row = self.row_of[column]
            base = reach + self.row_price[row]
            if base < loss:
                loss, alone = base, row
        self.row_price[start] -= loss
        discount = loss - nearest[passed]
        self.prices[passed] += discount
        for column, amount in zip(passed, discount.tolist(), strict=True):
            self.row_price[self.row_of[column]] -= amount
        self._move(start, end, alone, dict(enumerate(came_from.tolist())))
