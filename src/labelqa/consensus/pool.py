"""All boxes that persons drew on one image, and which of them overlap: the only place that reads them from answers."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from labelqa.kernel import Columns, edges
from labelqa.model import Answer, Boxes, Kind

Overlap = tuple[int, int, int]
"""Two boxes of different annotators, the first before the second, and their IoU x 2^30."""


PERSONS: tuple[Kind, ...] = ("person",)


@dataclass(frozen=True, slots=True)
class Pool:
    """Boxes in the order of (annotator id, box index), so that nothing depends on arrival.

    `annotators`: everybody who answered, by id, with boxes or without; `owner`: per box the place of its annotator
    there; `columns`: the corners x1, y1, x2, y2 in pixels. `overlaps` in no order.
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


def _corners(boxes: Boxes) -> list[tuple[float, float, float, float]]:
    rows = zip(boxes.x, boxes.y, boxes.width, boxes.height, strict=True)
    return [(x, y, x + width, y + height) for x, y, width, height in rows]


def _columns(rows: Sequence[tuple[float, float, float, float]]) -> Columns:
    x1, y1, x2, y2 = ([row[k] for row in rows] for k in range(4))
    return x1, y1, x2, y2


def _overlaps(rows: Sequence[tuple[float, float, float, float]], owner: Sequence[int]) -> list[Overlap]:
    order = sorted(range(len(rows)), key=rows.__getitem__)
    sides = _columns([rows[i] for i in order])
    measured = ((order[a], order[b], q) for a, b, q in zip(*edges(*sides, *sides), strict=True))
    return [(i, j, q) for i, j, q in measured if owner[i] < owner[j]]  # each is found from both sides
