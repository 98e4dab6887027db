"""Pixels that masks share, by their runs; written for a compiler (see `mask` in plain words)."""

from collections.abc import Sequence
from typing import Any

try:
    import cython
except ImportError:
    from labelqa.kernel import cython_shim as cython


@cython.locals(k=cython.longlong, m=cython.longlong, after=cython.longlong, last=cython.longlong)
def shared_runs(start: Any, end: Any, at: Sequence[int], pairs: Sequence[tuple[int, int]]) -> list[int]:
    """How many pixels each two masks share: mask k has the runs at[k] up to at[k + 1]; all of one height."""
    starts: cython.longlong[::1] = start
    ends: cython.longlong[::1] = end
    found = []
    for i, j in pairs:
        k, after, m, last = at[i], at[i + 1], at[j], at[j + 1]
        found.append(shared_between(starts, ends, k, after, m, last))
    return found


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
@cython.locals(low=cython.longlong, high=cython.longlong, found=cython.longlong, first=cython.longlong)
def shared_between(
    start: cython.longlong[::1],
    end: cython.longlong[::1],
    k: cython.longlong,
    after: cython.longlong,
    m: cython.longlong,
    last: cython.longlong,
) -> cython.longlong:
    """Of the runs k up to `after`, and m up to `last`: the one that ends first makes way for the next of its side."""
    found = 0
    if k < after and m < last:
        first = start[k] if start[k] > start[m] else start[m]
        k, m = run_after(end, k, after, first), run_after(end, m, last, first)
    while k < after and m < last:
        low = start[k] if start[k] > start[m] else start[m]
        high = end[k] if end[k] < end[m] else end[m]
        found += high - low if high > low else 0
        # No branch that the processor would have to guess: of the two both steps are worked out.
        low, high = end[k], end[m]
        k += low <= high
        m += high <= low
    return found


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
@cython.locals(middle=cython.longlong)
def run_after(
    end: cython.longlong[::1], low: cython.longlong, high: cython.longlong, pixel: cython.longlong
) -> cython.longlong:
    """The first of the runs low up to `high` that ends after a pixel."""
    while low < high:
        middle = (low + high) // 2
        if end[middle] > pixel:
            high = middle
        else:
            low = middle + 1
    return low
