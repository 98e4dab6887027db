"""Two annotators' boxes on one image side by side, for notebooks: plain arrays in, no server, no project."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from labelqa.errors import BadCall
from labelqa.facts.comparison import compared, drawn
from labelqa.kernel import Compared, confusion
from labelqa.model import Answer, Boxes
from labelqa.tally import ONE


@dataclass(frozen=True, slots=True)
class Match:
    """Box number `a` of the first and `b` of the second that mean the same thing; `iou` 0..1."""

    a: int
    b: int
    iou: float


@dataclass(frozen=True, slots=True)
class BoxComparison:
    """What a comparison of boxes A with boxes B found; numbers of boxes are positions in what was given.

    `score`: total IoU of the best one-to-one matching within classes, 2 sum(IoU) / (|A| + |B|), 0..1; 1 when both are
    empty. `score_any`: the same when classes are ignored. `matches`: pairs of one class with at least the threshold;
    `confused`: pairs at the threshold whose classes differ. `only_a`, `only_b`: boxes that are in no such pair.
    `precision`, `recall`, `f1`: A judged by B; None where nothing was drawn.
    """

    score: float
    score_any: float
    precision: float | None
    recall: float | None
    f1: float | None
    matches: tuple[Match, ...]
    confused: tuple[Match, ...]
    only_a: tuple[int, ...]
    only_b: tuple[int, ...]

    def _repr_html_(self) -> str:
        """The figures, and under them what became of each box: what a notebook shows."""
        names = ("score", "score_any", "precision", "recall", "f1")
        figures = [["–" if (x := getattr(self, name)) is None else f"{x:.3f}" for name in names]]
        boxes = [[what, str(m.a), str(m.b), f"{m.iou:.3f}"] for what, m in self._pairs()]
        boxes += [["only a", str(i), "", ""] for i in self.only_a] + [["only b", "", str(j), ""] for j in self.only_b]
        return _table(names, figures) + _table(("boxes", "a", "b", "IoU"), boxes)

    def _pairs(self) -> list[tuple[str, Match]]:
        return [("match", match) for match in self.matches] + [("other class", match) for match in self.confused]


def compare(
    a: ArrayLike,
    b: ArrayLike,
    *,
    classes_a: Sequence[Hashable] | None = None,
    classes_b: Sequence[Hashable] | None = None,
    iou_threshold: float = 0.5,
) -> BoxComparison:
    """Compares boxes `[x, y, width, height]`, arrays of shape (n, 4), exactly as labelqa does in its reports.

    `classes_*`: one class a box; without them all boxes are of one class. BadCall for arrays that are no boxes.

    >>> found = compare([[0, 0, 4, 4], [9, 9, 2, 2]], [[0, 0, 4, 2]], iou_threshold=0.5)
    >>> found.matches, found.only_a, round(found.score, 4)
    ((Match(a=0, b=0, iou=0.5),), (1,), 0.3333)
    """
    if not 0 < iou_threshold <= 1:
        raise BadCall(f"iou_threshold is {iou_threshold!r}; it must be above 0 and at most 1")
    known: dict[Hashable, int] = {}
    first, second = _side("a", a, classes_a, known), _side("b", b, classes_b, known)
    threshold = int(np.floor(iou_threshold * ONE + 0.5))
    pair = compared(drawn(first.answer), drawn(second.answer), threshold)
    hits = [Match(first.order[i], second.order[j], q / ONE) for i, j, q in pair.compared.ok]
    confused = _confused(first, second, pair.compared, threshold)
    used_a, used_b = {m.a for m in (*hits, *confused)}, {m.b for m in (*hits, *confused)}
    n, m, tp = len(first.order), len(second.order), len(hits)
    return BoxComparison(
        pair.score / ONE,
        pair.score_any / ONE,
        tp / n if n else None,
        tp / m if m else None,
        2 * tp / (n + m) if n + m else None,
        tuple(sorted(hits, key=lambda match: match.a)),
        tuple(sorted(confused, key=lambda match: match.a)),
        tuple(i for i in range(n) if i not in used_a),
        tuple(j for j in range(m) if j not in used_b),
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """One side in canonical order; `order`: the positions as they were given."""

    answer: Answer
    order: list[int]

    @property
    def classes(self) -> Sequence[int]:
        return self.answer.boxes.classes if self.answer.boxes else ()


def _side(name: str, boxes: ArrayLike, classes: Sequence[Hashable] | None, known: dict[Hashable, int]) -> _Side:
    rows = _rows(name, boxes)
    if classes is not None and len(classes) != len(rows):
        raise BadCall(f"classes_{name} has {len(classes)} entries for {len(rows)} boxes")
    numbers = [known.setdefault(c, len(known)) for c in (classes if classes is not None else [None] * len(rows))]
    order = sorted(range(len(rows)), key=lambda i: (*_corners(rows[i]), numbers[i]))
    x, y, width, height = ([rows[i][k] for i in order] for k in range(4))
    return _Side(Answer(0, name, "person", boxes=Boxes([numbers[i] for i in order], x, y, width, height)), order)


def _rows(name: str, boxes: ArrayLike) -> list[list[float]]:
    try:
        array = np.asarray(boxes, dtype=np.float64)
    except (TypeError, ValueError):
        raise BadCall(f"{name} is no array of boxes [x, y, width, height]") from None
    if array.size == 0:
        return []
    if array.ndim != 2 or array.shape[1] != 4:
        raise BadCall(f"{name} has the shape {array.shape}; boxes [x, y, width, height] have (n, 4)")
    bad = np.flatnonzero(~(np.isfinite(array).all(axis=1) & (array[:, 2:] > 0).all(axis=1)))
    if bad.size:
        raise BadCall(f"{name}: box {bad[0]} is {array[bad[0]].tolist()}; sizes must be above 0, and all finite")
    rows: list[list[float]] = array.tolist()
    return rows


def _corners(row: Sequence[float]) -> tuple[float, float, float, float]:
    x, y, width, height = row
    return x, y, x + width, y + height


def _confused(first: _Side, second: _Side, pair: Compared, threshold: int) -> list[Match]:
    """Pairs at the threshold of two classes: what one calls so, the other calls otherwise."""
    overlap = {(i, j): q for i, j, q in zip(pair.ia, pair.ib, pair.q, strict=True)}
    return [
        Match(first.order[i], second.order[j], overlap[i, j] / ONE)
        for i, j in confusion(pair, first.classes, second.classes, threshold)
        if first.classes[i] != second.classes[j]
    ]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """HTML of our own words and numbers: nothing in it needs escaping."""
    top = "".join(f"<th>{name}</th>" for name in head)
    below = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{below}</tbody></table>"
