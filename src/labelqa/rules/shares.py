"""Whether a counted share lies below a bar: one that equals it does not."""

SLIGHT = 1e-9
"""What a product of floats may be off by."""


def below(part: int, whole: int, bar: float) -> bool:
    """True when `part` of `whole` is less than the bar.

    >>> below(55, 100, 0.55), 55 < 0.55 * 100
    (False, True)
    """
    return part < bar * whole - SLIGHT
