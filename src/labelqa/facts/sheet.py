"""Many images whose answers are upright boxes of persons, nothing else: as columns, and where they begin."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelqa.facts.comparison import MEDIUM, SMALL
from labelqa.facts.entries import Longs
from labelqa.facts.partners import MOST
from labelqa.kernel.sweeping import Drawings
from labelqa.metrics.median import bucket

UNKNOWN = -1
"""Stands for a time that is not known."""
PERSONS = MOST
"""Most persons of an image on a sheet: of more, not every two are compared (`labelqa.facts.partners`)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Image i has the annotations `image_of[i]` up to `image_of[i + 1]`, one at least, in the order of names.

    Per annotation: the number of the annotator, times in ms, whether it was `assisted` by a model (1, else 0). Its
    boxes are those of `drawings`, each with its size band.
    """

    image_of: Longs
    annotator: Longs
    submitted_at: Longs
    ms: Longs
    assisted: Longs
    drawings: Drawings
    bands: Longs

    @property
    def persons(self) -> Longs:
        """Persons by image."""
        return np.diff(self.image_of)

    @property
    def image(self) -> Longs:
        """The image of each annotation."""
        return np.repeat(np.arange(len(self.image_of) - 1), self.persons)

    @property
    def boxes(self) -> Longs:
        """Boxes by annotation."""
        return np.diff(self.drawings.box_of)

    @property
    def buckets(self) -> Longs:
        """The step of the histogram of each annotation's time spent."""
        return np.array([bucket(ms) if ms >= 0 else UNKNOWN for ms in self.ms.tolist()], dtype=np.int64)


def bands_of(width: NDArray[np.float64], height: NDArray[np.float64]) -> Longs:
    """The size bands of boxes by their area.

    >>> bands_of(np.array([10.0, 50.0, 96.0]), np.array([10.0, 50.0, 96.0])).tolist()
    [0, 1, 2]
    """
    area = width * height
    bands: Longs = (area >= SMALL).astype(np.int64) + (area >= MEDIUM)
    return bands
