"""CVAT's masks: pixels of a crop row by row; ours are those of the whole image column by column."""

import numpy as np

from labelqa.formats.bitmaps import of_crop
from labelqa.kernel.mask import mask_runs
from labelqa.shapes import Mask

PIXELS = 1 << 27
"""Most pixels of a crop: it is unpacked to be turned."""
Crop = tuple[list[int], int, int, int, int]
"""Runs row by row (background first), left, top, width, height."""


def placed(crop: Crop, frame: tuple[int, int]) -> Mask:
    """The mask of an image of width x height by its crop; ValueError when its runs do not fill it, or are too many.

    A crop that reaches beyond the image widens the frame: it is kept as drawn.

    >>> placed(([1, 3], 1, 0, 2, 2), (3, 3))
    Mask(height=3, width=3, counts=(4, 1, 1, 2, 1))
    """
    runs, left, top, width, height = crop
    if width * height > PIXELS:
        raise ValueError(f"a crop of {width} x {height} pixels is larger than any image")
    if any(run < 0 for run in runs) or sum(runs) != width * height:
        raise ValueError(f"the runs add up to {sum(runs)}, not to {width} x {height} = {width * height} pixels")
    bits = np.repeat(np.arange(len(runs), dtype=np.int64) % 2 == 1, runs).reshape(height, width)
    return of_crop(bits, left, top, max(frame[0], left + width), max(frame[1], top + height))


def cropped(mask: Mask) -> Crop | None:
    """The crop around the pixels of a mask; None when it is too large to be turned.

    >>> cropped(Mask(3, 3, (4, 1, 1, 2, 1)))
    ([1, 3], 1, 0, 2, 2)
    """
    strips = mask_runs(mask.height, mask.width, mask.counts).pixels(0, mask.width)
    left, top = int(strips.column.min()), int(strips.top.min())
    width, height = int(strips.column.max()) + 1 - left, int(strips.bottom.max()) - top
    if width * height > PIXELS:
        return None
    bits = np.zeros((height, width), dtype=np.bool_)
    for column, first, last in zip(strips.column - left, strips.top - top, strips.bottom - top, strict=True):
        bits[first:last, column] = True
    cuts = np.flatnonzero(np.diff(bits.ravel(), prepend=False))
    return np.diff(cuts, prepend=0, append=width * height).tolist(), left, top, width, height
