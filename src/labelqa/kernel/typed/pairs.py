"""Two annotations of an image compared; written for a compiler: the same answers as in plain words, to the last bit.

Doubles end where an IoU becomes a whole number. What follows has one right answer, so no order of steps, no thread and
no machine can change it.
"""

from collections.abc import Sequence
from typing import Any

try:
    import cython
except ImportError:
    from labelqa.kernel import cython_shim as cython

from labelqa.kernel.typed.decision import ANY, CONFUSED, FOUND, SCORE, Decision
from labelqa.kernel.typed.scratch import doubles, longs

Columns = tuple[Sequence[float], Sequence[float], Sequence[float], Sequence[float]]
Edges = tuple[list[int], list[int], list[int]]
CROWD = cython.declare(cython.int, 4096)
"""Number of a in A times b in B from which a comparison lets other threads run."""


@cython.final
@cython.cclass
class Pairs(Decision):
    """The ways in."""

    def size(self) -> int:
        """How many overlaps there is room for."""
        return int(self.room)

    def grow_drawn(self, n: cython.int) -> None:
        """Room for n boxes of both sides together, of one pair."""
        self.drawn = n
        self.x1, self.y1, self.x2, self.y2, self.label = doubles(n), doubles(n), doubles(n), doubles(n), longs(n)

    @cython.cfunc
    @cython.locals(n_a=cython.int, n_b=cython.int, k=cython.int)
    def load(self, a: Columns, b: Columns) -> None:
        """Takes the corners of two annotations."""
        n_a, n_b = len(a[0]), len(b[0])
        if n_a + n_b > self.drawn:
            self.grow_drawn(2 * (n_a + n_b))
        for side, k in ((a, 0), (b, n_a)):
            for x1, y1, x2, y2 in zip(*side, strict=True):
                self.x1[k], self.y1[k], self.x2[k], self.y2[k] = x1, y1, x2, y2
                k += 1
        self.make_room(n_a, n_b)

    @cython.cfunc
    @cython.locals(most=cython.int)
    def make_room(self, n_a: cython.int, n_b: cython.int) -> None:
        """For annotations of so many boxes."""
        most = n_a if n_a > n_b else n_b
        if most > self.boxes:
            self.grow_boxes(2 * most)

    @cython.cfunc
    @cython.locals(k=cython.int)
    def name(self, class_a: Sequence[int], class_b: Sequence[int]) -> None:
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
    def link(self, ia: Sequence[int], ib: Sequence[int], q: Sequence[int]) -> None:
        """Takes overlaps that are measured already."""
        n = len(q)
        if n > self.room:
            self.grow_edges(2 * n)
        for e, (a, b, value) in enumerate(zip(ia, ib, q, strict=True)):
            self.ea[e], self.eb[e], self.q[e] = a, b, value

    @cython.locals(n=cython.int)
    def edges(self, a: Columns, b: Columns) -> Edges:
        """As `labelqa.kernel.edges`."""
        self.load(a, b)
        n = self.meet(0, len(a[0]), len(a[0]), len(b[0]), 1)
        found: Edges = self.overlaps(n)
        return found

    @cython.cfunc
    @cython.locals(e=cython.int)
    def overlaps(self, n: cython.int) -> Edges:
        ia = [self.ea[e] for e in range(n)]
        ib = [self.eb[e] for e in range(n)]
        return ia, ib, [self.q[e] for e in range(n)]

    @cython.locals(n=cython.int, e=cython.int, a=cython.int, many=cython.longlong)
    def match(
        self,
        n_a: cython.int,
        n_b: cython.int,
        ia: Sequence[int],
        ib: Sequence[int],
        w: Sequence[int],
        most: cython.bint,
    ) -> list[int]:
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
    def compare(
        self, a: Columns, b: Columns, class_a: Sequence[int], class_b: Sequence[int], threshold: cython.longlong
    ) -> Any:
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
    def compare_edges(
        self, overlaps: Edges, class_a: Sequence[int], class_b: Sequence[int], threshold: cython.longlong
    ) -> Any:
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
    def answer(self, n_a: cython.int, n_b: cython.int) -> Any:
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
    @cython.locals(n=cython.int, k=cython.int, most=cython.int)
    def sweep(
        self,
        columns: Any,
        box_of: cython.longlong[::1],
        first: cython.longlong[::1],
        second: cython.longlong[::1],
        begin: cython.longlong,
        stop: cython.longlong,
        threshold: cython.longlong,
        wanted: cython.int,
        answer: Any,
    ) -> None:
        """Compares the pairs begin..stop of annotations first[p], second[p], into the arrays of `answer`; no lock held.

        Annotation s has the boxes box_of[s] up to box_of[s + 1] of `columns` (x1, y1, x2, y2, class). Those are let
        go again: they are not ours to write into.
        """
        self.x1, self.y1, self.x2, self.y2, self.label = columns
        self.at_a, self.at_b, self.totals, self.totals_any = answer.at_a, answer.at_b, answer.total, answer.total_any
        self.founds, self.founds_total = answer.found_pairs, answer.found_total
        self.to_partner_a, self.to_quality_a = answer.partner_a, answer.quality_a
        self.to_partner_b, self.to_quality_b = answer.partner_b, answer.quality_b
        self.to_found, self.to_found_quality, self.to_confused = answer.found, answer.found_quality, answer.confused
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
                    self.totals[p] = self.total
                    self.write_score(self.at_a[p], n_a, self.at_b[p], n_b)
                if wanted & ANY:
                    self.totals_any[p] = self.total_any
                if wanted & FOUND:
                    self.founds[p], self.founds_total[p] = 0, 0
                    for k in range(n_a):
                        if self.found[k] >= 0:
                            self.founds[p] += 1
                            self.founds_total[p] += self.q[self.found[k]]
                    self.write_found(self.at_a[p], n_a)
                if wanted & CONFUSED:
                    self.write_confused(self.at_a[p], n_a)
        self.grow_drawn(16)

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    @cython.locals(k=cython.int, e=cython.int)
    def write_score(self, at: cython.longlong, n_a: cython.int, at_b: cython.longlong, n_b: cython.int) -> cython.void:
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
