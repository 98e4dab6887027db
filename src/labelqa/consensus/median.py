"""The value in the middle, where each counts with a weight."""

from collections.abc import Sequence


def median(values: Sequence[float], weights: Sequence[int]) -> float:
    """The value with half of the weight on either side; the mean of the two middle ones at exactly half.

    Weights are whole numbers of at least 0, one of them above. Raises ValueError without values.

    >>> median([1.0, 2.0, 10.0], [1, 1, 1]), median([1.0, 2.0, 10.0], [1, 1, 4]), median([1.0, 2.0], [1, 1])
    (2.0, 10.0, 1.5)
    """
    if not values:
        raise ValueError("nothing has no median")
    whole = sum(weights)
    weighed = sorted((v, w) for v, w in zip(values, weights, strict=True) if w)
    below = 0
    for place, (value, weight) in enumerate(weighed):
        below += weight
        if 2 * below > whole:
            return value
        if 2 * below == whole:
            return value / 2 + weighed[place + 1][0] / 2  # the sum of two large ones may be no double
    raise AssertionError("half of the weight is reached before the end")
