"""Two annotations of one image, compared: the only place where labels meet the kernel."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import add, mul

from labelqa.geometry import Measurable, measurable, upright
from labelqa.kernel import Columns, Compared, Edges, compare, compare_edges
from labelqa.kernel.shapes import shape_edges
from labelqa.model import Answer, Boxes
from labelqa.tally import BANDS, ONE, div

SMALL, MEDIUM = 32.0**2, 96.0**2
"""Bounds of the size bands, px^2 (those of COCO)."""
SUMS = 4 + 2 * len(BANDS)
"""tp, fp, fn, sq, then n and IoU per size band: the tail of `labelqa.tally.CELL`."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """An answer's objects as the kernel takes them: columns of corners, classes, size bands.

    `shapes`: the objects as they were drawn, None when all are upright boxes.
    """

    answer: Answer
    columns: Columns
    classes: Sequence[int]
    bands: Sequence[int]
    shapes: Sequence[Measurable] | None = None
    sigmas: Mapping[str, float] | None = None

    def __len__(self) -> int:
        return len(self.classes)


def drawn(answer: Answer, sigmas: Mapping[str, float] | None = None) -> Drawn:
    """Prepares an answer that was asked for boxes; `sigmas` are those of keypoints that are not 0.09."""
    boxes = answer.boxes or Boxes((), (), (), (), ())
    right, bottom = [*map(add, boxes.x, boxes.width)], [*map(add, boxes.y, boxes.height)]
    columns = boxes.x, boxes.y, right, bottom
    if boxes.shapes is None:
        areas = map(mul, boxes.width, boxes.height)
        bands = [0 if area < SMALL else 1 if area < MEDIUM else 2 for area in areas]
        return Drawn(answer, columns, boxes.classes, bands)
    shapes = measurable(boxes)
    return Drawn(answer, columns, boxes.classes, [_band(s.area) for s in shapes], shapes, sigmas)


def alone(answer: Answer) -> Drawn:
    """An answer beside which there is no other: it is counted, and compared with nothing."""
    return Drawn(answer, ((), (), (), ()), answer.boxes.classes if answer.boxes else (), ())


def _band(area: float) -> int:
    return 0 if area < SMALL else 1 if area < MEDIUM else 2


@dataclass(slots=True)
class Cut:
    """What one class comes to in a pair: objects of both sides, matched IoU (threshold-free), and the sums."""

    a: int = 0
    b: int = 0
    total: int = 0
    tp: int = 0
    sq: int = 0
    bands: list[int] | None = None

    @property
    def score(self) -> int:
        """The pair score of this class alone, x 2^30."""
        return div(2 * self.total, self.a + self.b)

    @property
    def sums(self) -> list[int]:
        """tp, fp, fn, sq, n and IoU per size band."""
        return [self.tp, self.a - self.tp, self.b - self.tp, self.sq, *(self.bands or [0] * 2 * len(BANDS))]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two drawn answers with their pair score, class-aware and class-agnostic (x 2^30), and the cuts by class.

    In `tp, fp, fn` the first counts as drawn, the second as reference.
    """

    a: Drawn
    b: Drawn
    compared: Compared
    score: int
    score_any: int
    cuts: dict[int, Cut]
    sums: list[int]

    @property
    def both_empty(self) -> bool:
        """True when neither drew anything."""
        return not len(self.a) and not len(self.b)


def plus(rows: Iterable[Sequence[int]]) -> list[int]:
    """Column by column sum of rows of sums."""
    every = [*rows]
    return [*every[0]] if len(every) == 1 else [*map(sum, zip(*every, strict=True))]


def compared(a: Drawn, b: Drawn, threshold: int) -> Comparison:
    """Compares two drawn answers; `threshold` is the IoU x 2^30 from which a pair counts as found."""
    if a.shapes is None and b.shapes is None:
        result = compare(a.columns, b.columns, a.classes, b.classes, threshold)
    else:
        result = compare_edges(_edges(a, b), a.classes, b.classes, threshold)
    cuts: dict[int, Cut] = {}
    _side(cuts, a, result.quality_a, first=True)
    _side(cuts, b, result.quality_b, first=False)
    for i, _, quality in result.ok:
        cut = cuts[a.classes[i]]
        cut.tp += 1
        cut.sq += quality
    sums = plus(cut.sums for cut in cuts.values()) if cuts else [0] * SUMS
    objects = len(a) + len(b)
    score, score_any = (div(2 * t, objects) if objects else ONE for t in (result.total, result.total_any))
    return Comparison(a, b, result, score, score_any, cuts, sums)


def _edges(a: Drawn, b: Drawn) -> Edges:
    one, other = (upright(side.columns) if side.shapes is None else side.shapes for side in (a, b))
    return shape_edges(one, other, a.sigmas or b.sigmas or {})


def _side(cuts: dict[int, Cut], side: Drawn, quality: Sequence[int], *, first: bool) -> None:
    for label_class, band, q in zip(side.classes, side.bands, quality, strict=True):
        cut = cuts.get(label_class)
        if cut is None:
            cut = cuts[label_class] = Cut(bands=[0] * 2 * len(BANDS))
        if first:
            cut.a += 1
            cut.total += q
        else:
            cut.b += 1
        assert cut.bands is not None
        cut.bands[2 * band] += 1
        cut.bands[2 * band + 1] += q
