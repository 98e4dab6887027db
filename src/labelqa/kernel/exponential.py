"""The exponential function from plain double arithmetic, so that its bits agree between machines."""

import numpy as np
from numpy.typing import NDArray

from labelqa.kernel.logarithm import LN2_HIGH, LN2_LOW

LARGEST = 709.0
"""Up to here the exponential is surely a finite double."""
SMALLEST = -746.0
"""From here down it is 0."""
PER_LN2 = float.fromhex("0x1.71547652b82fep+0")
# Minimax polynomial of fdlibm (Sun Microsystems 1993), highest power first.
SERIES = tuple(
    map(
        float.fromhex,
        ("0x1.6376972bea4d0p-25", "-0x1.bbd41c5d26bf1p-20", "0x1.1566aaf25de2cp-14", "-0x1.6c16c16bebd93p-9",
         "0x1.555555555553ep-3"),
    )
)  # fmt: skip


def exponential(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """e to the power of every number, within about one unit in the last place; exactly 1 at 0.

    x = k ln 2 + r with |r| <= ln(2)/2; with c = r - r^2 P(r^2), e^r = 1 + r + r c / (2 - c); times 2^k. Raises
    ValueError where a number is above 709 or is not a number.

    >>> exponential(np.array([0.0, -1.0, -800.0])).tolist()
    [1.0, 0.36787944117144233, 0.0]
    """
    if not np.all(x <= LARGEST):
        raise ValueError(f"an exponent is above {LARGEST:g} or is not a number")
    x = np.maximum(x, SMALLEST)
    k = np.rint(x * PER_LN2)
    high, low = x - k * LN2_HIGH, k * LN2_LOW
    r = high - low
    z = r * r
    series = np.zeros_like(x)
    for coefficient in SERIES:
        series = series * z + coefficient
    c = r - z * series
    power: NDArray[np.float64] = np.ldexp(1.0 - ((low - r * c / (2.0 - c)) - high), k.astype(np.int32))
    return power
