"""Which boxes of two annotations overlap; written for a compiler (see `boxes` in plain words)."""

try:
    import cython
except ImportError:
    from labelqa.kernel import cython_shim as cython

from labelqa.kernel.typed.partners import Partners
from labelqa.kernel.typed.scratch import FINITE, SHRINK, TINY


@cython.cclass
class Meeting(Partners):
    """Measures every two boxes that overlap. Here doubles end: what follows is whole numbers."""

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(-1, check=False)
    @cython.locals(
        i=cython.int, j=cython.int, low=cython.int, m=cython.int, n=cython.int, q=cython.longlong, k=cython.longlong
    )
    @cython.locals(left=cython.double, top=cython.double, right=cython.double, bottom=cython.double)
    @cython.locals(area=cython.double, width=cython.double, height=cython.double, inter=cython.double)
    @cython.locals(union=cython.double, iou=cython.double, least=cython.double, name=cython.longlong)
    @cython.locals(wide=cython.double, high=cython.double)
    def meet(
        self, a0: cython.longlong, n_a: cython.int, b0: cython.longlong, n_b: cython.int, floor: cython.longlong
    ) -> cython.int:
        """Finds the overlaps of at least `floor`; returns their number."""
        i = n = low = 0
        # Far enough below the floor that nothing is left out which rounding could lift to it.
        least = (floor - 1.0) / 1073741824.0 * (1.0 - 1e-9)
        while i < n_a:
            if n + n_b > self.room:
                with cython.gil:
                    self.grow_edges(4 * (n + n_b))
                i = n = low = 0
            left, top, right, bottom = self.x1[a0 + i], self.y1[a0 + i], self.x2[a0 + i], self.y2[a0 + i]
            name = self.label[a0 + i]
            area = (right - left) * (bottom - top)
            # Who shares less of the width or the height shares less of the area.
            wide = high = 0.0
            if area > TINY and area <= FINITE:
                wide, high = least * (right - left), least * (bottom - top)
            while low < n_b and self.x2[b0 + low] <= left:
                low += 1
            # First who comes near, without a branch that the processor would have to guess.
            m = 0
            for j in range(low, n_b):
                k = b0 + j
                if right - self.x1[k] <= wide:
                    break
                width = (right if right < self.x2[k] else self.x2[k]) - (left if left > self.x1[k] else self.x1[k])
                height = (bottom if bottom < self.y2[k] else self.y2[k]) - (top if top > self.y1[k] else self.y1[k])
                self.close[m] = j
                m += (width > wide) & (height > high)
            for j in range(m):
                k = b0 + self.close[j]
                width = (right if right < self.x2[k] else self.x2[k]) - (left if left > self.x1[k] else self.x1[k])
                height = (bottom if bottom < self.y2[k] else self.y2[k]) - (top if top > self.y1[k] else self.y1[k])
                inter = width * height
                union = area + (self.x2[k] - self.x1[k]) * (self.y2[k] - self.y1[k]) - inter
                if union > 0 and union <= FINITE:
                    if inter < least * union:
                        continue
                    iou = inter / union
                else:
                    iou = self.iou_of_extremes(a0 + i, k)
                q = cython.cast(cython.longlong, iou * 1073741824.0 + 0.5)
                if q >= floor:
                    self.ea[n], self.eb[n], self.q[n] = i, self.close[j], q
                    self.same[n] = name == self.label[k]
                    n += 1
            i += 1
        return n

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(ax1=cython.double, ay1=cython.double, ax2=cython.double, ay2=cython.double, inter=cython.double)
    @cython.locals(bx1=cython.double, by1=cython.double, bx2=cython.double, by2=cython.double, union=cython.double)
    def iou_of_extremes(self, i: cython.longlong, k: cython.longlong) -> cython.double:
        """IoU of overlapping boxes whose area is too large for a double, or too small: then it counts as none."""
        ax1, ay1, ax2, ay2 = self.x1[i] * SHRINK, self.y1[i] * SHRINK, self.x2[i] * SHRINK, self.y2[i] * SHRINK
        bx1, by1, bx2, by2 = self.x1[k] * SHRINK, self.y1[k] * SHRINK, self.x2[k] * SHRINK, self.y2[k] * SHRINK
        inter = ((ax2 if ax2 < bx2 else bx2) - (ax1 if ax1 > bx1 else bx1)) * (
            (ay2 if ay2 < by2 else by2) - (ay1 if ay1 > by1 else by1)
        )
        union = (ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - inter
        return inter / union if union > 0 else 0.0
