"""The pixels whose centre lies inside an outline: how a drawn area meets a mask."""

import numpy as np
from numpy.typing import NDArray

from labelqa.kernel.mask import Pixels, Whole

Floats = NDArray[np.float64]
Outline = tuple[Floats, Floats, Floats, Floats]
"""The edges of an area, x1, y1, x2, y2; inside is where an odd number of them is above (even-odd)."""
CROSSINGS = 1 << 22
"""Crossings of edges with columns of pixels held at once."""
FAR = 1 << 40
"""No pixel is further from the origin."""
NOWHERE = np.zeros(0, dtype=np.int64)


def crossings(outline: Outline) -> int:
    """How often the edges cross a line through the centres of a column of pixels: the work of filling."""
    low, high = _columns(outline)
    return int((high - low).sum())


def filled(outline: Outline, first: int = -FAR, after: int = FAR) -> Pixels:
    """The pixels whose centre lies inside, of the columns `first` to before `after` alone.

    A centre on the left or upper edge is inside, one on the right or lower edge is not: areas side by side share none.

    >>> square = [np.array(column) for column in ([0.5, 2.0, 2.0, 0.5], [1.0, 1.0, 2.6, 2.6], [2.0, 2.0, 0.5, 0.5],
    ...     [1.0, 2.6, 2.6, 1.0])]
    >>> pixels = filled(tuple(square))
    >>> pixels.column.tolist(), pixels.top.tolist(), pixels.bottom.tolist()
    ([0, 1], [1, 1], [3, 3])
    """
    low, high = (np.minimum(np.maximum(column, first), after) for column in _columns(outline))
    if not (low < high).any():
        return Pixels(NOWHERE, NOWHERE, NOWHERE)
    first, after = int(low[low < high].min()), int(high[low < high].max())
    if int((high - low).sum()) <= CROSSINGS or after - first == 1:
        return _strips(outline, low, high)
    middle = (first + after) // 2
    parts = filled(outline, first, middle), filled(outline, middle, after)
    column, top, bottom = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("column", "top", "bottom")
    )
    return Pixels(column, top, bottom)


def _columns(outline: Outline) -> tuple[Whole, Whole]:
    """The columns whose centre an edge crosses: from, to before."""
    x1, _, x2, _ = outline
    return _first_centre(np.minimum(x1, x2)), _first_centre(np.maximum(x1, x2))


def _first_centre(edge: Floats) -> Whole:
    """The first pixel whose centre does not lie before an edge."""
    pixel = np.floor(np.minimum(np.maximum(edge, -FAR), FAR))
    # Taking a half from the edge would round; adding it to a whole number does not.
    return (pixel + (edge > pixel + 0.5)).astype(np.int64)


def _strips(outline: Outline, low: Whole, high: Whole) -> Pixels:
    """Each edge crosses its columns; in a column, inside lies between every first and second crossing."""
    times = high - low
    edge = np.repeat(np.arange(len(times)), times)
    column = low[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(times) - times, times)
    y = _crossed(outline, edge, column)
    order = np.lexsort((y, column))
    row = _first_centre(y[order])
    top, bottom = row[::2], row[1::2]
    some = top < bottom
    return Pixels(column[order][::2][some], top[some], bottom[some])


def _crossed(outline: Outline, edge: Whole, column: Whole) -> Floats:
    """Where edges cross the centres of columns; an edge the other way round crosses at the same place."""
    x1, y1, x2, y2 = (side[edge] for side in outline)
    swapped = x1 > x2
    left, right = np.where(swapped, x2, x1), np.where(swapped, x1, x2)
    start, end = np.where(swapped, y2, y1), np.where(swapped, y1, y2)
    y: Floats = start + (column + 0.5 - left) * (end - start) / (right - left)
    return y
