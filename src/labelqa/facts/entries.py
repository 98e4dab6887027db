"""Entries of one tally for many images at once, as columns: packed image by image, or summed by key."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelqa.tally import Bag, Tally, add

Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Entries:
    """Rows of a tally: which image (its place among the images), the key, the counters; one row a key and image."""

    tally: Tally
    image: Longs
    keys: Longs
    counters: Longs

    @classmethod
    def of(cls, tally: Tally, image: Longs, keys: Sequence[Longs], counters: Longs) -> "Entries":
        """From the columns of the key, and counters as one column or as rows; in the order they are packed in."""
        columns = np.column_stack([image, *keys])
        order = np.lexsort(columns.T[::-1])
        columns = columns[order]
        return cls(tally, columns[:, 0], columns[:, 1:], counters.reshape(len(order), len(tally.counters))[order])


def runs(*keys: Longs) -> tuple[Longs, Longs]:
    """An order in which equal keys stand together, and the places in it where another key begins.

    >>> order, starts = runs(np.array([2, 1, 2]), np.array([5, 6, 5]))
    >>> order.tolist(), starts.tolist()
    ([1, 0, 2], [0, 1])
    """
    order = np.lexsort(keys[::-1])
    return order, starts_of(*[key[order] for key in keys])


def starts_of(*keys: Longs) -> Longs:
    """Where another key begins, in keys of which equal ones stand together."""
    new = np.zeros(len(keys[0]), dtype=bool)
    new[:1] = True
    for key in keys:
        new[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(new)


def summed(entries: Sequence[Entries]) -> Bag:
    """What `labelqa.tally.summed` makes of the bags of all images."""
    bag: Bag = {}
    for one in entries:
        order, starts = runs(*one.keys.T)
        if len(starts):
            keys = one.keys[order[starts]].tolist()
            sums = np.add.reduceat(one.counters[order], starts, axis=0).tolist()
            bag |= {(one.tally.number, tuple(key)): row for key, row in zip(keys, sums, strict=True)}
    return add({}, bag)


def packed(entries: Sequence[Entries], images: int) -> Iterator[bytes]:
    """The bag of each image as `labelqa.tally.pack` writes it."""
    ordered = sorted((e for e in entries if len(e.image)), key=lambda e: e.tally.number)
    parts = [_written(one, images) for one in ordered]
    blobs = [blob for blob, _ in parts]
    for ends in zip(*[itertools.pairwise(ends) for _, ends in parts], strict=True):
        yield b"".join([blob[begin:end] for blob, (begin, end) in zip(blobs, ends, strict=True)])


def _written(entries: Entries, images: int) -> tuple[bytes, list[int]]:
    """All rows as bytes, and where those of each image begin and the last one ends."""
    seen = entries.counters != 0
    mask = (seen << np.arange(seen.shape[1])).sum(axis=1, dtype=np.int64)
    number = np.full(len(mask), entries.tally.number)
    values = np.column_stack([number, entries.keys, mask, entries.counters])
    wanted = np.ones(values.shape, dtype=bool)
    wanted[:, -seen.shape[1] :] = seen
    wanted[mask == 0] = False
    blob, at = varints(values[wanted])
    written = np.concatenate([[0], np.cumsum(wanted.sum(axis=1))])
    rows = np.searchsorted(entries.image, np.arange(images + 1))
    return blob, at[written[rows]].tolist()


def varints(values: Longs) -> tuple[bytes, Longs]:
    """Numbers below 2^62 as packed bags hold them, and where each begins and the last one ends.

    >>> blob, at = varints(np.array([1, -1, 64]))
    >>> blob.hex(), at.tolist()
    ('02018001', [0, 1, 2, 4])
    """
    left = np.where(values < 0, (-values << 1) - 1, values << 1)
    size = np.ones(len(values), dtype=np.int64)
    longer = np.flatnonzero(left > 127)
    more = left[longer] >> 7
    while len(longer):
        size[longer] += 1
        keep = more > 127
        longer, more = longer[keep], more[keep] >> 7
    at = np.concatenate([[0], np.cumsum(size)])
    out = np.empty(at[-1], dtype=np.uint8)
    place = at[:-1]
    while len(left):
        last = left < 128
        out[place] = np.where(last, left, left & 127 | 128)
        keep = ~last
        left, place = left[keep] >> 7, place[keep] + 1
    return out.tobytes(), at
