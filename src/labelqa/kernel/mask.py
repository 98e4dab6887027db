"""Masks as runs of pixels, and how many pixels two of them share; never unpacked into a frame."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from labelqa.kernel import compilation

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]
Bounds = tuple[float, float, float, float]
"""x1, y1, x2, y2 of a hull, in pixels."""
TOGETHER = 1 << 20
"""Ends of runs that are looked at together."""
NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Pixels:
    """Pixels as upright strips: in each column those from `top` to before `bottom`; sorted, none twice."""

    column: Whole
    top: Whole
    bottom: Whole

    @property
    def count(self) -> int:
        """How many pixels there are."""
        return int((self.bottom - self.top).sum())

    def runs(self, height: int) -> "Runs":
        """Those within a frame of this height, as its runs."""
        top, bottom = np.maximum(self.top, 0), np.minimum(self.bottom, height)
        inside = (top < bottom) & (self.column >= 0)
        first = self.column[inside] * height
        return Runs(height, first + top[inside], first + bottom[inside])


@dataclass(frozen=True, eq=False)
class Runs:
    """Pixels numbered column by column in a frame of `height`: runs from `start` to before `end`, ascending."""

    height: int
    start: Whole
    end: Whole

    @cached_property
    def count(self) -> int:
        """How many pixels there are."""
        return int((self.end - self.start).sum())

    @cached_property
    def ends(self) -> Floats:
        """Where runs begin and end, by turns. In floats, which hold these numbers exactly, as `before`."""
        return np.stack([self.start, self.end], axis=1).reshape(-1).astype(np.float64)

    @cached_property
    def before(self) -> Floats:
        """How many pixels of these runs lie before each of their ends; between two it rises by 1 a pixel, or not."""
        found = np.zeros(2 * len(self.start))
        found[1:] = np.cumsum(np.diff(self.ends) * (np.arange(len(found) - 1) % 2 == 0))
        return found

    def pixels(self, first: int, after: int) -> Pixels:
        """Those of the columns from `first` to before `after`."""
        start, end = np.maximum(self.start, first * self.height), np.minimum(self.end, after * self.height)
        some = start < end
        start, end = start[some], end[some]
        begin, last = start // self.height, (end - 1) // self.height
        columns = last - begin + 1
        run = np.repeat(np.arange(len(start)), columns)
        column = begin[run] + np.arange(len(run)) - np.repeat(np.cumsum(columns) - columns, columns)
        top = np.maximum(start[run] - column * self.height, 0)
        return Pixels(column, top, np.minimum(end[run] - column * self.height, self.height))


def mask_runs(height: int, width: int, counts: Sequence[int]) -> Runs:
    """Pixels of a mask from its run lengths, column by column, the first of background (as in COCO files).

    ValueError when a run is shorter than 0, when they do not add up to the frame, or when no pixel is set.

    >>> mask_runs(3, 2, [1, 3, 2]).start.tolist(), mask_runs(3, 2, [1, 3, 2]).end.tolist()
    ([1], [4])
    """
    if height < 1 or width < 1:
        raise ValueError(f"a frame of {height} x {width} has no pixels")
    if any(count < 0 for count in counts):
        raise ValueError(f"a run is {min(counts)} pixels long")
    if sum(counts) != height * width:
        raise ValueError(f"the runs add up to {sum(counts)}, not to {height} x {width} = {height * width} pixels")
    edge = np.cumsum(np.array(counts, dtype=np.int64))
    end = edge[1::2]
    start = edge[: 2 * len(end) : 2]
    some = start < end
    if not some.any():
        raise ValueError("no pixel is set")
    return Runs(height, start[some], end[some])


def runs_hull(runs: Runs) -> Bounds:
    """The smallest upright box around the pixels, by their outer edges.

    >>> runs_hull(mask_runs(3, 2, [1, 3, 2]))
    (0.0, 0.0, 2.0, 3.0)
    """
    column, last = runs.start // runs.height, (runs.end - 1) // runs.height
    # A run that goes on into the next column fills the bottom of one and the top of another.
    top = np.where(column == last, runs.start - column * runs.height, 0).min()
    bottom = np.where(column == last, runs.end - column * runs.height, runs.height).max()
    return float(column[0]), float(top), float(last[-1] + 1), float(bottom)


def shared_pixels(a: Runs, b: Runs) -> int:
    """How many pixels two masks have in common; their frames need not be of one size.

    >>> shared_pixels(mask_runs(3, 2, [1, 3, 2]), mask_runs(3, 2, [0, 2, 2, 2]))
    1
    """
    if not len(a.start) or not len(b.start):
        return 0
    if a.height != b.height:
        first, after = int(a.start[0]) // a.height, (int(a.end[-1]) - 1) // a.height + 1
        return shared_pixels(a, b.pixels(first, after).runs(a.height))
    few, many = (a, b) if len(a.start) <= len(b.start) else (b, a)
    low = int(np.searchsorted(few.end, many.start[0], side="right"))
    high = int(np.searchsorted(few.start, many.end[-1], side="left"))
    before = np.interp(few.ends[2 * low : 2 * high], many.ends, many.before)
    return int(np.add.reduce(before[1::2] - before[::2]))


def shared_by_pairs(pairs: Iterable[tuple[Runs, Runs]]) -> list[int]:
    """`shared_pixels` of many pairs: much quicker than one by one where their frames are of one size, and the same.

    >>> half, most = mask_runs(3, 2, [1, 3, 2]), mask_runs(3, 2, [0, 2, 2, 2])
    >>> shared_by_pairs([(half, most), (half, half), (most, half)])
    [1, 3, 1]
    """
    if compilation.COMPILED:
        return _shared_compiled(list(pairs))
    found: list[int] = []
    some: list[tuple[Runs, Runs]] = []
    ends = 0
    for a, b in pairs:
        ends += len(a.start) + len(b.start)
        if some and (ends > TOGETHER or a.height != some[0][0].height):
            found += _shared_together(some)
            some, ends = [], 0
        if a.height == b.height and len(a.start) and len(b.start):
            some.append((a, b))
        else:
            found += [*_shared_together(some), shared_pixels(a, b)]
            some, ends = [], 0
    return found + _shared_together(some)


def _shared_compiled(pairs: Sequence[tuple[Runs, Runs]]) -> list[int]:
    """Each mask is handed over once, however many it is compared with."""
    number: dict[Runs, int] = {}
    places = [(number.setdefault(a, len(number)), number.setdefault(b, len(number))) for a, b in pairs]
    at = [0, *accumulate([len(runs.start) for runs in number])]
    start = np.concatenate([NONE, *[runs.start for runs in number]])
    end = np.concatenate([NONE, *[runs.end for runs in number]])
    found: list[int] = compilation.shared_runs(start, end, at, places)
    for k, (a, b) in enumerate(pairs):
        if a.height != b.height:
            found[k] = shared_pixels(a, b)
    return found


def _shared_together(pairs: Sequence[tuple[Runs, Runs]]) -> list[int]:
    """Of one height, each with pixels: the frames are put one behind the other."""
    if not pairs:
        return []
    few, many = zip(*[(a, b) if len(a.start) <= len(b.start) else (b, a) for a, b in pairs], strict=True)
    place = np.arange(len(pairs)) * (1.0 + max(max(a.ends[-1], b.ends[-1]) for a, b in pairs))
    asked, known = [2 * len(runs.start) for runs in few], [2 * len(runs.start) for runs in many]
    counts = np.array([runs.before[-1] for runs in many])
    ends = np.concatenate([runs.ends for runs in many]) + np.repeat(place, known)
    before = np.concatenate([runs.before for runs in many]) + np.repeat(np.cumsum(counts) - counts, known)
    at = np.interp(np.concatenate([runs.ends for runs in few]) + np.repeat(place, asked), ends, before)
    inside = np.add.reduceat(at[1::2] - at[::2], np.cumsum([0, *asked[:-1]]) // 2)
    shared: list[int] = inside.astype(np.int64).tolist()
    return shared
