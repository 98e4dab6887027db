"""Two annotations of an image compared; written for a compiler: the same answers as in plain words, to the last bit.

Doubles end where an IoU becomes a whole number. What follows has one right answer, so no order of steps, no thread and
no machine can change it.
"""

try:
    import cython
except ImportError:
    from labelqa.kernel import cython_shim as cython

from labelqa.kernel.typed.partners import Partners
from labelqa.kernel.typed.scratch import BONUS, FINITE, SHRINK, doubles, longs

SCORE = cython.declare(cython.int, 1)
"""Wanted of a comparison: the matching of the largest total without a threshold."""
ANY = cython.declare(cython.int, 2)
"""The largest total when classes are ignored; asked for with SCORE."""
FOUND = cython.declare(cython.int, 4)
"""Pairs of the same class at the threshold, most pairs first."""
CONFUSED = cython.declare(cython.int, 8)
"""Pairs at the threshold that mean the same thing, whatever their class."""

CROWD = cython.declare(cython.int, 4096)


@cython.final
@cython.cclass
class Pairs(Partners):
    """The steps of a comparison, and the ways in."""

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(-1, check=False)
    @cython.locals(i=cython.int, j=cython.int, low=cython.int, n=cython.int, q=cython.longlong, k=cython.longlong)
    @cython.locals(left=cython.double, top=cython.double, right=cython.double, bottom=cython.double)
    @cython.locals(area=cython.double, width=cython.double, height=cython.double, inter=cython.double)
    @cython.locals(union=cython.double, iou=cython.double, least=cython.double, name=cython.longlong)
    def meet(
        self, a0: cython.longlong, n_a: cython.int, b0: cython.longlong, n_b: cython.int, floor: cython.longlong
    ) -> cython.int:
        """Finds the overlaps of at least `floor`; returns their number."""
        i = n = low = 0
        # Far enough below the floor to divide only where it may be reached.
        least = (floor - 1.0) / 1073741824.0
        while i < n_a:
            if n + n_b > self.room:
                with cython.gil:
                    self.grow_edges(4 * (n + n_b))
                i = n = low = 0
            left, top, right, bottom = self.x1[a0 + i], self.y1[a0 + i], self.x2[a0 + i], self.y2[a0 + i]
            name = self.label[a0 + i]
            area = (right - left) * (bottom - top)
            while low < n_b and self.x2[b0 + low] <= left:
                low += 1
            for j in range(low, n_b):
                k = b0 + j
                if self.x1[k] >= right:
                    break
                width = (right if right < self.x2[k] else self.x2[k]) - (left if left > self.x1[k] else self.x1[k])
                height = (bottom if bottom < self.y2[k] else self.y2[k]) - (top if top > self.y1[k] else self.y1[k])
                if width <= 0 or height <= 0:
                    continue
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
                    self.ea[n], self.eb[n], self.q[n], self.same[n] = i, j, q, name == self.label[k]
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

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(-1, check=False)
    @cython.locals(k=cython.int, e=cython.int, a=cython.int, near=cython.int, few=cython.int, many=cython.longlong)
    @cython.locals(sames=cython.int, matched=cython.int, above=cython.int)
    def decide(
        self, n: cython.int, n_a: cython.int, n_b: cython.int, threshold: cython.longlong, wanted: cython.int
    ) -> cython.int:
        """Makes the matchings that are wanted of n overlaps: `score_a`, `score_b`, `found`, `confused`, totals."""
        self.total = self.total_any = 0
        self.lean, self.threshold = False, threshold
        sames = matched = above = 0
        if wanted & SCORE:
            for e in range(n):
                self.weight[e] = self.q[e]
                if self.same[e]:
                    self.left[sames] = e
                    sames += 1
            self.solve(sames, n_a, n_b, True)
            for k in range(n_b):
                self.score_b[k] = -1
            for a in range(n_a):
                e = self.score_a[a] = self.won[a]
                if e >= 0:
                    self.score_b[self.eb[e]] = e
                    self.total += self.q[e]
                    matched += 1
                    above += self.q[e] >= threshold
            self.total_any = self.total
            if wanted & ANY and sames < n:
                self.total_any = 0
                for e in range(n):
                    self.left[e] = e
                self.solve(n, n_a, n_b, False)
                for a in range(n_a):
                    if self.won[a] >= 0:
                        self.total_any += self.q[self.won[a]]
        if not wanted & (FOUND | CONFUSED):
            return 0
        few = n_a if n_a < n_b else n_b
        many = cython.cast(cython.longlong, few + 1) << 31  # one pair more outweighs all else
        k = near = 0
        for e in range(n):
            if self.q[e] >= threshold:
                near += 1
                if self.same[e]:
                    self.weight[e] = self.q[e] + many
                    self.left[k] = e
                    k += 1
        if wanted & SCORE and (k == above or (k == sames and matched == few)):
            # Nothing competes at the threshold, or all that counts without one counts here, and no pair more can be.
            for a in range(n_a):
                e = self.score_a[a]
                self.found[a] = self.confused[a] = e if e >= 0 and self.q[e] >= threshold else -1
        else:
            self.lean = wanted & SCORE != 0
            self.solve(k, n_a, n_b, True)
            self.lean = False
            for a in range(n_a):
                self.found[a] = self.confused[a] = self.won[a]
        if not wanted & CONFUSED or near == k:
            return 0  # where no two classes meet, nothing is confused
        k = 0
        for e in range(n):
            if self.q[e] >= threshold:
                self.weight[e] = self.q[e] + many + (BONUS if self.same[e] else 0)
                self.left[k] = e
                k += 1
        self.solve(k, n_a, n_b, True)
        for a in range(n_a):
            self.confused[a] = self.won[a]
        return 0

    def size(self):
        """How many overlaps there is room for."""
        return self.room

    def grow_drawn(self, n: cython.int):
        """Room for n boxes of both sides together, of one pair."""
        self.drawn = n
        self.x1, self.y1, self.x2, self.y2, self.label = doubles(n), doubles(n), doubles(n), doubles(n), longs(n)

    @cython.cfunc
    @cython.locals(n_a=cython.int, n_b=cython.int, k=cython.int)
    def load(self, a, b):
        """Takes the corners of two annotations."""
        n_a, n_b = len(a[0]), len(b[0])
        if n_a + n_b > self.drawn:
            self.grow_drawn(2 * (n_a + n_b))
        for side, k in ((a, 0), (b, n_a)):
            for x1, y1, x2, y2 in zip(*side):
                self.x1[k], self.y1[k], self.x2[k], self.y2[k] = x1, y1, x2, y2
                k += 1
        self.make_room(n_a, n_b)

    @cython.cfunc
    @cython.locals(most=cython.int)
    def make_room(self, n_a: cython.int, n_b: cython.int):
        most = n_a if n_a > n_b else n_b
        if most > self.boxes:
            self.grow_boxes(2 * most)

    @cython.cfunc
    @cython.locals(k=cython.int)
    def name(self, class_a, class_b):
        """Takes the classes."""
        if len(class_a) + len(class_b) > self.drawn:
            self.grow_drawn(2 * (len(class_a) + len(class_b)))
        k = 0
        for side in (class_a, class_b):
            for label in side:
                self.label[k] = label
                k += 1

    @cython.cfunc
    @cython.locals(n=cython.int, e=cython.int)
    def link(self, ia, ib, q):
        """Takes overlaps that are measured already."""
        n = len(q)
        if n > self.room:
            self.grow_edges(2 * n)
        e = 0
        for a, b, value in zip(ia, ib, q):
            self.ea[e], self.eb[e], self.q[e] = a, b, value
            e += 1

    @cython.locals(n=cython.int)
    def edges(self, a, b):
        """As `labelqa.kernel.edges`."""
        self.load(a, b)
        n = self.meet(0, len(a[0]), len(a[0]), len(b[0]), 1)
        return self.overlaps(n)

    @cython.cfunc
    @cython.locals(e=cython.int)
    def overlaps(self, n: cython.int):
        ia = [self.ea[e] for e in range(n)]
        ib = [self.eb[e] for e in range(n)]
        return ia, ib, [self.q[e] for e in range(n)]

    @cython.locals(n=cython.int, e=cython.int, a=cython.int, many=cython.longlong)
    def match(self, n_a: cython.int, n_b: cython.int, ia, ib, w, most: cython.bint):
        """As `labelqa.kernel.match`, and with `most` as `most_pairs`."""
        self.make_room(n_a, n_b)
        self.link(ia, ib, w)
        n = len(w)
        many = cython.cast(cython.longlong, (n_a if n_a < n_b else n_b) + 1) << 31 if most else 0
        for e in range(n):
            self.weight[e], self.left[e] = self.q[e] + many, e
        self.lean = False
        self.solve(n, n_a, n_b, True)
        return [self.won[a] for a in range(n_a)]

    @cython.locals(n_a=cython.int, n_b=cython.int, n=cython.int)
    def compare(self, a, b, class_a, class_b, threshold: cython.longlong):
        """The fields of `labelqa.kernel.Compared`, in their order."""
        n_a, n_b = len(class_a), len(class_b)
        self.load(a, b)
        self.name(class_a, class_b)
        if n_a * cython.cast(cython.longlong, n_b) > CROWD:
            with cython.nogil:
                n = self.meet(0, n_a, n_a, n_b, 1)
                self.decide(n, n_a, n_b, threshold, SCORE | ANY | FOUND)
        else:
            n = self.meet(0, n_a, n_a, n_b, 1)
            self.decide(n, n_a, n_b, threshold, SCORE | ANY | FOUND)
        return (*self.overlaps(n), *self.answer(n_a, n_b))

    @cython.locals(n_a=cython.int, n_b=cython.int, n=cython.int, e=cython.int)
    def compare_edges(self, overlaps, class_a, class_b, threshold: cython.longlong):
        """The same of overlaps that are measured already."""
        n_a, n_b, n = len(class_a), len(class_b), len(overlaps[2])
        self.make_room(n_a, n_b)
        self.name(class_a, class_b)
        self.link(overlaps[0], overlaps[1], overlaps[2])
        for e in range(n):
            self.same[e] = self.label[self.ea[e]] == self.label[n_a + self.eb[e]]
        self.decide(n, n_a, n_b, threshold, SCORE | ANY | FOUND)
        return (*overlaps, *self.answer(n_a, n_b))

    @cython.cfunc
    @cython.locals(k=cython.int, e=cython.int)
    def answer(self, n_a: cython.int, n_b: cython.int):
        partner_a, quality_a, partner_b, quality_b, ok = [], [], [], [], []
        for k in range(n_a):
            e = self.score_a[k]
            partner_a.append(self.eb[e] if e >= 0 else -1)
            quality_a.append(self.q[e] if e >= 0 else 0)
            e = self.found[k]
            if e >= 0:
                ok.append((k, self.eb[e], self.q[e]))
        for k in range(n_b):
            e = self.score_b[k]
            partner_b.append(self.ea[e] if e >= 0 else -1)
            quality_b.append(self.q[e] if e >= 0 else 0)
        return partner_a, quality_a, partner_b, quality_b, self.total, self.total_any, ok

    @cython.locals(p=cython.longlong, a0=cython.longlong, b0=cython.longlong, n_a=cython.int, n_b=cython.int)
    @cython.locals(n=cython.int, most=cython.int)
    def sweep(
        self,
        columns: tuple,
        box_of: cython.longlong[::1],
        first: cython.longlong[::1],
        second: cython.longlong[::1],
        begin: cython.longlong,
        stop: cython.longlong,
        threshold: cython.longlong,
        wanted: cython.int,
        found: object,
    ):
        """Compares the pairs begin..stop of annotations first[p], second[p], into the arrays of `found`; no lock held.

        Annotation s has the boxes box_of[s] up to box_of[s + 1] of `columns` (x1, y1, x2, y2, class). Those are let go again: they are not ours to write into.
        """
        self.x1, self.y1, self.x2, self.y2, self.label = columns
        self.at_a, self.at_b, self.totals, self.totals_any = found.at_a, found.at_b, found.total, found.total_any
        self.to_partner_a, self.to_quality_a = found.partner_a, found.quality_a
        self.to_partner_b, self.to_quality_b = found.partner_b, found.quality_b
        self.to_found, self.to_found_quality, self.to_confused = found.found, found.found_quality, found.confused
        with cython.nogil:
            for p in range(begin, stop):
                a0, b0 = box_of[first[p]], box_of[second[p]]
                n_a = cython.cast(cython.int, box_of[first[p] + 1] - a0)
                n_b = cython.cast(cython.int, box_of[second[p] + 1] - b0)
                most = n_a if n_a > n_b else n_b
                if most > self.boxes:
                    with cython.gil:
                        self.grow_boxes(2 * most)
                n = self.meet(a0, n_a, b0, n_b, 1 if wanted & SCORE else threshold)
                self.decide(n, n_a, n_b, threshold, wanted)
                if wanted & SCORE:
                    self.totals[p], self.totals_any[p] = self.total, self.total_any
                    self.write_score(self.at_a[p], n_a, self.at_b[p], n_b)
                if wanted & FOUND:
                    self.write_found(self.at_a[p], n_a)
                if wanted & CONFUSED:
                    self.write_confused(self.at_a[p], n_a)
        self.grow_drawn(16)

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(k=cython.int, e=cython.int)
    def write_score(
        self, at: cython.longlong, n_a: cython.int, at_b: cython.longlong, n_b: cython.int
    ) -> cython.void:
        for k in range(n_a):
            e = self.score_a[k]
            self.to_partner_a[at + k] = self.eb[e] if e >= 0 else -1
            self.to_quality_a[at + k] = cython.cast(cython.int, self.q[e]) if e >= 0 else 0
        for k in range(n_b):
            e = self.score_b[k]
            self.to_partner_b[at_b + k] = self.ea[e] if e >= 0 else -1
            self.to_quality_b[at_b + k] = cython.cast(cython.int, self.q[e]) if e >= 0 else 0

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(k=cython.int, e=cython.int)
    def write_found(self, at: cython.longlong, n_a: cython.int) -> cython.void:
        for k in range(n_a):
            e = self.found[k]
            self.to_found[at + k] = self.eb[e] if e >= 0 else -1
            self.to_found_quality[at + k] = cython.cast(cython.int, self.q[e]) if e >= 0 else 0

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(k=cython.int, e=cython.int)
    def write_confused(self, at: cython.longlong, n_a: cython.int) -> cython.void:
        for k in range(n_a):
            e = self.confused[k]
            self.to_confused[at + k] = self.eb[e] if e >= 0 else -1
