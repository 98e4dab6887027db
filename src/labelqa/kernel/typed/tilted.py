"""How far boxes at an angle overlap; written for a compiler (see `clipping` in plain words).

Every step is that of the plain module, in its order: so are the bits.
"""

from collections.abc import Sequence
from typing import Any

try:
    import cython
except ImportError:
    from labelqa.kernel import cython_shim as cython

from labelqa.kernel.typed.scratch import FINITE, doubles

LEAST_SCALE = cython.declare(cython.double, 2.0**1000)


@cython.locals(k=cython.int, total=cython.double)
def quad_ious(a: Sequence[Any], b: Sequence[Any]) -> list[float]:
    """IoU of the first of `a` with the first of `b`, and so on; -1 where a number is not finite."""
    box: cython.double[::1] = doubles(12)
    found = []
    for p, q in zip(a, b, strict=True):
        box[0], box[1], box[2], box[3], box[4], box[5] = p
        box[6], box[7], box[8], box[9], box[10], box[11] = q
        total = 0.0
        for k in range(12):
            total += box[k] if box[k] > 0 else -box[k]
        found.append(tilted_iou(box) if total <= FINITE else -1.0)
    return found


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
@cython.locals(k=cython.int, m=cython.int, most=cython.double, size=cython.double, scale=cython.double)
@cython.locals(one=cython.double, other=cython.double, inter=cython.double, union=cython.double, same=cython.bint)
def tilted_iou(box: cython.double[::1]) -> cython.double:
    """Of two boxes, six numbers each: of two always the same one is the frame of the other."""
    for k in range(6):
        if box[6 + k] != box[k]:
            if box[6 + k] < box[k]:
                for m in range(6):
                    box[m], box[6 + m] = box[6 + m], box[m]
            break
    most = 0.0
    for k in range(4):
        for m in range(2):
            size = box[6 * m + k] if box[6 * m + k] > 0 else -box[6 * m + k]
            most = size if size > most else most
    scale = scale_to_one(most)
    same = True
    for k in range(4):
        box[k] *= scale
        box[6 + k] *= scale
    for k in range(6):
        same = same and box[k] == box[6 + k]
    one, other = box[2] * box[3], box[8] * box[9]
    inter = tilted_overlap(box)
    inter = one if one < inter else inter
    inter = other if other < inter else inter
    union = one + other - inter
    if not union > 0:
        return 0.0
    if same:
        return 1.0
    inter = inter / union
    return 1.0 if inter > 1.0 else inter


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
@cython.locals(scale=cython.double)
def scale_to_one(most: cython.double) -> cython.double:
    """The power of two that brings a number into 0.5..1; 1 for 0."""
    scale = 1.0
    if most == 0:
        return scale
    while most * scale >= 1.0:
        scale *= 0.5
    while most * scale < 0.5 and scale < LEAST_SCALE:
        scale *= 2.0
    return scale


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
@cython.locals(dx=cython.double, dy=cython.double, x=cython.double, y=cython.double, s=cython.double, c=cython.double)
@cython.locals(u=cython.double, v=cython.double, a=cython.double, b=cython.double, total=cython.double)
@cython.locals(x0=cython.double, y0=cython.double, x1=cython.double, y1=cython.double)
@cython.locals(x2=cython.double, y2=cython.double, x3=cython.double, y3=cython.double)
def tilted_overlap(box: cython.double[::1]) -> cython.double:
    """The shared area, in the frame of the first box."""
    dx, dy = box[6] - box[0], box[7] - box[1]
    x, y = dx * box[5] + dy * box[4], dy * box[5] - dx * box[4]
    s, c = box[5] * box[10] - box[4] * box[11], box[5] * box[11] + box[4] * box[10]
    u, v = 0.5 * box[8], 0.5 * box[9]
    x0, y0 = x + (-u * c - -v * s), y + (-u * s + -v * c)
    x1, y1 = x + (u * c - -v * s), y + (u * s + -v * c)
    x2, y2 = x + (u * c - v * s), y + (u * s + v * c)
    x3, y3 = x + (-u * c - v * s), y + (-u * s + v * c)
    a, b = box[2] / 2, box[3] / 2
    total = 0.0
    total = total + under_edge(x0, y0, x1, y1, a, b)
    total = total + under_edge(x1, y1, x2, y2, a, b)
    total = total + under_edge(x2, y2, x3, y3, a, b)
    total = total + under_edge(x3, y3, x0, y0, a, b)
    return total if total > 0 else -total


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
@cython.locals(from_x=cython.double, to_x=cython.double, from_y=cython.double, to_y=cython.double)
@cython.locals(low=cython.double, high=cython.double, enters=cython.double, leaves=cython.double)
@cython.locals(first=cython.double, last=cython.double, mean=cython.double)
def under_edge(
    x0: cython.double, y0: cython.double, x1: cython.double, y1: cython.double, a: cython.double, b: cython.double
) -> cython.double:
    """Integral of y dx along an edge, x cut to -a..a and y to -b..b."""
    from_x, to_x = cut(x0, a), cut(x1, a)
    if from_x == to_x:
        return 0.0
    from_y, to_y = along(from_x, x0, y0, x1, y1), along(to_x, x0, y0, x1, y1)
    low, high = part(from_y, to_y, -b), part(from_y, to_y, b)
    enters = low if low < high else high
    leaves = high if low < high else low
    first, last = cut(from_y, b), cut(to_y, b)
    mean = first * enters + (first + last) * 0.5 * (leaves - enters) + last * (1.0 - leaves)
    return (to_x - from_x) * mean


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def cut(x: cython.double, a: cython.double) -> cython.double:
    """Within -a..a."""
    x = -a if -a > x else x
    return a if a < x else x


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def along(
    x: cython.double, x0: cython.double, y0: cython.double, x1: cython.double, y1: cython.double
) -> cython.double:
    """The y of an edge at x."""
    if x == x1:
        return y1
    return y0 + ((x - x0) / (x1 - x0) if x1 != x0 else 0.0) * (y1 - y0)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
@cython.locals(away=cython.double, share=cython.double)
def part(y0: cython.double, y1: cython.double, y: cython.double) -> cython.double:
    """The part, 0..1, of the way from y0 to y1 that lies before y."""
    away = y1 - y0
    if away == 0:
        return 1.0
    share = (y - y0) / away
    share = 0.0 if share < 0.0 else share
    return 1.0 if share > 1.0 else share
