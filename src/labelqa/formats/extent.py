"""Boxes written by their corners: a size need not survive the way through two sums of floats, unless it is stated."""


def extent(low: float, high: float, stated: float | None = None) -> float:
    """The size between two corners: the one stated beside them, if it leads from the one to the other.

    >>> extent(0.1, 0.1 + 0.7), extent(0.1, 0.1 + 0.7, 0.7), extent(0.1, 0.8, 5.0) == 0.8 - 0.1
    (0.7, 0.7, True)
    """
    return stated if stated is not None and low + stated == high else high - low


def unsaid(low: float, size: float) -> bool:
    """True when the corners alone do not give the size back: then it has to be stated beside them.

    >>> unsaid(1.5, 30.25), unsaid(0.1, 1e-9)
    (False, True)
    """
    return (low + size) - low != size
