"""Many images as columns of numbers: what each source drew and did not draw, unit by unit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelqa.queue.seeing import Sight

Numbers = NDArray[np.int64]
Values = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Boxes, units, answers and chances to draw of many images; the order is that of the images given.

    Answers are those that were asked for boxes: `image`, `source` (a place in `names`), `person`, `voice`: models of
    one image share one voice, for they err alike. Units: `unit_image`, `log_area`, `side`. Boxes, by unit: `box_unit`,
    `box_answer`, `box_class` (a place in `classes`), `corners` [4, boxes], `score` (NaN: none). One row of `at_unit`,
    `at_answer` is an answer that saw a unit; `drew`: it drew it.
    """

    images: int
    names: tuple[tuple[str, str], ...]
    classes: tuple[str, ...]
    image: Numbers
    source: Numbers
    person: Flags
    voice: Values
    unit_image: Numbers
    log_area: Values
    side: Values
    box_unit: Numbers
    box_answer: Numbers
    box_class: Numbers
    corners: Values
    score: Values
    at_unit: Numbers
    at_answer: Numbers
    drew: Flags

    @property
    def units(self) -> int:
        """How many units there are."""
        return len(self.unit_image)

    def per_unit(self, rows: Values) -> Values:
        """Sums over the rows of (unit, answer), per unit; rows may have several columns."""
        return sums(self.at_unit, rows, self.units)


def sums(places: Numbers, rows: Values, n: int) -> Values:
    """Sums of rows by place, for each column of the rows."""
    if rows.ndim == 1:
        return np.bincount(places, rows, minlength=n).astype(np.float64, copy=False)
    found: Values = np.stack([np.bincount(places, column, minlength=n) for column in rows.T], axis=1)
    return found


def columns_of(sights: Sequence[Sight]) -> Columns:
    """All images in the order given; images nobody drew on have answers and no unit."""
    names = sorted({(s.kind, s.name) for seen in sights for s in seen.sources if s.n is not None})
    classes = sorted({box.class_name for seen in sights for box in seen.boxes})
    place, class_place = ({key: k for k, key in enumerate(keys)} for keys in (names, classes))
    answers: list[tuple[int, int, bool, float]] = []
    boxes: list[tuple[int, int, int]] = []
    corners: list[tuple[float, float, float, float]] = []
    scores: list[float] = []
    unit_image: list[int] = []
    first_answer, n_answers = np.zeros(len(sights), np.int64), np.zeros(len(sights), np.int64)
    for image, seen in enumerate(sights):
        first_answer[image] = start = len(answers)
        models = sum(s.kind == "model" and s.n is not None for s in seen.sources)
        spot: dict[int, int] = {}
        for k, s in enumerate(seen.sources):
            if s.n is not None:
                spot[k] = len(answers)
                voice = 1 / models if s.kind == "model" else 1.0
                answers.append((image, place[s.kind, s.name], s.kind == "person", voice))
        n_answers[image] = len(answers) - start
        base, unit = len(unit_image), -1
        for box in seen.boxes:
            unit = max(unit, box.unit)
            boxes.append((base + box.unit, spot[box.owner], class_place[box.class_name]))
            corners.append(box.corners)
            scores.append(np.nan if box.score is None else box.score)
        unit_image += [image] * (unit + 1)
    return _assembled(
        sights, names, classes, answers, boxes, corners, scores, np.array(unit_image, np.int64), first_answer, n_answers
    )


def _assembled(
    sights: Sequence[Sight],
    names: Sequence[tuple[str, str]],
    classes: Sequence[str],
    answers: Sequence[tuple[int, int, bool, float]],
    boxes: Sequence[tuple[int, int, int]],
    corners: Sequence[tuple[float, float, float, float]],
    scores: Sequence[float],
    unit_image: Numbers,
    first_answer: Numbers,
    n_answers: Numbers,
) -> Columns:
    box_unit, box_answer, box_class = np.array(boxes, np.int64).reshape(-1, 3).T
    edges = np.array(corners, np.float64).reshape(-1, 4).T
    width, height = edges[2] - edges[0], edges[3] - edges[1]
    n = np.maximum(np.bincount(box_unit, minlength=len(unit_image)), 1)
    log_area = np.bincount(box_unit, np.log(width) + np.log(height), minlength=len(unit_image)) / n
    width_of, height_of = (np.bincount(box_unit, side, minlength=len(unit_image)) / n for side in (width, height))
    many = n_answers[unit_image]
    first_row = np.cumsum(many) - many
    at_unit = np.repeat(np.arange(len(unit_image)), many)
    at_answer = np.arange(len(at_unit)) - first_row[at_unit] + first_answer[unit_image[at_unit]]
    drew = np.zeros(len(at_unit), np.bool_)
    drew[first_row[box_unit] + box_answer - first_answer[unit_image[box_unit]]] = True
    rows = np.array(answers, np.float64).reshape(-1, 4).T
    return Columns(
        len(sights),
        tuple(names),
        tuple(classes),
        rows[0].astype(np.int64),
        rows[1].astype(np.int64),
        rows[2] > 0,
        rows[3],
        unit_image,
        log_area,
        np.stack([width_of, height_of]),
        box_unit,
        box_answer,
        box_class,
        edges,
        np.array(scores, np.float64),
        at_unit,
        at_answer,
        drew,
    )
