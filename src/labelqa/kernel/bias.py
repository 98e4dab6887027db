"""How a drawn box lies beside the true one: shifted, too wide, too high."""

from math import floor

from labelqa.kernel.logarithm import logarithm

Corners = tuple[float, float, float, float]
"""x1, y1, x2, y2 of one box, in pixels."""


def box_bias(drawn: Corners, truth: Corners) -> tuple[int, int, int, int]:
    """How far a drawn box is shifted and stretched against the truth, relative to the true box's size.

    dx, dy = shift of the centre / truth width, height; dw, dh = ln(drawn size / truth size); each as
    floor(v * 2^30 + 0.5). Both boxes have an area.

    >>> box_bias((1.0, 0.0, 11.0, 10.0), (0.0, 0.0, 10.0, 10.0))
    (107374182, 0, 0, 0)
    """
    (dx1, dy1, dx2, dy2), (tx1, ty1, tx2, ty2) = drawn, truth
    width, height = tx2 - tx1, ty2 - ty1
    return (
        _whole((dx1 - tx1 + (dx2 - tx2)) / 2 / width),
        _whole((dy1 - ty1 + (dy2 - ty2)) / 2 / height),
        _whole(logarithm((dx2 - dx1) / width)),
        _whole(logarithm((dy2 - dy1) / height)),
    )


def _whole(value: float) -> int:
    return floor(value * 1073741824.0 + 0.5)
