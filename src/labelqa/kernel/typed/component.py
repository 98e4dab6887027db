"""Who goes with whom where overlaps compete; written for a compiler (see `assignment` in plain words)."""

try:
    import cython
except ImportError:
    from labelqa.kernel import cython_shim as cython

from labelqa.kernel.typed.ordered import Ordered
from labelqa.kernel.typed.scratch import FAR

FEW = cython.declare(cython.int, 16)


@cython.cclass
class Component(Ordered):
    """Rows and columns paired one to one for the largest total worth, exact, with the prices that prove it.

    Row price + column price >= worth, equal where paired, 0 for whoever is alone, never below 0.
    """

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(k=cython.int, row=cython.int, step=cython.int, x=cython.int, y=cython.int)
    def assign(self, n: cython.int, m: cython.int) -> cython.void:
        """Pairs n rows with m columns: `col_of` and `row_of` hold the partner or -1."""
        for k in range(n):
            self.col_of[k] = -1
            self.row_price[k] = 0
        for k in range(m):
            self.row_of[k] = -1
            self.col_price[k] = 0
            self.near[k] = FAR
        step = 1
        if n > FEW:  # in an order that jumps about: in rows of boxes shifted by equal steps, chains of moves stay short
            step, x = n * 5 // 8, 0
            while x != 1:
                step += 1
                x, y = step, n
                while y:
                    x, y = y, x % y
        row = 0
        for _ in range(n):
            self.seat(row)
            row += step
            if row >= n:
                row -= n

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(k=cython.int, j=cython.int, column=cython.int, gain=cython.longlong, price=cython.longlong)
    def seat(self, row: cython.int) -> cython.void:
        """Takes one more row in, at a free column or by moving others along; a free one comes first among equals."""
        price = 0
        column = -1
        for k in range(self.start[row], self.start[row + 1]):
            j = self.offer[k]
            gain = self.worth[k] - self.col_price[j]
            if gain > price or (gain == price and column >= 0 and self.row_of[column] >= 0 and self.row_of[j] < 0):
                price, column = gain, j
        self.row_price[row] = price
        if column >= 0 and self.row_of[column] < 0:
            self.col_of[row], self.row_of[column] = column, row
        elif column >= 0:
            self.push(row)

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(k=cython.int, j=cython.int, row=cython.int, end=cython.int, alone=cython.int, n=cython.int)
    @cython.locals(size=cython.int, base=cython.longlong, loss=cython.longlong, far=cython.longlong)
    @cython.locals(touched=cython.int)
    def push(self, start: cython.int) -> cython.void:
        """Finds the cheapest chain of moves that begins at `start`, adjusts the prices and makes the moves."""
        row = alone = start
        end = -1
        base = loss = self.row_price[start]
        n = size = touched = 0
        while True:
            for k in range(self.start[row], self.start[row + 1]):
                j = self.offer[k]
                far = base + self.col_price[j] - self.worth[k]
                if far < loss and far < self.near[j]:
                    if self.near[j] == FAR:
                        self.touched[touched] = j
                        touched += 1
                    self.near[j] = far
                    self.came[j] = row
                    if self.row_of[j] < 0:
                        loss, end = far, j
                    else:
                        size = self.enter(size, far, j)
            while size and self.key[0] > self.near[self.heap[0]]:
                size = self.leave(size)
            if size == 0 or self.key[0] >= loss:
                break
            far, j = self.key[0], self.heap[0]
            size = self.leave(size)
            self.passed[n] = j
            n += 1
            row = self.row_of[j]
            base = far + self.row_price[row]
            if base < loss:
                loss, end, alone = base, -1, row
        self.row_price[start] -= loss
        for k in range(n):
            j = self.passed[k]
            self.col_price[j] += loss - self.near[j]
            self.row_price[self.row_of[j]] -= loss - self.near[j]
        for k in range(touched):
            self.near[self.touched[k]] = FAR
        self.move(start, end, alone)

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(row=cython.int, freed=cython.int)
    def move(self, start: cython.int, end: cython.int, alone: cython.int) -> cython.void:
        """Shifts the rows of a chain by one column each, from its end back to `start`."""
        if end < 0:
            if alone == start:
                return
            end, self.col_of[alone] = self.col_of[alone], -1
        while True:
            row = self.came[end]
            freed = self.col_of[row]
            self.row_of[end], self.col_of[row] = row, end
            if row == start:
                return
            end = freed

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(k=cython.int, up=cython.int)
    def enter(self, size: cython.int, far: cython.longlong, j: cython.int) -> cython.int:
        """Puts a column into the heap; returns how many are in it."""
        k = size
        while k:
            up = (k - 1) >> 1
            if self.key[up] <= far:
                break
            self.key[k], self.heap[k] = self.key[up], self.heap[up]
            k = up
        self.key[k], self.heap[k] = far, j
        return size + 1

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(k=cython.int, child=cython.int, far=cython.longlong)
    def leave(self, size: cython.int) -> cython.int:
        """Takes the nearest column out of the heap."""
        size -= 1
        far = self.key[size]
        k, child = 0, 1
        while child < size:
            if child + 1 < size and self.key[child + 1] < self.key[child]:
                child += 1
            if self.key[child] >= far:
                break
            self.key[k], self.heap[k] = self.key[child], self.heap[child]
            k, child = child, 2 * child + 1
        self.key[k], self.heap[k] = far, self.heap[size]
        return size
