"""Pixels as tools hand them over, row by row or cut out, as masks of their image: runs column by column."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labelqa.formats.shapes import RUNS
from labelqa.shapes import Mask

PIXELS = 64 << 20
"""Most pixels that are held at once."""


def of_rows(runs: Sequence[tuple[int, int]], width: int, height: int) -> Mask:
    """The mask of pixels numbered row by row, in runs from the first number to before the second.

    ValueError when that is too much, or not within the image.

    >>> of_rows([(1, 3)], 2, 2)
    Mask(height=2, width=2, counts=(1, 2, 1))
    """
    if not runs:
        return Mask(height, width, (height * width,))
    first, last = min(a for a, _ in runs) // width, (max(b for _, b in runs) - 1) // width
    if first < 0 or last >= height or (last - first + 1) * width > PIXELS:
        raise ValueError("the pixels do not lie within the image, or are too many")
    flat: NDArray[np.bool_] = np.zeros((last - first + 1) * width, dtype=np.bool_)
    for a, b in runs:
        flat[a - first * width : b - first * width] = True
    return of_crop(flat.reshape(-1, width), 0, first, width, height)


def of_crop(pixels: NDArray[np.bool_], x: int, y: int, width: int, height: int) -> Mask:
    """The mask of pixels cut out of an image with their top left at x, y; what lies beyond the image is cut off.

    ValueError when it is too much.

    >>> of_crop(np.array([[True, True]]), 0, 1, 2, 2)
    Mask(height=2, width=2, counts=(1, 1, 1, 1))
    """
    left, top = max(x, 0), max(y, 0)
    right, bottom = min(x + pixels.shape[1], width), min(y + pixels.shape[0], height)
    if left >= right or top >= bottom:
        return Mask(height, width, (height * width,))
    inside = pixels[top - y : bottom - y, left - x : right - x]
    columns = np.zeros((right - left, bottom - top + 2), dtype=np.int8)
    columns[:, 1:-1] = inside.T
    column, edge = np.nonzero(np.diff(columns, axis=1))
    numbers = (column + left) * height + edge + top
    starts, ends = numbers[::2], numbers[1::2]
    apart = np.ones(len(starts), dtype=np.bool_)
    apart[1:] = starts[1:] != ends[:-1]  # a run that fills a column goes on in the next
    edges = np.empty(2 * int(apart.sum()), dtype=np.int64)
    edges[::2], edges[1::2] = starts[apart], ends[np.append(apart[1:], True)[: len(ends)]]
    if len(edges) > RUNS:
        raise ValueError(f"has more than {RUNS:,} runs")
    counts = np.diff(np.concatenate([[0], edges, [height * width]])).tolist()
    return Mask(height, width, tuple(counts[:-1] if counts[-1] == 0 else counts))
