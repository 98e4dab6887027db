"""Where CVAT shows a shape on the frames between two keyframes, in the numbers that draw it."""

from collections.abc import Sequence

from labelqa.formats.cvat.morphing import morphed

EVENLY = ("rectangle", "ellipse", "cuboid")
"""Types whose every number moves evenly."""


def moved(kind: object, before: Sequence[float], behind: Sequence[float], share: float) -> list[float] | None:
    """The numbers at `share` (0..1) of the way from one keyframe to the next; None for what stays until then.

    Rectangles, ellipses and a single point move evenly, and the outlines of polygons are morphed.

    >>> moved("points", [0.0, 0.0], [4.0, 8.0], 0.25), moved("mask", [0.0, 4.0], [0.0, 4.0], 0.25)
    ([1.0, 2.0], None)
    """
    if kind == "polygon":
        return _morphed(before, behind, share) if min(len(before), len(behind)) >= 6 else None
    if len(before) == len(behind) and (kind in EVENLY or (kind == "points" and len(before) == 2)):
        return [a + (b - a) * share for a, b in zip(before, behind, strict=True)]
    return None


def _morphed(before: Sequence[float], behind: Sequence[float], share: float) -> list[float]:
    first, last = (list(zip(numbers[::2], numbers[1::2], strict=False)) for numbers in (before, behind))
    return [number for corner in morphed(first, last, share) for number in corner]


def turned(before: float, behind: float, share: float) -> float:
    """An angle between two by the shorter way round, in degrees from 0 to 360.

    >>> turned(350.0, 10.0, 0.5)
    0.0
    """
    return (before + ((behind - before + 180) % 360 - 180) * share) % 360
