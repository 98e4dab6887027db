"""One answer against the truth as CVAT's quality reports compare them (metrics, section 3.4).

Semantics read from cvat-ai/cvat, apps/quality_control/quality_reports.py, 2024-07.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from labelqa.facts.comparison import compared, drawn
from labelqa.kernel import Edges, match
from labelqa.model import Answer, Boxes
from labelqa.shapes import Shape, Turned
from labelqa.tally import ONE, div

THRESHOLD = 0.4
"""IoU from which two objects are a pair, CVAT's own default."""
LOW = (8 * ONE + 5) // 10
"""A pair with less IoU than 0.8 has a low overlap."""
DECIMALS = 2
"""CVAT compares corners that are rounded to hundredths of a pixel, and its published figures show it."""
NONE = 0
"""Stands for the class of an object that has no partner."""

Cells = Mapping[tuple[int, int], int]
"""{(class drawn, class of the truth): objects and labels}; NONE on the side that has no partner."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one answer holds of what the profile compares: `boxes` and `labels`, None where it was not asked for them.

    `left_out`: polygons, masks and keypoints, which the profile does not compare.
    """

    boxes: Boxes | None
    labels: tuple[int, ...] | None
    left_out: int


@dataclass(frozen=True, slots=True)
class CvatImage:
    """One answer beside the truth of its image.

    `overlap`: CVAT's mean IoU of the image x 2^30, None when one of the two was not asked for objects; `low`: pairs of
    low overlap; `empty`: both were asked for objects and neither drew one; `labelled`: both were asked for labels.
    """

    cells: Cells
    overlap: int | None
    low: int
    empty: bool
    labelled: bool
    left_out: int

    @property
    def compared(self) -> bool:
        """True when both were asked for the same thing."""
        return self.overlap is not None or self.labelled


def cvat_image(answer: Answer, truth: Answer, threshold: int) -> CvatImage:
    """Compares an answer with the truth; `threshold` is the IoU x 2^30 from which two objects are a pair.

    Boxes and turned boxes, their corners rounded to hundredths of a pixel, are matched whatever their class, for the
    largest total IoU of pairs at the threshold. The mean IoU of the image is over the pairs and, for every object
    without a partner on either side, its largest IoU with any object of the other side; 0 without objects. Labels of
    the image are paired by class first, then by name: they are counted with the objects, and have no overlap.

    >>> def one(kind, k, width): return Answer(1, kind, kind, boxes=Boxes([k], [0.0], [0.0], [width], [4.0]))
    >>> found = cvat_image(one("person", 7, 4.0), one("truth", 8, 2.0), ONE * 2 // 5)
    >>> dict(found.cells), found.overlap / ONE, found.low
    ({(7, 8): 1}, 0.5, 1)
    """
    a, b = _side(answer), _side(truth)
    labelled = a.labels is not None and b.labels is not None
    cells = Counter(_label_cells(a.labels or (), b.labels or ()) if labelled else ())
    left_out = a.left_out + b.left_out
    if a.boxes is None or b.boxes is None:
        return CvatImage(cells, None, 0, False, labelled, left_out)
    one, other = (replace(w, boxes=boxes) for w, boxes in ((answer, a.boxes), (truth, b.boxes)))
    pair = compared(drawn(one), drawn(other), threshold).compared
    edges = pair.ia, pair.ib, pair.q
    matched = _matched(edges, len(a.boxes), len(b.boxes), threshold)
    cells.update(_box_cells(edges, matched, a.boxes.classes, b.boxes.classes))
    low = sum(pair.q[k] < LOW for k in matched)
    overlap = _overlap(edges, matched, len(a.boxes), len(b.boxes))
    return CvatImage(cells, overlap, low, not len(a.boxes) and not len(b.boxes), labelled, left_out)


def _side(answer: Answer) -> Side:
    boxes = answer.boxes
    if boxes is None:
        return Side(None, answer.labels, 0)
    shapes = boxes.shapes or [None] * len(boxes)
    keep = [k for k, shape in enumerate(shapes) if shape is None or isinstance(shape, Turned)]
    rows = {k: _rounded(boxes.x[k], boxes.y[k], boxes.width[k], boxes.height[k]) for k in keep}
    keep.sort(key=lambda k: (*rows[k][:2], rows[k][0] + rows[k][2], rows[k][1] + rows[k][3]))  # canonical again
    x, y, width, height = ([rows[k][side] for k in keep] for side in range(4))
    turned = [_rounded_turn(shapes[k]) for k in keep]
    kept = Boxes([boxes.classes[k] for k in keep], x, y, width, height, turned if any(turned) else None)
    return Side(kept, answer.labels, len(boxes) - len(keep))


def _rounded_turn(shape: Shape | None) -> Shape | None:
    if not isinstance(shape, Turned):
        return shape
    return Turned(*_rounded(shape.x, shape.y, shape.width, shape.height), shape.degrees)


def _rounded(x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
    """The box with its corners on hundredths of a pixel; as it is when nothing would be left of it."""
    x1, y1, x2, y2 = (round(v, DECIMALS) for v in (x, y, x + width, y + height))
    return (x1, y1, x2 - x1, y2 - y1) if x2 > x1 and y2 > y1 else (x, y, width, height)


def _label_cells(drawn: Sequence[int], truth: Sequence[int]) -> list[tuple[int, int]]:
    """Cells of two answers' labels, which come in the order of their names, none twice."""
    same = [(k, k) for k in drawn if k in truth]
    rest, due = [k for k in drawn if k not in truth], [k for k in truth if k not in drawn]
    return same + list(zip_longest(rest, due, fillvalue=NONE))


def _matched(edges: Edges, n_a: int, n_b: int, threshold: int) -> list[int]:
    """Positions of the edges that are pairs."""
    keep = [k for k, value in enumerate(edges[2]) if value >= threshold]
    ia, ib, q = ([column[k] for k in keep] for column in edges)
    return [keep[k] for k in match(n_a, n_b, ia, ib, q) if k >= 0]


def _box_cells(
    edges: Edges, matched: Sequence[int], drawn: Sequence[int], truth: Sequence[int]
) -> list[tuple[int, int]]:
    pairs = [(edges[0][k], edges[1][k]) for k in matched]
    seen_a, seen_b = {i for i, _ in pairs}, {j for _, j in pairs}
    cells = [(drawn[i], truth[j]) for i, j in pairs]
    cells += [(k, NONE) for i, k in enumerate(drawn) if i not in seen_a]
    return cells + [(NONE, k) for j, k in enumerate(truth) if j not in seen_b]


def _overlap(edges: Edges, matched: Sequence[int], n_a: int, n_b: int) -> int:
    """Mean over the pairs and the best overlap of every object that is in none."""
    best_a, best_b = [0] * n_a, [0] * n_b
    for i, j, value in zip(*edges, strict=True):
        best_a[i], best_b[j] = max(best_a[i], value), max(best_b[j], value)
    seen_a, seen_b = {edges[0][k] for k in matched}, {edges[1][k] for k in matched}
    values = [edges[2][k] for k in matched]
    values += [value for i, value in enumerate(best_a) if i not in seen_a]
    values += [value for j, value in enumerate(best_b) if j not in seen_b]
    return div(sum(values), len(values)) if values else 0
