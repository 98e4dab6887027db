"""Partners one to one in a whole picture; written for a compiler (see `matching` in plain words)."""

try:
    import cython
except ImportError:
    from labelqa.kernel import cython_shim as cython

from labelqa.kernel.typed.component import Component


@cython.cclass
class Partners(Component):
    """Matches what overlaps: undisputed pairs first, then component by component."""

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(-1, check=False)
    @cython.locals(k=cython.int, a=cython.int, b=cython.int, e=cython.int, looked=cython.int, rest=cython.int)
    @cython.locals(w=cython.longlong, low=cython.longlong, stop=cython.int)
    def solve(self, n: cython.int, n_a: cython.int, n_b: cython.int, first: cython.bint) -> cython.int:
        """The matching of largest total weight among the n overlaps in `left`, into `won`; `first` of its equals."""
        for a in range(n_a):
            self.won[a] = -1
        for b in range(n_b):
            self.gone[b] = 0
        while n:
            for k in range(n_a + n_b):
                self.best[k] = self.second[k] = 0
            rest = 0
            for k in range(n):
                e = self.left[k]
                w = self.weight[e]
                a, b = self.ea[e], n_a + self.eb[e]
                # The larger, and the larger of the rest, without a branch that the processor would have to guess.
                low = w if w < self.best[a] else self.best[a]
                self.second[a] = low if low > self.second[a] else self.second[a]
                self.best[a] = w if w > self.best[a] else self.best[a]
                low = w if w < self.best[b] else self.best[b]
                self.second[b] = low if low > self.second[b] else self.second[b]
                self.best[b] = w if w > self.best[b] else self.best[b]
                rest += self.second[a] + self.second[b] > 0
            if not rest:
                for k in range(n):
                    self.won[self.ea[self.left[k]]] = self.left[k]
                return 0
            # What weighs more than the best others of its two boxes together is in every best matching.
            for k in range(n):
                e = self.left[k]
                w = self.weight[e]
                a, b = self.ea[e], n_a + self.eb[e]
                if (w == self.best[a]) & (w == self.best[b]) & (w > self.second[a] + self.second[b]):
                    self.won[a] = e
                    self.gone[b - n_a] = 1
            looked, n = n, 0
            for k in range(looked):
                e = self.left[k]
                self.left[n] = e
                n += (self.won[self.ea[e]] < 0) & (self.gone[self.eb[e]] == 0)
            if 2 * n > looked:
                break
        if not n:
            return 0
        if self.group(n, n_a, n_b) == 1:
            self.settle(0, n, n_b, first)
            return 0
        k = 0
        while k < n:
            stop = k + 1
            while stop < n and self.root[stop] == self.root[k]:
                stop += 1
            self.settle(k, stop, n_b, first)
            k = stop
        return 0

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def find(self, x: cython.int) -> cython.int:
        """The box that stands for the component of a box."""
        while self.parent[x] != x:
            self.parent[x] = self.parent[self.parent[x]]
            x = self.parent[x]
        return x

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(k=cython.int, a=cython.int, b=cython.int, e=cython.int, z=cython.int, parts=cython.int)
    def group(self, n: cython.int, n_a: cython.int, n_b: cython.int) -> cython.int:
        """Sorts the n overlaps in `left` by components, those that share no box; returns how many there are.

        Within a component they still ascend. A single one leaves all as it was.
        """
        parts = 0
        for k in range(n_a + n_b):
            self.parent[k] = -1
        for k in range(n):
            a, b = self.ea[self.left[k]], n_a + self.eb[self.left[k]]
            if self.parent[a] < 0:
                self.parent[a] = a
                parts += 1
            if self.parent[b] < 0:
                self.parent[b] = b
                parts += 1
            a, b = self.find(a), self.find(b)
            if a != b:
                self.parent[b] = a
                parts -= 1
        if parts == 1:
            return 1
        for k in range(n_a + n_b + 1):
            self.slot[k] = 0
        for k in range(n):
            self.root[k] = self.find(self.ea[self.left[k]])
            self.slot[self.root[k] + 1] += 1
        for k in range(n_a + n_b):
            self.slot[k + 1] += self.slot[k]
        for k in range(n):
            z = self.slot[self.root[k]]
            self.slot[self.root[k]] = z + 1
            self.spare[z] = self.left[k]
        for k in range(n):
            self.left[k] = self.spare[k]
            self.root[k] = self.find(self.ea[self.left[k]])
        return parts

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(-1, check=False)
    @cython.locals(k=cython.int, e=cython.int, best=cython.int, rows=cython.int, columns=cython.int, row=cython.int)
    def settle(self, begin: cython.int, stop: cython.int, n_b: cython.int, first: cython.bint) -> cython.int:
        """Chooses among the overlaps `left[begin:stop]` of one component."""
        rows = self.count_rows(begin, stop)
        columns = self.number_columns(begin, stop, n_b)
        if rows == 1 or columns == 1:
            best = self.left[begin]
            for k in range(begin + 1, stop):
                if self.weight[self.left[k]] > self.weight[best]:
                    best = self.left[k]
            self.won[self.ea[best]] = best
            return 0
        if self.lean and self.stands(begin, stop, rows, columns):
            return 0
        if stop - begin > self.offers or rows > self.side or columns > self.side:
            with cython.gil:
                self.grow_component(2 * (stop - begin), 2 * (rows if rows > columns else columns))
        row = -1
        for k in range(begin, stop):
            e = self.left[k]
            if k == begin or self.ea[e] != self.ea[self.left[k - 1]]:
                row += 1
                self.start[row] = k - begin
            self.offer[k - begin] = self.local[self.eb[e]]
            self.worth[k - begin] = self.weight[e]
        self.start[rows] = stop - begin
        self.assign(rows, columns)
        if first:
            self.order(rows, columns)
        row = -1
        for k in range(begin, stop):
            e = self.left[k]
            if k == begin or self.ea[e] != self.ea[self.left[k - 1]]:
                row += 1
            if self.col_of[row] == self.offer[k - begin]:
                self.won[self.ea[e]] = e
        return 0

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(k=cython.int, rows=cython.int)
    def count_rows(self, begin: cython.int, stop: cython.int) -> cython.int:
        """How many boxes of A a component has."""
        rows = 1
        for k in range(begin + 1, stop):
            if self.ea[self.left[k]] != self.ea[self.left[k - 1]]:
                rows += 1
        return rows

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(k=cython.int, b=cython.int, z=cython.int, low=cython.int, high=cython.int, columns=cython.int)
    def number_columns(self, begin: cython.int, stop: cython.int, n_b: cython.int) -> cython.int:
        """Numbers the boxes of B in a component, ascending, in `local`; returns how many there are."""
        for k in range(begin, stop):
            self.local[self.eb[self.left[k]]] = -1
        columns, low, high = 0, n_b, 0
        for k in range(begin, stop):
            b = self.eb[self.left[k]]
            if self.local[b] < 0:
                self.local[b] = 0
                self.column[columns] = b
                columns += 1
                low = b if b < low else low
                high = b if b > high else high
        if high - low < 4 * columns or columns > 64:
            self.mark_columns(columns)
            columns = 0
            for b in range(low, high + 1):
                if self.gone[b] == 2:
                    self.gone[b] = 0
                    self.local[b] = columns
                    columns += 1
            return columns
        for k in range(1, columns):
            b = self.column[k]
            z = k - 1
            while z >= 0 and self.column[z] > b:
                self.column[z + 1] = self.column[z]
                z -= 1
            self.column[z + 1] = b
        for k in range(columns):
            self.local[self.column[k]] = k
        return columns

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(k=cython.int)
    def mark_columns(self, columns: cython.int) -> cython.void:
        for k in range(columns):
            self.gone[self.column[k]] = 2

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(k=cython.int, e=cython.int, f=cython.int, count=cython.int)
    def stands(self, begin: cython.int, stop: cython.int, rows: cython.int, columns: cython.int) -> cython.bint:
        """Whether the matching without a threshold, `score_a`, is the best here too: then it is taken.

        It is where it pairs all that can be paired, and ties none of these boxes to one outside: whatever had more
        would be better without a threshold as well.
        """
        count = 0
        for k in range(begin, stop):
            e = self.left[k]
            if self.score_a[self.ea[e]] == e:
                count += 1
        if count < (rows if rows < columns else columns):
            return False
        # All of one side are paired within; who of the other side is paired must be so within, too.
        for k in range(begin, stop):
            e = self.left[k]
            f = self.score_a[self.ea[e]]
            if f >= 0 and (self.q[f] < self.threshold or self.gone[self.eb[f]]):
                return False
            f = self.score_b[self.eb[e]]
            if f >= 0 and (self.q[f] < self.threshold or self.won[self.ea[f]] >= 0):
                return False
        for k in range(begin, stop):
            e = self.left[k]
            if self.score_a[self.ea[e]] == e:
                self.won[self.ea[e]] = e
        return True
