"""Where objects lie on their image: beyond its border, or all within its first pixel."""

from labelqa.model import Image

OUTSIDE = "box outside the image"
"""The remark on a box that reaches beyond the border of its image."""
RELATIVE = "every object lies between 0 and 1, so they look like shares of the image's size; this format holds pixels"
"""Why a file is refused in which no object leaves the first pixel."""
SLACK = 1e-6
"""How far, in pixels, a box may reach beyond the border by the rounding of floats alone."""
_ENDLESS = float("inf")


def border(image: Image | None) -> tuple[float, float]:
    """The right and the lower border of an image; endless where its size is not known.

    >>> border(Image("a.jpg", 640, 480)), border(Image("b.jpg"))
    ((640, 480), (inf, inf))
    """
    if image is None or image.width is None or image.height is None:
        return _ENDLESS, _ENDLESS
    return image.width, image.height


def beyond(corners: tuple[float, float, float, float], right: float, bottom: float) -> bool:
    """True for a box x1, y1, x2, y2 that reaches over any border of its image; the left and the upper one are at 0.

    >>> beyond((-1.0, 0.0, 5.0, 5.0), *border(None)), beyond((0.0, 0.0, 10.0, 5.0), 10.0, 5.0)
    (True, False)
    """
    x1, y1, x2, y2 = corners
    return x1 < -SLACK or y1 < -SLACK or x2 > right + SLACK or y2 > bottom + SLACK
