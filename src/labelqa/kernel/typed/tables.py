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


@cython.locals(p=cython.longlong, pairs=cython.longlong, k=cython.longlong, m=cython.longlong, x=cython.longlong)
@cython.locals(y=cython.longlong, a=cython.longlong, b=cython.longlong, at=cython.longlong, last=cython.longlong)
def count_confused(
    classes: Any, box_of: Any, first: Any, second: Any, at_a: Any, confused: Any, cells: Any, width: cython.longlong
) -> None:
    """As `labelqa.kernel.sweeping.confusions`, into `cells`: `width` rows of as many, classes are below the last."""
    label: cython.longlong[::1] = classes
    starts: cython.longlong[::1] = box_of
    ones: cython.longlong[::1] = first
    others: cython.longlong[::1] = second
    places: cython.longlong[::1] = at_a
    partner: cython.int[::1] = confused
    found: cython.longlong[::1] = cells
    pairs, last = len(first), width - 1
    with cython.nogil:
        for p in range(pairs):
            a, b, at = starts[ones[p]], starts[others[p]], places[p]
            for k in range(b, starts[others[p] + 1]):
                found[last * width + label[k]] += 1
            for k in range(starts[ones[p] + 1] - a):
                x, m = label[a + k], partner[at + k]
                y = last
                if m >= 0:
                    y = label[b + m]
                    found[last * width + y] -= 1
                found[x * width + y] += 1
