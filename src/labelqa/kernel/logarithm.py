"""The natural logarithm from plain double arithmetic, so that its bits agree between machines."""

from math import frexp, inf, sqrt

SQRT_HALF = sqrt(0.5)
# ln 2 in two parts: the first has 21 zeros at its end, so that times an exponent it is exact.
LN2_HIGH = float.fromhex("0x1.62e42fee00000p-1")
LN2_LOW = float.fromhex("0x1.a39ef35793c76p-33")
SERIES = tuple(2.0 / (2 * k + 1) for k in range(11, 0, -1))


def logarithm(x: float) -> float:
    """ln x, within about one unit in the last place; exactly 0 at 1.

    x = m 2^e with m in sqrt(1/2)..sqrt(2); with f = m - 1 and s = f / (2 + f), ln m = 2 atanh s =
    f - f^2/2 + s (f^2/2 + R), R = 2 s^2/3 + 2 s^4/5 + ... Raises ValueError unless 0 < x < infinity.

    >>> logarithm(1.0), logarithm(2.0)
    (0.0, 0.6931471805599453)
    """
    if not 0.0 < x < inf:
        raise ValueError(f"no logarithm of {x}: only positive, finite numbers have one")
    m, e = frexp(x)
    if m < SQRT_HALF:
        m, e = 2.0 * m, e - 1
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    rest = 0.0
    for coefficient in SERIES:
        rest = (rest + coefficient) * z
    half = 0.5 * f * f
    return e * LN2_HIGH - ((half - (s * (half + rest) + e * LN2_LOW)) - f)
