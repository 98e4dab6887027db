"""Masks as Label Studio packs them: run lengths of an RGBA picture, row by row, as a stream of bits.

The stream (that of the library rle-pack), highest bit first: 32 bits for the number of words, 5 for the bits of a word
less 1, four times 4 for the bits of a length less 1; then blocks of 1 bit (is one word repeated?), 2 bits (which of the
four lengths is written), the length less 1, and one word or as many as the length says. A pixel is set where its
fourth word, alpha, is not 0.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from labelqa.shapes import Mask

PIXELS = 1 << 26
"""Most pixels of the rows that hold a mask."""
_WORD = 8
_LENGTHS = (3, 4, 8, 16)
"""Bits of a length, as Label Studio itself writes them."""

Whole = NDArray[np.int64]


def unpacked(data: bytes, width: int, height: int) -> Mask | None:
    """The mask of a stream in a frame of `width` x `height` pixels; None when no pixel is set.

    ValueError when the stream is none, or of another frame, or the rows of the mask have more than `PIXELS` pixels.

    >>> unpacked(packed(Mask(2, 3, (1, 2, 3))), 3, 2)
    Mask(height=2, width=3, counts=(1, 2, 3))
    """
    start, end = _set(data, width * height)
    if not len(start):
        return None
    cuts = np.column_stack(_across(start, end, width, height)).ravel()
    counts = np.diff([0, *cuts.tolist(), width * height]).tolist()
    return Mask(height, width, tuple(counts if counts[-1] else counts[:-1]))


def packed(mask: Mask) -> list[int]:
    """The stream of a mask, as numbers from 0 to 255.

    ValueError when its columns have more than `PIXELS` pixels, or its frame more than the stream can count.
    """
    if 4 * mask.width * mask.height >= 1 << 32:
        raise ValueError(f"a frame of {mask.width} x {mask.height} pixels has more words than the stream can count")
    bits = [f"{4 * mask.width * mask.height:032b}{_WORD - 1:05b}", *(f"{length - 1:04b}" for length in _LENGTHS)]
    edges = np.cumsum(np.append(mask.counts, 0)[: len(mask.counts) // 2 * 2])
    start, end = _across(edges[::2], edges[1::2], mask.height, mask.width)
    cuts = [0, *np.column_stack([start, end]).ravel().tolist(), mask.width * mask.height]
    for k, (first, after) in enumerate(pairwise(cuts)):
        bits += _blocks(255 * (k % 2), 4 * (after - first))
    found = np.frombuffer("".join(bits).encode(), dtype=np.uint8) - ord("0")
    return np.packbits(found).tolist()


class _Bits:
    """A stream of bits, highest first."""

    def __init__(self, data: bytes) -> None:
        self._data, self.at, self._end = data, 0, 8 * len(data)

    def take(self, count: int) -> int:
        """The next bits as a number."""
        first, after = self.at, self.at + count
        if after > self._end:
            raise ValueError("the stream breaks off")
        last = (after + 7) >> 3
        self.at = after
        return (int.from_bytes(self._data[first >> 3 : last], "big") >> (last << 3) - after) & (1 << count) - 1

    def words(self, count: int, size: int) -> NDArray[np.bool_]:
        """Which of the next words, of `size` bits each, are not 0."""
        first, after = self.at, self.at + count * size
        if after > self._end:
            raise ValueError("the stream breaks off")
        self.at = after
        piece = np.frombuffer(self._data[first >> 3 : (after + 7) >> 3], dtype=np.uint8)
        bits = np.unpackbits(piece)[first & 7 : (first & 7) + count * size]
        found: NDArray[np.bool_] = np.asarray(bits.reshape(count, size).any(axis=1))
        return found


def _set(data: bytes, pixels: int) -> tuple[Whole, Whole]:
    """Starts and ends of the runs of pixels that are set, numbered row by row."""
    bits = _Bits(data)
    words, size = bits.take(32), bits.take(5) + 1
    lengths = [bits.take(4) + 1 for _ in range(4)]
    if words != 4 * pixels:
        raise ValueError(f"the stream is of {words:,} words, not of four for each of {pixels:,} pixels")
    starts, ends = list[Whole](), list[Whole]()
    at = 0
    while at < words:
        repeated = bits.take(1)
        count = bits.take(lengths[bits.take(2)]) + 1
        if at + count > words:
            raise ValueError("the stream has more words than it says")
        first, after = at >> 2, (at + count) >> 2  # pixels whose alpha lies in this block
        if not repeated:
            alpha = bits.words(count, size)[3 - at % 4 :: 4]
            edges = np.flatnonzero(np.diff(alpha, prepend=False, append=False))
            starts.append(first + edges[::2])
            ends.append(first + edges[1::2])
        elif bits.take(size) and first < after:
            starts.append(np.array([first]))
            ends.append(np.array([after]))
        at += count
    return _joined(starts, ends)


def _joined(starts: Sequence[Whole], ends: Sequence[Whole]) -> tuple[Whole, Whole]:
    """Runs that touch are one."""
    none = np.zeros(0, dtype=np.int64)
    start, end = np.concatenate([none, *starts]), np.concatenate([none, *ends])
    apart = start[1:] != end[:-1]
    keep_first, keep_last = np.append(True, apart)[: len(start)], np.append(apart, True)[: len(end)]
    return start[keep_first], end[keep_last]


def _painted(start: Whole, end: Whole, pixels: int) -> NDArray[np.bool_]:
    steps = np.zeros(pixels + 1, dtype=np.int8)
    steps[start] += 1
    steps[end] -= 1
    return np.cumsum(steps[:-1], dtype=np.int8).astype(bool)


def _across(start: Whole, end: Whole, length: int, lines: int) -> tuple[Whole, Whole]:
    """Runs of pixels numbered along `lines` lines of some `length`, as runs of pixels numbered across them."""
    top, bottom = int(start[0]) // length, -(-int(end[-1]) // length)
    if (bottom - top) * length > PIXELS:
        raise ValueError(f"the lines that hold the mask have more than {PIXELS:,} pixels")
    painted = _painted(start - top * length, end - top * length, (bottom - top) * length)
    held = painted.reshape(bottom - top, length)
    used = np.flatnonzero(held.any(axis=0))
    left, right = int(used[0]), int(used[-1]) + 1
    padded = np.zeros((right - left, bottom - top + 2), dtype=np.int8)
    padded[:, 1:-1] = held[:, left:right].T
    line, edge = np.nonzero(np.diff(padded, axis=1))
    place = (line + left) * lines + top + edge
    return _joined([place[::2]], [place[1::2]])


def _blocks(word: int, count: int) -> list[str]:
    """One word repeated, in blocks no longer than the longest length."""
    found = []
    while count:
        kind = next((k for k, bits in enumerate(_LENGTHS) if count <= 1 << bits), len(_LENGTHS) - 1)
        taken = min(count, 1 << _LENGTHS[kind])
        found.append(f"1{kind:02b}{taken - 1:0{_LENGTHS[kind]}b}{word:0{_WORD}b}")
        count -= taken
    return found
