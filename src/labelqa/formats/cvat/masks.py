"""CVAT's masks: pixels of a crop row by row; ours are those of the whole image column by column."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from labelqa.kernel.mask import mask_runs
from labelqa.shapes import Mask

PIXELS = 1 << 27
"""Most pixels of a crop: it is unpacked to be turned."""
Crop = tuple[list[int], int, int, int, int]
"""Runs row by row (background first), left, top, width, height."""


def placed(crop: Crop, frame: tuple[int, int]) -> Mask:
    """The mask of an image of width x height by its crop; ValueError when the runs do not fill the crop.

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
    tall, wide = max(frame[1], top + height), max(frame[0], left + width)
    edges = np.diff(np.pad(bits.T.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    starts, ends = (_numbers(edges == sign, left, top, tall) for sign in (1, -1))
    return Mask(tall, wide, _counts(starts, ends, tall * wide))


def _numbers(edges: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]", left: int, top: int, tall: int) -> list[int]:
    """Pixels, numbered column by column in the frame, at which runs start or end."""
    columns, rows = np.nonzero(edges)
    found: list[int] = ((columns + left) * tall + rows + top).tolist()
    return found


def _counts(starts: Sequence[int], ends: Sequence[int], pixels: int) -> tuple[int, ...]:
    """Runs of background and mask in turn; strips that touch, from one column to the next, become one."""
    cuts = [0]
    for start, end in zip(starts, ends, strict=True):
        if len(cuts) > 1 and cuts[-1] == start:
            cuts[-1] = end
        else:
            cuts += (start, end)
    if cuts[-1] != pixels:
        cuts.append(pixels)
    return tuple([b - a for a, b in pairwise(cuts)])


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
