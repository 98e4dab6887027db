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

EPSILON = cython.declare(cython.double, 2.0**-52)
SLACK = cython.declare(cython.double, 64.0)
UNIT = cython.declare(cython.double, 1073741824.0)
LOOKS = cython.declare(cython.longlong, 1 << 22)


@cython.final
@cython.cclass
class Outlined:
    """Outlines, one behind the other. Outline k has the rows at[k] up to at[k + 1], each of six numbers.

    Its first row is its area, its hull (x1, y1, x2, y2) and the length of its sides in x and y together. Each other one
    is a side: its left x and the y there, its right x and the y there, its slope, and 1 or -1 for the way it goes (0
    where it is upright); ascending by the left x.
    """

    side: cython.double[:, ::1]
    shared: cython.double  # of the two at hand
    rounding: cython.double
    looks: cython.longlong

    @cython.locals(i=cython.longlong, j=cython.longlong)
    def ious(self, sides: Any, at: Sequence[int], pairs: Sequence[tuple[int, int]]) -> list[float]:
        """IoU of each two, whose x 2^30 rounds to the right whole number; -1 where that is not sure."""
        self.side = sides
        found = []
        for one, other in pairs:
            i, j = at[one], at[other]
            self.add_up(i + 1, at[one + 1], j + 1, at[other + 1])
            found.append(self.sure(i, j, at[one + 1] - i + at[other + 1] - j))
        return found

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(e=cython.longlong, f=cython.longlong, low=cython.longlong, left=cython.double, right=cython.double)
    @cython.locals(start=cython.double, end=cython.double, width=cython.double, mine=cython.double, mean=cython.double)
    @cython.locals(slope=cython.double, row=cython.double, total=cython.double, wide=cython.double, y=cython.double)
    @cython.locals(from_y=cython.double, to_y=cython.double, above=cython.double, beyond=cython.double)
    def add_up(
        self, a: cython.longlong, a_end: cython.longlong, b: cython.longlong, b_end: cython.longlong
    ) -> cython.void:
        """Into `shared` the area below both, into `rounding` the widths that went into it."""
        total = wide = 0.0
        self.looks, low = 0, b
        # Heights are taken from a place nearby: less is rounded away.
        y = self.side[a, 1] if a < a_end else 0.0
        for e in range(a, a_end):
            left, right, slope, mine = self.side[e, 0], self.side[e, 2], self.side[e, 4], self.side[e, 1]
            while low < b_end and self.side[low, 2] <= left:
                low += 1
            row = 0.0
            for f in range(low, b_end):
                if self.side[f, 0] >= right:
                    break
                self.looks += 1
                start = left if left > self.side[f, 0] else self.side[f, 0]
                end = right if right < self.side[f, 2] else self.side[f, 2]
                width = end - start
                if width <= 0:
                    continue
                from_y = self.side[f, 1] + (start - self.side[f, 0]) * self.side[f, 4]
                to_y = self.side[f, 1] + (end - self.side[f, 0]) * self.side[f, 4]
                above = mine + (start - left) * slope - from_y
                beyond = mine + (end - left) * slope - to_y
                mean = (from_y - y + (to_y - y)) * 0.5
                if above < 0 and beyond < 0:
                    mean += (above + beyond) * 0.5
                elif above < 0:
                    mean -= above * above / (beyond - above) * 0.5
                elif beyond < 0:
                    mean -= beyond * beyond / (above - beyond) * 0.5
                row += self.side[f, 5] * width * mean
                wide += width
            total += self.side[e, 5] * row
            if self.looks > LOOKS:
                break
        self.shared, self.rounding = total, wide

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(area=cython.double, other=cython.double, far=cython.double, high=cython.double, wide=cython.double)
    @cython.locals(unsure=cython.double, least=cython.double, most=cython.double, k=cython.int)
    def sure(self, i: cython.longlong, j: cython.longlong, sides: cython.double) -> cython.double:
        """The IoU, or -1 where rounding might change the whole number it stands for."""
        area, other = self.side[i, 0], self.side[j, 0]
        wide = largest(self.side[i, 3], self.side[j, 3]) - least_of(self.side[i, 1], self.side[j, 1])
        high = largest(self.side[i, 4], self.side[j, 4]) - least_of(self.side[i, 2], self.side[j, 2])
        far = 0.0
        for k in range(1, 5):
            far = largest(far, largest(self.side[i, k], -self.side[i, k]))
            far = largest(far, largest(self.side[j, k], -self.side[j, k]))
        unsure = self.rounding * (SLACK * far + sides * high)
        unsure += (self.side[i, 5] + self.side[j, 5]) * (SLACK * far + sides * wide)
        unsure *= EPSILON
        least, most = share(self.shared - unsure, area, other), share(self.shared + unsure, area, other)
        # What is not finite is not sure either.
        if self.looks > LOOKS or not unsure < area + other or self.shared - self.shared != 0:
            return -1.0
        return share(self.shared, area, other) if nearest(least) == nearest(most) else -1.0

    @cython.locals(found=cython.longlong, m=cython.longlong, n=cython.longlong, i=cython.longlong, j=cython.longlong)
    @cython.locals(k=cython.longlong, z=cython.longlong, most=cython.longlong)
    def touching(self, sides: Any, at: Sequence[int], m: int, most: int) -> int:
        """How many sides of the first m outlines come near one of the others, hull by hull; past `most`, some."""
        self.side = sides
        found, n = 0, len(at) - 1
        for i in range(m):
            k = at[i]
            for j in range(m, n):
                z = at[j]
                if found <= most and self.hulls_touch(k, z):
                    found += self.near(k + 1, at[i + 1], z + 1, at[j + 1])
        return int(found)

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def hulls_touch(self, i: cython.longlong, j: cython.longlong) -> cython.bint:
        """Whether two hulls have a point in common."""
        return (
            self.side[i, 1] <= self.side[j, 3]
            and self.side[j, 1] <= self.side[i, 3]
            and self.side[i, 2] <= self.side[j, 4]
            and self.side[j, 2] <= self.side[i, 4]
        )

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(e=cython.longlong, f=cython.longlong, low=cython.longlong, found=cython.longlong)
    @cython.locals(left=cython.double, right=cython.double, top=cython.double, bottom=cython.double)
    @cython.locals(y=cython.double, z=cython.double, looks=cython.longlong)
    def near(
        self, a: cython.longlong, a_end: cython.longlong, b: cython.longlong, b_end: cython.longlong
    ) -> cython.longlong:
        """Sides whose hulls meet, be it in a point; beyond 4 million looks, more than there can be."""
        found, low, looks = 0, b, 0
        for e in range(a, a_end):
            left, right = self.side[e, 0], self.side[e, 2]
            y, z = self.side[e, 1], self.side[e, 3]
            top, bottom = (y if y < z else z), (z if y < z else y)
            while low < b_end and self.side[low, 2] < left:
                low += 1
            for f in range(low, b_end):
                if self.side[f, 0] > right:
                    break
                y, z = self.side[f, 1], self.side[f, 3]
                found += (self.side[f, 2] >= left) & ((y <= bottom) | (z <= bottom)) & ((y >= top) | (z >= top))
                looks += 1
            if looks > LOOKS:
                return LOOKS
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
