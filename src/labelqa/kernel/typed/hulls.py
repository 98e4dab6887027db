"""Which hulls meet; written for a compiler."""

from collections.abc import Sequence

try:
    import cython
except ImportError:
    from labelqa.kernel import cython_shim as cython

from labelqa.kernel.typed.scratch import doubles

Hull = tuple[float, float, float, float]


@cython.locals(i=cython.longlong, j=cython.longlong, m=cython.longlong, n=cython.longlong)
def near_hulls(a: Sequence[Hull], b: Sequence[Hull], closed: cython.bint) -> list[tuple[int, int]]:
    """Positions of hulls (x1, y1, x2, y2) that share an area; `closed`: or a line, or a point."""
    m, n = len(a), len(b)
    hull: cython.double[::1] = doubles(4 * (m + n))
    i = 0
    for side in (a, b):
        for x1, y1, x2, y2 in side:
            hull[i], hull[i + 1], hull[i + 2], hull[i + 3] = x1, y1, x2, y2
            i += 4
    found = []
    for i in range(m):
        for j in range(m, m + n):
            if overlapping(hull, 4 * i, 4 * j) or (closed and touching(hull, 4 * i, 4 * j)):
                found.append((i, j - m))
    return found


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def overlapping(hull: cython.double[::1], i: cython.longlong, j: cython.longlong) -> cython.bint:
    """Of two hulls, whether they share an area."""
    return hull[i] < hull[j + 2] and hull[j] < hull[i + 2] and hull[i + 1] < hull[j + 3] and hull[j + 1] < hull[i + 3]


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def touching(hull: cython.double[::1], i: cython.longlong, j: cython.longlong) -> cython.bint:
    """Of two hulls, whether they share a point."""
    return (
        hull[i] <= hull[j + 2] and hull[j] <= hull[i + 2] and hull[i + 1] <= hull[j + 3] and hull[j + 1] <= hull[i + 3]
    )
