"""Masks as CVAT holds them, row by row within the box around them, as masks of a whole image."""

from collections.abc import Sequence

from labelqa.formats import values
from labelqa.formats.cvat.masks import placed
from labelqa.formats.shapes import RUNS
from labelqa.formats.values import wrong
from labelqa.shapes import Mask


def mask(points: Sequence[float], width: int, height: int, pointer: str) -> Mask:
    """The mask in an image of width x height pixels, in a larger one where it reaches beyond: it is kept as drawn.

    `points`: run lengths row by row, the first of background; then left, top, right and bottom of the box, all within
    it. BadInput when they do not fit together.

    >>> mask([1, 2, 1, 1, 0, 2, 1], 4, 3, "")
    Mask(height=3, width=4, counts=(4, 1, 1, 1, 5))
    """
    *runs, left, top, right, bottom = [_whole(v, f"{pointer}/{i}") for i, v in enumerate(_several(points, pointer))]
    if not (0 <= left <= right < values.SIZE and 0 <= top <= bottom < values.SIZE):
        raise wrong(pointer, f"{left}, {top}, {right}, {bottom} is no box of pixels")
    try:
        return placed((runs, left, top, right - left + 1, bottom - top + 1), (width, height))
    except ValueError as error:
        raise wrong(pointer, str(error)) from None


def _several(points: Sequence[float], pointer: str) -> Sequence[float]:
    if not 5 <= len(points) <= RUNS:
        raise wrong(pointer, f"has {len(points)} numbers; a mask has at least one run and a box, and {RUNS} at most")
    return points


def _whole(value: float, pointer: str) -> int:
    """A number of pixels, which CVAT writes as 12.0."""
    found = values.number(value, pointer, -values.COORDINATE, values.COORDINATE)
    if found != int(found):
        raise wrong(pointer, f"{values.shown(value)} is not a whole number of pixels")
    return int(found)
