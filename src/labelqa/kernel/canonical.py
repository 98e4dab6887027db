"""Among assignments of equal worth, the one that comes first: so that ties never depend on chance."""

from collections.abc import Iterator

from labelqa.kernel.assignment import Assignment


def make_canonical(assignment: Assignment) -> None:
    """Replaces an assignment, in place, by the equally good one whose sorted list of pairs comes first.

    The prices tell all equals: a pair may be in one only if its weight is exactly the sum of its two prices, and
    whoever has a price above 0 must be paired. So rows are settled one after the other: each takes the first column
    for which the others can shift without loss.

    >>> twins = Assignment([[(0, 7), (1, 7)], [(0, 7), (1, 7)]], 2)
    >>> twins.column_of, twins.row_of = [1, 0], [1, 0]
    >>> make_canonical(twins)
    >>> twins.column_of
    [0, 1]
    """
    pairs = sum(column >= 0 for column in assignment.column_of)
    if _count_exact(assignment) > pairs:
        _Shifts(assignment).settle()


def _exact(assignment: Assignment, row: int) -> list[int]:
    price, prices = assignment.row_price[row], assignment.column_price
    return [j for j, weight in assignment.offers[row] if price + prices[j] == weight]


def _count_exact(assignment: Assignment) -> int:
    return sum(len(_exact(assignment, row)) for row in range(len(assignment.offers)))


def _bits(mask: int) -> Iterator[int]:
    """Positions of the ones, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class _Shifts:
    """Moves that cost nothing. Sets of columns are bits of one integer; the last bit, `pool`, is "no column".

    Whoever may go without shifts into the pool; out of it come rows that are alone, and columns that may stay free.
    """

    def __init__(self, assignment: Assignment) -> None:
        self.column_of, self.row_of = assignment.column_of, assignment.row_of
        self.pool = len(self.row_of)
        self.open = (2 << self.pool) - 1
        self.may_stay_free = sum(1 << j for j, price in enumerate(assignment.column_price) if not price)
        self.choices = [
            sum(1 << j for j in _exact(assignment, row)) | (0 if price else 1 << self.pool)
            for row, price in enumerate(assignment.row_price)
        ]

    def settle(self) -> None:
        """Fixes row after row."""
        for row, choices in enumerate(self.choices):
            home = self.column_of[row] if self.column_of[row] >= 0 else self.pool
            seen = 0
            for column in _bits(choices & self.open & ((1 << home) - 1)):
                if not seen >> column & 1:
                    came, seen = self._search(row, column, home, seen)
                    if home in came:
                        self._shift(row, column, home, came)
                        break
            if self.column_of[row] >= 0:
                self.open &= ~(1 << self.column_of[row])

    def _search(self, row: int, column: int, home: int, seen: int) -> tuple[dict[int, tuple[int, int]], int]:
        """Chains of shifts from `column`, which `row` wants, to `home`, which it would leave.

        Returns how each place was reached (from where, by which row), and all places seen: from those that an
        earlier search saw there is no way.
        """
        came: dict[int, tuple[int, int]] = {}
        seen |= 1 << column
        places = [column]
        for place in places:
            for mover, targets in self._moves(place, row):
                fresh = targets & self.open & ~seen
                if fresh >> home & 1:
                    came[home] = place, mover
                    return came, seen
                seen |= fresh
                for target in _bits(fresh):
                    came[target] = place, mover
                    places.append(target)
        return came, seen

    def _moves(self, place: int, settled: int) -> Iterator[tuple[int, int]]:
        """(who moves, where to) when somebody takes this place; -1: nobody has to."""
        if place == self.pool:
            yield -1, self.may_stay_free
            for row in range(settled + 1, len(self.choices)):
                if self.column_of[row] < 0:
                    yield row, self.choices[row]
        elif self.row_of[place] < 0:
            yield -1, 1 << self.pool
        else:
            yield self.row_of[place], self.choices[self.row_of[place]]

    def _shift(self, row: int, column: int, home: int, came: dict[int, tuple[int, int]]) -> None:
        moves = [(row, column)]
        place = home
        while place != column:
            before, mover = came[place]
            if mover >= 0:
                moves.append((mover, place))
            place = before
        for mover, _ in moves:
            if self.column_of[mover] >= 0:
                self.row_of[self.column_of[mover]] = -1
        for mover, target in moves:
            self.column_of[mover] = -1 if target == self.pool else target
            if target != self.pool:
                self.row_of[target] = mover
