"""How much the objects of an image count when habits are learnt: one crowded image must not speak for all."""

import numpy as np

from labelqa.queue.columns import Columns, Values

USUAL_IMAGES = 2.0
"""An image counts for as many objects as this many usual ones hold, never for more."""
FEWEST_OBJECTS = 5.0
"""So many objects of an image always count in full."""


def image_weights(rows: Columns) -> Values:
    """Per image what each of its objects counts: 1, or less where it holds more than twice the median image.

    Answers to one image are no independent trials: whoever takes care there finds all of its objects, whoever is called
    away misses them together. The median is that of images on which anybody drew.

    >>> from labelqa.queue.columns import columns_of
    >>> image_weights(columns_of([])).tolist()
    []
    """
    many = np.bincount(rows.unit_image, minlength=rows.images)
    drawn = many[many > 0]
    usual = float(np.median(drawn)) if len(drawn) else 0.0
    found: Values = np.minimum(max(USUAL_IMAGES * usual, FEWEST_OBJECTS) / np.maximum(many, 1), 1.0)
    return found
