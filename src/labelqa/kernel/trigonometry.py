"""Sine and cosine of degrees from plain double arithmetic, so that their bits agree between machines."""

from math import fmod, pi

RADIANS = pi / 180
# Minimax polynomials for |x| <= pi/4: those of fdlibm, Sun Microsystems 1993.
SINE = tuple(
    map(
        float.fromhex,
        ("0x1.5d93a5acfd57cp-33", "-0x1.ae5e68a2b9cebp-26", "0x1.71de357b1fe7dp-19", "-0x1.a01a019c161d5p-13",
         "0x1.111111110f8a6p-7", "-0x1.5555555555549p-3"),
    )
)  # fmt: skip
COSINE = tuple(
    map(
        float.fromhex,
        ("-0x1.8fae9be8838d4p-37", "0x1.1ee9ebdb4b1c4p-29", "-0x1.27e4f809c52adp-22", "0x1.a01a019cb1590p-16",
         "-0x1.6c16c16c15177p-10", "0x1.555555555554cp-5"),
    )
)  # fmt: skip


def sine_cosine(degrees: float) -> tuple[float, float]:
    """Sine and cosine of an angle in degrees, within 2e-16; exact at multiples of 90.

    The angle less the nearest multiple of 90 is exact, and at most 45 degrees: there polynomials do. Raises ValueError
    unless the angle is finite.

    >>> sine_cosine(90.0), sine_cosine(-180.0)
    ((1.0, 0.0), (0.0, -1.0))
    """
    if not abs(degrees) < float("inf"):
        raise ValueError(f"an angle of {degrees} degrees is not finite")
    turned = fmod(degrees, 360.0)
    quarters = round(turned / 90.0)
    s, c = _near_zero((turned - 90.0 * quarters) * RADIANS)
    s, c = ((s, c), (c, -s), (-s, -c), (-c, s))[quarters % 4]
    return s + 0.0, c + 0.0  # no negative zeros


def _near_zero(x: float) -> tuple[float, float]:
    z = x * x
    sine = cosine = 0.0
    for s, c in zip(SINE, COSINE, strict=True):
        sine, cosine = sine * z + s, cosine * z + c
    half = 0.5 * z
    return x + x * z * sine, 1.0 - (half - z * z * cosine)
