"""Image-level labels of many annotators as columns, and the class most of them gave."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Shares = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """Image-level labels as columns: `image[i]` was called `label_class[i]` by `annotator[i]`.

    Numbers are places in `images`, `annotators` and `classes`; each is in the order of its names, so that ties never
    depend on arrival, and every image has a rating. An annotator may rate an image several times: all count.
    """

    image: Numbers
    annotator: Numbers
    label_class: Numbers
    images: tuple[str, ...]
    annotators: tuple[str, ...]
    classes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.image)

    def sorted(self) -> "Ratings":
        """The same ratings in order of image, annotator, class: sums of floats then come out the same."""
        return self.where(np.lexsort((self.label_class, self.annotator, self.image)))

    def where(self, chosen: NDArray[np.int64] | NDArray[np.bool_]) -> "Ratings":
        """Some of the ratings; images, annotators and classes keep their numbers."""
        columns = (self.image[chosen], self.annotator[chosen], self.label_class[chosen])
        return Ratings(*columns, self.images, self.annotators, self.classes)

    def votes(self) -> Numbers:
        """Ratings per image and class."""
        shape = len(self.images), len(self.classes)
        cell = self.image * shape[1] + self.label_class
        return np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)


def majority(ratings: Ratings) -> Numbers:
    """The class most ratings gave each image; the first in class order if tied.

    >>> column = lambda *numbers: np.array(numbers)
    >>> given = Ratings(column(0, 0, 1), column(0, 1, 0), column(1, 0, 1), ("i", "j"), ("ana", "bo"), ("cat", "dog"))
    >>> majority(given).tolist()
    [0, 1]
    """
    if not len(ratings):
        return np.zeros(0, np.int64)
    first: Numbers = ratings.votes().argmax(axis=1)
    return first
