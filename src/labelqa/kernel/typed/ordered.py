"""Among assignments of equal worth the one that comes first; written for a compiler (`canonical` in plain words)."""

try:
    import cython
except ImportError:
    from labelqa.kernel import cython_shim as cython

from labelqa.kernel.typed.scratch import Scratch


@cython.cclass
class Ordered(Scratch):
    """Moves that cost nothing. Places are the columns 0..m-1, and the pool m for "no column"."""

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(r=cython.int, k=cython.int, t=cython.int, exact=cython.int, pairs=cython.int)
    def order(self, n: cython.int, m: cython.int) -> cython.void:
        """Replaces the assignment of n rows to m columns by the first of those that its prices allow."""
        exact = pairs = 0
        for r in range(n):
            self.tight_start[r] = exact
            for k in range(self.start[r], self.start[r + 1]):
                if self.row_price[r] + self.col_price[self.offer[k]] == self.worth[k]:
                    self.tight[exact] = self.offer[k]
                    exact += 1
            if self.col_of[r] >= 0:
                pairs += 1
        self.tight_start[n] = exact
        if exact == pairs:
            return
        for k in range(m + 1):
            self.settled[k] = 0
            self.seen[k] = 0
        self.looks = 0
        for r in range(n):
            self.settle_row(r, n, m)

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(k=cython.int, column=cython.int, home=cython.int)
    def settle_row(self, row: cython.int, n: cython.int, m: cython.int) -> cython.void:
        """Gives a row the first column for which the others, below it, can shift without loss."""
        home = self.col_of[row] if self.col_of[row] >= 0 else m
        self.looks += 1
        for k in range(self.tight_start[row], self.tight_start[row + 1]):
            column = self.tight[k]
            if column >= home:
                break
            if self.settled[column] or self.seen[column] == self.looks:
                continue
            if self.search(row, column, home, n, m):
                self.shift(row, column, home, m)
                break
        if self.col_of[row] >= 0:
            self.settled[self.col_of[row]] = 1

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(head=cython.int, tail=cython.int, place=cython.int, r=cython.int, j=cython.int, found=cython.bint)
    def search(
        self, row: cython.int, column: cython.int, home: cython.int, n: cython.int, m: cython.int
    ) -> cython.bint:
        """Whether shifts lead from `column`, which the row wants, to `home`, which it leaves; how, is in `came`."""
        self.seen[column] = self.looks
        self.passed[0] = column
        head, tail = 0, 1
        while head < tail:
            place = self.passed[head]
            head += 1
            if place == m:  # out of the pool come columns that may stay free, and rows that are alone
                for j in range(m):
                    if self.col_price[j] == 0:
                        tail = self.reach(place, -1, j, tail)
                for r in range(row + 1, n):
                    if self.col_of[r] < 0:
                        tail = self.moves(place, r, m, tail)
            elif self.row_of[place] < 0:
                tail = self.reach(place, -1, m, tail)
            else:
                tail = self.moves(place, self.row_of[place], m, tail)
            if self.seen[home] == self.looks:
                return True
        return False

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(k=cython.int)
    def moves(self, place: cython.int, r: cython.int, m: cython.int, tail: cython.int) -> cython.int:
        """Adds the places where a row may go that has to leave one."""
        for k in range(self.tight_start[r], self.tight_start[r + 1]):
            tail = self.reach(place, r, self.tight[k], tail)
        return self.reach(place, r, m, tail) if self.row_price[r] == 0 else tail

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def reach(self, place: cython.int, r: cython.int, target: cython.int, tail: cython.int) -> cython.int:
        """Adds one place to the queue of a search, unless it is settled or was seen."""
        if self.settled[target] or self.seen[target] == self.looks:
            return tail
        self.seen[target] = self.looks
        self.came[target], self.mover[target] = place, r
        self.passed[tail] = target
        return tail + 1

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(place=cython.int, r=cython.int)
    def shift(self, row: cython.int, column: cython.int, home: cython.int, m: cython.int) -> cython.void:
        """Makes the moves that a search has found: all leave first, then all arrive."""
        place = home
        while place != column:
            r = self.mover[place]
            if r >= 0 and self.col_of[r] >= 0:
                self.row_of[self.col_of[r]] = -1
            place = self.came[place]
        if self.col_of[row] >= 0:
            self.row_of[self.col_of[row]] = -1
        place = home
        while place != column:
            r = self.mover[place]
            if r >= 0:
                self.col_of[r] = -1 if place == m else place
                if place != m:
                    self.row_of[place] = r
            place = self.came[place]
        self.col_of[row], self.row_of[column] = column, row
