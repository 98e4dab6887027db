"""Which class an object has: the chances, from what its sources call it."""

from dataclasses import dataclass

import numpy as np

from labelqa.queue.columns import Columns, Numbers, Values, sums

LEAST = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """Per unit and class that a source said [rows, by unit then class]: its chance; what is left is any other class.

    `box_row`: the row of each box's own class.
    """

    unit: Numbers
    label_class: Numbers
    chance: Values
    box_row: Numbers


def named(rows: Columns, confused: Values, shares: Values, count: int) -> Named:
    """Chances of classes; `confused` per source, `shares` per class of `Columns.classes`, `count` classes in all.

    Whoever confuses takes any of the other classes alike. Classes nobody said share what is left. What comes of a unit
    hangs on nothing but its own boxes: it is the same whichever images are looked at together.
    """
    count = max(count, 2)
    key, box_row = np.unique(rows.box_unit * len(shares) + rows.box_class, return_inverse=True)
    unit, label_class = np.divmod(key, max(len(shares), 1))
    error = np.clip(confused[rows.source[rows.box_answer]], 1e-4, 0.9)
    voice = rows.voice[rows.box_answer]
    other = np.log(error / (count - 1))
    base = sums(rows.box_unit, voice * other, rows.units)
    said = np.bincount(box_row, voice * (np.log1p(-error) - other), minlength=len(key))
    like = np.log(np.maximum(shares[label_class], LEAST)) + base[unit] + said
    rest = np.log(np.maximum(1 - sums(unit, shares[label_class], rows.units), LEAST)) + base
    top = rest.copy()
    np.maximum.at(top, unit, like)
    weight = np.exp(like - top[unit])
    whole = sums(unit, weight, rows.units) + np.exp(rest - top)
    return Named(unit, label_class, weight / whole[unit], box_row)
