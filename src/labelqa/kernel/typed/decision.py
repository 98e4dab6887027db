"""The matchings of one pair of annotations; written for a compiler (see `comparison` in plain words)."""

try:
    import cython
except ImportError:
    from labelqa.kernel import cython_shim as cython

from labelqa.kernel.typed.meeting import Meeting
from labelqa.kernel.typed.scratch import BONUS

SCORE = cython.declare(cython.int, 1)
"""Wanted of a comparison: the matching of the largest total without a threshold."""
ANY = cython.declare(cython.int, 2)
"""The largest total when classes are ignored; asked for with SCORE."""
FOUND = cython.declare(cython.int, 4)
"""Pairs of the same class at the threshold, most pairs first."""
CONFUSED = cython.declare(cython.int, 8)
"""Pairs at the threshold that mean the same thing, whatever their class."""


@cython.cclass
class Decision(Meeting):
    """Makes what is wanted of the overlaps of a pair, and no matching that another one tells."""

    @cython.final
    @cython.cfunc
    @cython.nogil
    @cython.exceptval(-1, check=False)
    @cython.locals(k=cython.int, e=cython.int, a=cython.int, near=cython.int, few=cython.int, many=cython.longlong)
    @cython.locals(close=cython.int)
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
                self.left[sames] = e
                sames += self.same[e]
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
            self.weight[e] = self.q[e] + many
            self.left[k] = e
            close = self.q[e] >= threshold
            near += close
            k += close & self.same[e]
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
