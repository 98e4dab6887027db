"""Sums over tables of two annotators' classes; written for a compiler (see `tables` in plain words)."""

from typing import Any

try:
    import cython
except ImportError:
    from labelqa.kernel import cython_shim as cython

from labelqa.kernel.typed.scratch import longs

CLASSES = cython.declare(cython.longlong, 1 << 16)


@cython.locals(rows=cython.longlong, begin=cython.longlong, k=cython.longlong, at=cython.longlong, c=cython.longlong)
@cython.locals(total=cython.longlong, equal=cython.longlong, product=cython.longlong, after=cython.longlong)
@cython.locals(x=cython.longlong, y=cython.longlong, much=cython.longlong, last=cython.longlong)
def table_sums(pair: Any, first: Any, second: Any, images: Any, n: Any, same: Any, chance: Any) -> bool:
    """As `labelqa.kernel.tables.table_sums`, into three arrays with a place for each pair.

    A pair's rows lie together. So one count of each class is enough, and never leaves the processor's cache. False: the
    pairs are not in order, or a class is below 0 or beyond 65,535.
    """
    pairs: cython.longlong[:] = pair
    ones: cython.longlong[:] = first
    others: cython.longlong[:] = second
    given: cython.longlong[:] = images
    own: cython.longlong[::1] = longs(CLASSES)
    their: cython.longlong[::1] = longs(CLASSES)
    to_n: cython.longlong[::1] = n
    to_same: cython.longlong[::1] = same
    to_chance: cython.longlong[::1] = chance
    rows, last = len(pair), len(n)
    begin = after = 0
    with cython.nogil:
        while begin < rows:
            at, k = pairs[begin], begin
            total = equal = product = 0
            while k < rows and pairs[k] == at:
                x, y, much = ones[k], others[k], given[k]
                if x < 0 or y < 0 or x >= CLASSES or y >= CLASSES:
                    at = -1
                    break
                total += much
                equal += much if x == y else 0
                own[x] += much
                their[y] += much
                k += 1
            if at < after or at >= last:
                break
            for c in range(begin, k):
                product += own[ones[c]] * their[ones[c]]
                own[ones[c]] = 0
            for c in range(begin, k):
                their[others[c]] = 0
            to_n[at], to_same[at], to_chance[at] = total, equal, product
            begin, after = k, at + 1
    return begin == rows
