"""How far two boxes at an angle overlap, number by number: the arithmetic of `turned` for a few boxes at a time."""

from math import frexp, ldexp

Box = tuple[float, float, float, float, float, float]
"""Centre, size, sine and cosine."""
TINIEST = -1000
"""Exponent of the smallest scale that is still scaled up; what is smaller has no area in a double."""


def quad_iou(p: Box, q: Box) -> float:
    """IoU of two turned boxes, to the last bit that of `labelqa.kernel.turned.quad_ious`; numbers must be finite.

    >>> quad_iou((2.0, 2.0, 4.0, 4.0, 0.0, 1.0), (3.0, 2.0, 4.0, 4.0, 0.0, 1.0))
    0.6
    """
    if q < p:
        p, q = q, p
    exponent = frexp(max([abs(v) for v in (*p[:4], *q[:4])]))[1]
    scale = ldexp(1.0, -max(exponent, TINIEST))
    px, py, pw, ph = p[0] * scale, p[1] * scale, p[2] * scale, p[3] * scale
    qx, qy, qw, qh = q[0] * scale, q[1] * scale, q[2] * scale, q[3] * scale
    area_p, area_q = pw * ph, qw * qh
    inter = min(_overlap((px, py, pw, ph, p[4], p[5]), (qx, qy, qw, qh, q[4], q[5])), area_p, area_q)
    union = area_p + area_q - inter
    if not union > 0:
        return 0.0
    return 1.0 if (px, py, pw, ph, *p[4:]) == (qx, qy, qw, qh, *q[4:]) else min(inter / union, 1.0)


def _overlap(p: Box, q: Box) -> float:
    """The shared area, in the frame of p."""
    px, py, pw, ph, ps, pc = p
    qx, qy, qw, qh, qs, qc = q
    dx, dy = qx - px, qy - py
    x, y = dx * pc + dy * ps, dy * pc - dx * ps
    s, c = pc * qs - ps * qc, pc * qc + ps * qs
    u, v = 0.5 * qw, 0.5 * qh
    points = [(x + (a * c - b * s), y + (a * s + b * c)) for a, b in ((-u, -v), (u, -v), (u, v), (-u, v))]
    total = 0.0
    for k in range(4):
        total = total + _under_edge(*points[k], *points[(k + 1) % 4], pw / 2, ph / 2)
    return abs(total)


def _under_edge(x0: float, y0: float, x1: float, y1: float, a: float, b: float) -> float:
    """Integral of y dx along an edge, x cut to -a..a and y to -b..b."""
    from_x, to_x = min(max(x0, -a), a), min(max(x1, -a), a)
    from_y, to_y = _along(from_x, x0, y0, x1, y1), _along(to_x, x0, y0, x1, y1)
    low, high = _part(from_y, to_y, -b), _part(from_y, to_y, b)
    enters, leaves = min(low, high), max(low, high)
    first, last = min(max(from_y, -b), b), min(max(to_y, -b), b)
    mean = first * enters + (first + last) * 0.5 * (leaves - enters) + last * (1.0 - leaves)
    return (to_x - from_x) * mean


def _along(x: float, x0: float, y0: float, x1: float, y1: float) -> float:
    """The y of an edge at x; exact at both of its ends."""
    if x == x1:
        return y1
    return y0 + ((x - x0) / (x1 - x0) if x1 != x0 else 0.0) * (y1 - y0)


def _part(y0: float, y1: float, y: float) -> float:
    """The part, 0..1, of the way from y0 to y1 that lies before y; all of it where the way is level."""
    away = y1 - y0
    return min(max((y - y0) / away, 0.0), 1.0) if away else 1.0
