"""Masks as CVAT holds them, row by row within the box around them, as masks of a whole image."""

from collections.abc import Iterator, Sequence

from labelqa.formats import values
from labelqa.formats.shapes import RUNS
from labelqa.formats.values import wrong
from labelqa.shapes import Mask

PIXELS = 100_000_000
"""Most pixels of the box around a mask."""


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
    across, down, width, height = right - left + 1, bottom - top + 1, max(width, right + 1), max(height, bottom + 1)
    if sum(runs) != across * down:
        raise wrong(pointer, f"the runs add up to {sum(runs)}, not to {across} x {down} = {across * down} pixels")
    if across * down > PIXELS:
        raise wrong(pointer, f"has {across * down} pixels; {PIXELS} is the most")
    return Mask(height, width, tuple(_framed(_unrolled(runs), left, top, across, down, width, height)))


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


def _unrolled(runs: Sequence[int]) -> bytes:
    """One byte a pixel, row by row: 1 where the mask is."""
    if any(run < 0 for run in runs):
        raise wrong("", "a run is shorter than 0 pixels")
    return b"".join((b"\x01" if i % 2 else b"\x00") * run for i, run in enumerate(runs))


def _framed(pixels: bytes, left: int, top: int, across: int, down: int, width: int, height: int) -> Iterator[int]:
    """Run lengths column by column over the whole image, the first of background."""
    begun, filled = 0, False  # where the run at hand began, and of what it is
    for column in range(across):
        strip = pixels[column::across]
        before = (left + column) * height + top
        at = 0
        while at < down:
            there = strip[at] == 1
            end = strip.find(b"\x00" if there else b"\x01", at)
            end = down if end < 0 else end
            if there != filled:
                yield before + at - begun
                begun, filled = before + at, there
            at = end
        if filled and (down < height or column + 1 == across):  # beyond the box is background
            yield before + down - begun
            begun, filled = before + down, False
    if begun < width * height:
        yield width * height - begun
