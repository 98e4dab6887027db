"""What is probably wrong with each answer, in numbers of objects, and of which class."""

from dataclasses import dataclass

import numpy as np

from labelqa.queue.columns import Columns, Numbers, Values, sums
from labelqa.queue.drawing import Truths


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


def expected(rows: Columns, truths: Truths) -> Expected:
    """Sums of chances: no draws are needed for these."""
    n = len(rows.image)
    real, own = truths.real[rows.box_unit], truths.named.chance[truths.named.box_row]
    spurious, drawn = sums(rows.box_answer, 1 - real, n), sums(rows.box_answer, real, n)
    objects = (sums(rows.unit_image, truths.real, rows.images) + truths.unseen)[rows.image]
    return Expected(
        np.maximum(objects - drawn, 0.0),
        spurious,
        sums(rows.box_answer, real * (1 - own), n),
        objects,
        _mend(rows, truths),
    )


def _mend(rows: Columns, truths: Truths) -> list[list[tuple[int, float]]]:
    """Objects of a class an answer lacks, and drawn ones that are not what they are called."""
    named, count = truths.named, max(len(rows.classes), 1)
    held = truths.real[named.unit] * named.chance  # per (unit, class): the chance of such an object
    many = np.bincount(named.unit, minlength=rows.units)
    repeats = many[rows.at_unit]
    at = np.repeat(np.arange(len(rows.at_unit)), repeats)
    row = _ranges((np.cumsum(many) - many)[rows.at_unit], repeats)
    missing = np.bincount(
        rows.at_answer[at] * count + named.label_class[row], held[row], minlength=len(rows.image) * count
    )
    cell = rows.box_answer * count + rows.box_class
    box_held = held[named.box_row]
    off = np.bincount(cell, 1 - 2 * box_held, minlength=len(rows.image) * count)  # not missed, and maybe not it
    found: list[list[tuple[int, float]]] = [[] for _ in rows.image]
    total = missing + off
    for place in np.flatnonzero(total > 1e-9).tolist():
        found[place // count].append((place % count, float(total[place])))
    return found


def _ranges(first: Numbers, counts: Numbers) -> Numbers:
    """first[0], first[0] + 1, ... counts[0] of them, then those of the next."""
    start = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) - np.repeat(start - first, counts)
