"""Which images to label a second time: a sample of everybody's work, the same tomorrow."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelqa.store import Connection, Row, names

ROW = np.dtype([("image", np.int64), ("annotator", np.int64), ("mark", np.uint64)])
STEPS = 1 << 32
"""Places between the first and the last image of one group; whole numbers, so that a cursor holds them exactly."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an image stands in the order: `step` first, then the mark of its id."""

    step: int
    name: str


@dataclass(frozen=True, slots=True)
class Queue:
    """Images in the order in which they are to be labelled: numbers, steps and marks in columns of one length.

    24 bytes an image, so that a million of them fit where their ids would not.
    """

    image: NDArray[np.int64]
    step: NDArray[np.int64]
    mark: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.image)

    def after(self, place: Place) -> "Queue":
        """The images behind a place, whether or not its own image is still in the queue."""
        behind = self.step > place.step
        behind |= (self.step == place.step) & (self.mark > np.uint64(mark(place.name)))
        return Queue(self.image[behind], self.step[behind], self.mark[behind])

    def first(self, connection: Connection, project: int, count: int) -> list[Place]:
        """The next `count` images with their ids."""
        numbers = self.image[:count].tolist()
        found = names.image_names(connection, project, numbers)
        return [Place(step, found[k]) for k, step in zip(numbers, self.step[:count].tolist(), strict=True)]


def mark(image_id: str) -> int:
    """A number in 0..2^64 - 1 that an id always has, and that says nothing about the image.

    >>> mark("img_004"), mark("img_005")
    (17210567158565825488, 1834765439010817221)
    """
    return int.from_bytes(blake2b(image_id.encode(), digest_size=8).digest(), "big")


def queue(rows: Iterable[Row[Any]], start: int = 0) -> Queue:
    """Rows (image, name, annotator) in an order of which every beginning is a fair sample.

    Random, because the mean over a random sample aims at the mean over all images. What is picked for a reason (low
    scores, doubtful suggestions, many objects) is better for finding mistakes, and gives a mean that is too low.
    The order is that of a hash of the id: nobody can choose it, tomorrow it is the same, and new images take their
    places between the others without moving them.

    In proportion, because annotators differ: the i-th of an annotator's m images by hash stands at (i + 1/2) / m of the
    way, so that any beginning of the order holds the same share of everybody's work (stratified sampling with
    proportional allocation, Cochran 1977, section 5.5).

    `start` is the first step; a queue takes `STEPS` of them.
    """
    given = np.fromiter(((r.image, r.annotator, mark(r.name)) for r in rows), dtype=ROW)
    given = given[np.lexsort((given["mark"], given["annotator"]))]
    _, first, size = np.unique(given["annotator"], return_index=True, return_counts=True)
    rank = np.arange(len(given)) - np.repeat(first, size)
    step = start + (2 * rank + 1) * (STEPS // 2) // np.repeat(size, size)
    order = np.lexsort((given["mark"], step))
    return Queue(given["image"][order], step[order], given["mark"][order])
