"""The area two outlines share, side above side; written for a compiler: an answer where its rounding cannot matter.

A point is inside where as many sides pass above it one way as the other way and one more. So the shared area is the
sum over every two sides, one of each outline, of the area that lies below both, counted with the sign of their ways:
no crossing has to be found out, and nothing can go wrong but rounding. How much that may be is added up with it, and
beside it how much GEOS may round; where both together might tell another whole number, GEOS is asked.
"""

from collections.abc import Sequence
from typing import Any

try:
    import cython
except ImportError:
    from labelqa.kernel import cython_shim as cython

from labelqa.kernel.typed.scratch import FAR

EPSILON = cython.declare(cython.double, 2.0**-52)
SLACK = cython.declare(cython.double, 16.0)
UNIT = cython.declare(cython.double, 1073741824.0)
MANY = cython.declare(cython.longlong, 1 << 16)
LOOKS = cython.declare(cython.longlong, 1 << 22)


@cython.final
@cython.cclass
class Outlined:
    """Compares outlines. Each is an array of rows of six numbers.

    The first row is its area, its hull (x1, y1, x2, y2) and the length of its sides in x and y together. Each other one
    is a side: its left x and the y there, its right x and the y there, its slope, and 1 or -1 for the way it goes (0
    where it is upright); ascending by the left x.
    """

    one: cython.double[:, ::1]  # the two at hand
    two: cython.double[:, ::1]
    shared: cython.double
    widths: cython.double
    partial: cython.double
    looks: cython.longlong  # at sides, since the call began

    def ious(self, a: Sequence[Any], b: Sequence[Any], pairs: Sequence[tuple[int, int]]) -> tuple[list[float], float]:
        """IoU of each two, whose x 2^30 rounds to the right whole number; -1 where that is not sure.

        And how many sides were looked at together: all that may meet. Infinity where that was too many.
        """
        self.looks = 0
        found = []
        for i, j in pairs:
            self.one, self.two = a[i], b[j]
            found.append(self.iou())
        return found, self.looks if self.looks <= LOOKS else float("inf")

    @cython.final
    @cython.cfunc
    @cython.locals(n=cython.longlong, m=cython.longlong, found=cython.double)
    def iou(self) -> cython.double:
        """Of the two at hand; where they are large, other threads may run."""
        n, m = self.one.shape[0], self.two.shape[0]
        if n * m < MANY:
            self.add_up(n, m)
            return self.sure(n + m)
        with cython.nogil:
            self.add_up(n, m)
            found = self.sure(n + m)
        return found

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(e=cython.longlong, f=cython.longlong, low=cython.longlong, left=cython.double, right=cython.double)
    @cython.locals(start=cython.double, end=cython.double, width=cython.double, mine=cython.double, mean=cython.double)
    @cython.locals(slope=cython.double, row=cython.double, total=cython.double, wide=cython.double, y=cython.double)
    @cython.locals(from_y=cython.double, to_y=cython.double, above=cython.double, beyond=cython.double)
    @cython.locals(partial=cython.double, below=cython.double, least=cython.double, looks=cython.longlong)
    def add_up(self, n: cython.longlong, m: cython.longlong) -> cython.void:
        """Into `shared` the area below both; the widths that went into it; and sums on the way, which were rounded."""
        total = wide = partial = 0.0
        looks, low = self.looks, 1
        # Heights are taken from a place nearby: less is rounded away.
        y = self.one[0, 2]
        for e in range(1, n):
            left, mine, right, slope = self.one[e, 0], self.one[e, 1], self.one[e, 2], self.one[e, 4]
            # Those that share no more than a line are looked at, too: they are part of what may meet.
            while low < m and self.two[low, 2] < left:
                low += 1
            row = 0.0
            for f in range(low, m):
                if self.two[f, 0] > right:
                    break
                looks += 1
                start = left if left > self.two[f, 0] else self.two[f, 0]
                end = right if right < self.two[f, 2] else self.two[f, 2]
                # One that lies before adds nothing: without a branch, which the processor would have to guess.
                end = end if end > start else start
                width = end - start
                from_y = self.two[f, 1] + (start - self.two[f, 0]) * self.two[f, 4]
                to_y = self.two[f, 1] + (end - self.two[f, 0]) * self.two[f, 4]
                above = mine + (start - left) * slope - from_y
                beyond = mine + (end - left) * slope - to_y
                below = (above - abs(above) + (beyond - abs(beyond))) * 0.5
                if above * beyond < 0.0:  # they cross, which is rare
                    least = above if above < 0.0 else beyond
                    below = -least * least / abs(above - beyond)
                mean = (from_y - y + (to_y - y) + below) * 0.5
                row += self.two[f, 5] * width * mean
                wide += width
                partial += abs(row)
            total += self.one[e, 5] * row
            partial += abs(total)
            if looks > LOOKS:
                break
        self.shared, self.widths, self.partial, self.looks = total, wide, partial, looks

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(area=cython.double, other=cython.double, far=cython.double, high=cython.double, wide=cython.double)
    @cython.locals(unsure=cython.double, least=cython.double, most=cython.double, k=cython.int)
    def sure(self, sides: cython.double) -> cython.double:
        """The IoU, or -1 where rounding might change the whole number it stands for.

        Ours: of each width the heights, and every sum. That of GEOS: a crossing moves by a unit in the last place, and
        with it the sides that end there; and the sums of an area. What is said of both is more than they can be.
        """
        area, other = self.one[0, 0], self.two[0, 0]
        wide = largest(self.one[0, 3], self.two[0, 3]) - least_of(self.one[0, 1], self.two[0, 1])
        high = largest(self.one[0, 4], self.two[0, 4]) - least_of(self.one[0, 2], self.two[0, 2])
        far = 0.0
        for k in range(1, 5):
            far = largest(far, largest(self.one[0, k], -self.one[0, k]))
            far = largest(far, largest(self.two[0, k], -self.two[0, k]))
        unsure = self.widths * (4.0 * far + 8.0 * high) + self.partial
        unsure += (self.one[0, 5] + self.two[0, 5]) * (SLACK * far + 0.25 * sides * wide)
        unsure *= EPSILON
        least, most = share(self.shared - unsure, area, other), share(self.shared + unsure, area, other)
        # What is not finite is not sure either.
        if self.looks > LOOKS or not unsure < area + other or self.shared - self.shared != 0:
            return -1.0
        return share(self.shared, area, other) if nearest(least) == nearest(most) else -1.0

    @cython.locals(found=cython.longlong, m=cython.longlong, n=cython.longlong, most=cython.longlong)
    def touching(self, a: Sequence[Any], b: Sequence[Any], pairs: Sequence[tuple[int, int]], most: int) -> float:
        """How many sides of these pairs come near each other, hull by hull; past `most`, some."""
        found = 0
        for i, j in pairs:
            if found <= most:
                self.one, self.two = a[i], b[j]
                n, m = self.one.shape[0], self.two.shape[0]
                found += self.near(n, m)
        return float(found)

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(e=cython.longlong, f=cython.longlong, low=cython.longlong, found=cython.longlong)
    @cython.locals(left=cython.double, right=cython.double, top=cython.double, bottom=cython.double)
    @cython.locals(y=cython.double, z=cython.double, looks=cython.longlong)
    def near(self, n: cython.longlong, m: cython.longlong) -> cython.longlong:
        """Sides of the two at hand whose hulls meet, be it in a point; where that takes too many looks, more."""
        found, low, looks = 0, 1, 0
        for e in range(1, n):
            left, right = self.one[e, 0], self.one[e, 2]
            y, z = self.one[e, 1], self.one[e, 3]
            top, bottom = (y if y < z else z), (z if y < z else y)
            while low < m and self.two[low, 2] < left:
                low += 1
            for f in range(low, m):
                if self.two[f, 0] > right:
                    break
                y, z = self.two[f, 1], self.two[f, 3]
                found += (self.two[f, 2] >= left) & ((y <= bottom) | (z <= bottom)) & ((y >= top) | (z >= top))
                looks += 1
            if looks > LOOKS:
                return FAR
        return found


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def largest(x: cython.double, y: cython.double) -> cython.double:
    """Of two."""
    return x if x > y else y


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def least_of(x: cython.double, y: cython.double) -> cython.double:
    """Of two."""
    return x if x < y else y


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
@cython.locals(union=cython.double)
def share(inter: cython.double, one: cython.double, other: cython.double) -> cython.double:
    """IoU; 0 where nothing is shared."""
    inter = one if one < inter else inter
    inter = other if other < inter else inter
    union = one + other - inter
    return inter / union if inter > 0 and union > 0 else 0.0


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def nearest(iou: cython.double) -> cython.longlong:
    """The whole number an IoU stands for."""
    return cython.cast(cython.longlong, iou * UNIT + 0.5)
