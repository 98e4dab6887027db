"""All boxes that persons drew on one image, and which of them overlap: the only place that reads them from answers."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from labelqa.kernel import Columns, edges
from labelqa.model import Answer, Boxes, Kind

Overlap = tuple[int, int, int]
"""Two boxes of different annotators, the first before the second, and their IoU x 2^30."""

Corners = tuple[float, float, float, float]
CROWDED = 100_000
"""Overlapping pairs of boxes on one image beyond which joining them takes more than about a second."""
MANY = 1_000
"""Boxes on one image from which annotators are looked at one by one."""
PERSONS: tuple[Kind, ...] = ("person",)


@dataclass(frozen=True, slots=True)
class Pool:
    """Boxes in the order of (annotator id, box index), so that nothing depends on arrival.

    `annotators`: everybody who answered, by id, with boxes or without; `owner`: per box the place of its annotator
    there; `columns`: the corners x1, y1, x2, y2 in pixels. `overlaps` in no order; of more than
    CROWDED the largest and one more, so that their number tells of it.
    """

    annotators: tuple[str, ...]
    owner: Sequence[int]
    classes: Sequence[int]
    columns: Columns
    overlaps: Sequence[Overlap]

    def __len__(self) -> int:
        return len(self.owner)

    def without(self, annotator: str) -> "Pool":
        """The same as if this annotator had not answered: nothing is measured again."""
        if annotator not in self.annotators:
            return self
        gone = self.annotators.index(annotator)
        kept = [i for i, owner in enumerate(self.owner) if owner != gone]
        place = {i: k for k, i in enumerate(kept)}
        x1, y1, x2, y2 = ([column[i] for i in kept] for column in self.columns)
        return Pool(
            annotators=(*self.annotators[:gone], *self.annotators[gone + 1 :]),
            owner=[self.owner[i] - (self.owner[i] > gone) for i in kept],
            classes=[self.classes[i] for i in kept],
            columns=(x1, y1, x2, y2),
            overlaps=[(place[i], place[j], q) for i, j, q in self.overlaps if i in place and j in place],
        )


def pool(answers: Iterable[Answer], kinds: Collection[Kind] = PERSONS) -> Pool:
    """The boxes of the persons who were asked for any; skipped images, models and the truth are left out.

    `kinds`: whose boxes to take instead of those of persons alone.

    >>> both = [Answer(i, name, "person", boxes=Boxes([1], [0.0], [0.0], [4.0], [4.0])) for i, name in enumerate("ab")]
    >>> pool(both).overlaps
    [(0, 1, 1073741824)]
    """
    given = sorted(
        ((a.name, hulls(a)) for a in answers if a.kind in kinds and not a.cancelled and a.boxes is not None),
        key=lambda pair: pair[0],
    )
    owner = [k for k, (_, boxes) in enumerate(given) for _ in range(len(boxes))]
    classes = [k for _, boxes in given for k in boxes.classes]
    rows = [corners for _, boxes in given for corners in _corners(boxes)]
    columns = _columns(rows)
    return Pool(tuple(name for name, _ in given), owner, classes, columns, _overlaps(rows, owner))


def hulls(answer: Answer) -> Boxes:
    """The upright boxes around what an answer holds, whatever was drawn; none where it was not asked for any."""
    return replace(answer.boxes, shapes=None) if answer.boxes else Boxes((), (), (), (), ())


def _corners(boxes: Boxes) -> list[Corners]:
    rows = zip(boxes.x, boxes.y, boxes.width, boxes.height, strict=True)
    return [(x, y, x + width, y + height) for x, y, width, height in rows]


def _columns(rows: Sequence[Corners]) -> Columns:
    x1, y1, x2, y2 = ([row[k] for row in rows] for k in range(4))
    return x1, y1, x2, y2


def _overlaps(rows: Sequence[Corners], owner: Sequence[int]) -> list[Overlap]:
    if len(rows) > MANY:
        return _largest_overlaps(rows, owner)
    order = sorted(range(len(rows)), key=rows.__getitem__)
    sides = _columns([rows[i] for i in order])
    measured = ((order[a], order[b], q) for a, b, q in zip(*edges(*sides, *sides), strict=True))
    return [(i, j, q) for i, j, q in measured if owner[i] < owner[j]]  # each is found from both sides


def _largest_overlaps(rows: Sequence[Corners], owner: Sequence[int]) -> list[Overlap]:
    """Annotator by annotator with all who come later; a thousand of them hold millions of overlaps, few are kept."""
    corners, whose = np.array(rows, np.float64), np.array(owner, np.int64)
    order = np.lexsort(corners.T[::-1])
    kept = np.zeros((3, 0), np.int64)
    fresh = [kept]
    for person in range(whose[-1]):
        one, later = order[whose[order] == person], order[whose[order] > person]
        a, b, q = edges(*corners[one].T.tolist(), *corners[later].T.tolist())
        fresh.append(np.stack([one[a], later[b], q]) if q else kept[:, :0])
        if sum(found.shape[1] for found in fresh) > 4 * CROWDED:
            fresh = [_largest(np.concatenate(fresh, axis=1))]
    i, j, values = _largest(np.concatenate(fresh, axis=1)).tolist()
    return list(zip(i, j, values, strict=True))


def _largest(found: NDArray[np.int64]) -> NDArray[np.int64]:
    """One more than what is looked at: whoever counts them sees that there were more."""
    return found if found.shape[1] <= CROWDED else found[:, np.lexsort((found[1], found[0], -found[2]))[: CROWDED + 1]]
