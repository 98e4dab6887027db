"""What is probably wrong with each answer, in numbers of objects, and of which class."""

from dataclasses import dataclass

import numpy as np

from labelqa.queue.columns import Columns, Values, sums
from labelqa.queue.drawing import Belief, Beside


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """Per answer how many objects are missed, spurious and of the wrong class; `objects` of its image.

    `mend[answer]`: by class (a place in `Columns.classes`) how many are to be mended, in order of classes.
    """

    missed: Values
    spurious: Values
    wrong_class: Values
    objects: Values
    mend: list[list[tuple[int, float]]]


def expected(rows: Columns, truths: Belief, given: Beside) -> Expected:
    """Sums of chances: no draws are needed for these. A box in no unit is spurious."""
    n = len(given.image)
    known = given.box_unit >= 0
    answer, real = given.box_answer[known], truths.real[given.box_unit[known]]
    row = given.box_row[known]
    own = np.where(row >= 0, truths.named.chance[row], 0.0) if len(row) else np.zeros(0)
    drawn = sums(answer, real, n)
    objects = (sums(rows.unit_image, truths.real, rows.images) + truths.unseen)[given.image]
    return Expected(
        np.maximum(objects - drawn, 0.0),
        sums(answer, 1 - real, n) + sums(given.box_answer[~known], np.ones(int((~known).sum())), n),
        sums(answer, real * (1 - own), n),
        objects,
        _mend(rows, truths, given),
    )


def _mend(rows: Columns, truths: Belief, given: Beside) -> list[list[tuple[int, float]]]:
    """Objects of a class an answer lacks, and drawn ones that are not what they are called."""
    named, count = truths.named, max(len(rows.classes), 1)
    held = truths.real[named.unit] * named.chance  # per (unit, class): the chance of such an object
    there = np.bincount(rows.unit_image[named.unit] * count + named.label_class, held, minlength=rows.images * count)
    called = given.box_row >= 0
    row = given.box_row[called]
    cell = given.box_answer[called] * count + named.label_class[row]
    off = np.bincount(cell, 1 - 2 * held[row], minlength=len(given.image) * count)  # not missed, and maybe not it
    found: list[list[tuple[int, float]]] = [[] for _ in given.image]
    total = there.reshape(-1, count)[given.image].ravel() + off
    for place in np.flatnonzero(total > 1e-9).tolist():
        found[place // count].append((place % count, float(total[place])))
    return found
