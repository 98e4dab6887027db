"""Plain tables with one box a row: gathered into one annotation per image and annotator.

A row with an image and an annotator, but without class and box, is an answer: nothing is there.
"""

import math
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import orjson

from labelqa.errors import BadFile, BadInput, Problem
from labelqa.formats import document, values
from labelqa.formats.border import RELATIVE
from labelqa.formats.buckets import Buckets
from labelqa.formats.format import DEGENERATE, Hints, told
from labelqa.formats.gaps import UNNAMED, unnamed
from labelqa.formats.ids import identity
from labelqa.model import Annotation, Image, Item, Kind, Object, Remark, Skipped
from labelqa.paths import temporary_file

HELD = 100_000
"""Rows of one bucket, about."""


class Table:
    """A table of boxes, whose rows are put in order by image and checked on the way.

    `scored`: who is known to give scores; `in_pixels`: that some box is not within the unit square. Both are told where
    only a part of the table is at hand.
    """

    def __init__(
        self, sorted_rows: Buckets, hints: Hints, *, scored: Iterable[str] = (), in_pixels: bool = False
    ) -> None:
        self._sorted, self._hints = sorted_rows, hints
        self._scored = set(scored)
        self._nameless = 0
        self._any, self._in_pixels = False, in_pixels

    def take(self, row: dict[str, Any], number: int) -> None:
        """Takes the next row; BadFile names what is wrong."""
        try:
            self._take(row, number)
        except BadInput as error:
            problem = error.problems[0]
            place = f"row {number}, {problem.pointer}" if problem.pointer else f"row {number}"
            text = f"{self._hints.name} {place}: {problem.detail}"
            raise BadFile(text, [Problem(place, problem.detail)]) from None

    def items(self) -> Iterator[Item]:
        """All that was taken."""
        if self._any and not self._in_pixels:
            raise BadFile(f"{self._hints.name}: {RELATIVE}")
        yield from self._remarks()
        for lines in self._sorted.all():
            yield from self._annotations(document.parse(line) for line in lines)

    def _take(self, row: dict[str, Any], number: int) -> None:
        image_id = identity(row["image_id"], "/image_id")
        annotator, at, score, box = row.get("annotator_id"), row.get("submitted_at"), row.get("score"), _box(row)
        self._nameless += annotator is None
        annotator = unnamed(self._hints) if annotator is None else identity(annotator, "/annotator_id")
        found: list[object] = []
        if row["class"] is not None or box != [None] * 4:
            found = [values.text(row["class"], "/class"), *_numbers(box)]
            if score is not None:
                found[5:] = [values.score(score, "/score")]
                self._scored.add(annotator)
            self._measure(*box)
        at = at.isoformat() if isinstance(at, datetime) else at
        at = self._hints.submitted_at if at is None else values.moment(at, "/submitted_at")
        self._sorted.add(image_id, orjson.dumps([image_id, annotator, number, at, found]))

    def _measure(self, x: float, y: float, width: float, height: float) -> None:
        self._any = True
        self._in_pixels |= x < 0 or y < 0 or x + width > 1 or y + height > 1

    def _remarks(self) -> Iterator[Remark]:
        hints = self._hints
        if self._nameless and hints.annotator is None:
            yield Remark(UNNAMED, hints.name, self._nameless)
        if hints.kind is None:
            text = "does not say who is a person, a model or the truth: who gives scores is taken for a model"
            yield Remark(f"{text}, everyone else for a person; see --kind", hints.name)

    def _annotations(self, rows: Iterable[list[Any]]) -> Iterator[Item]:
        answers: dict[str, dict[str, list[list[Any]]]] = {}
        for image_id, annotator, *row in rows:
            answers.setdefault(image_id, {}).setdefault(annotator, []).append(row)
        for image_id, by_annotator in answers.items():
            yield Image(image_id)
            for annotator, own in by_annotator.items():
                yield from self._answer(image_id, annotator, own)

    def _answer(self, image_id: str, annotator: str, rows: list[list[Any]]) -> Iterator[Item]:
        objects = []
        for number, _, found in rows:
            drawn = Object(*found) if found and None not in found else None
            if drawn is not None and not drawn.degenerate:
                objects.append(drawn)
            elif found:
                yield Skipped(DEGENERATE, f"{self._hints.name} row {number}")
        at = max((at for _, at, _ in rows if at is not None), default=None)
        kind: Kind = self._hints.kind or ("model" if annotator in self._scored else "person")
        place = f"{self._hints.name} row {rows[0][0]}"
        annotation, remarks = told(Annotation(image_id, annotator, kind, at, tuple(objects), place=place), kind)
        yield from remarks
        yield annotation


def items(rows: Iterable[dict[str, Any]], count: int, hints: Hints) -> Iterator[Item]:
    """Images, each before its annotations; a table that is not large keeps their order."""
    with temporary_file(hints.folder) as file:
        table = Table(Buckets(file, count // HELD + 1), hints)
        for number, row in enumerate(rows, 1):
            table.take(row, number)
        yield from table.items()


def _box(row: dict[str, Any]) -> list[Any]:
    return [row[key] for key in ("x", "y", "width", "height")]


def _numbers(box: list[Any]) -> tuple[float | None, ...]:
    """The four numbers; None where one is NaN or infinite, which encloses nothing."""
    names = ("/x", "/y", "/width", "/height")
    endless = (type(v) is float and not math.isfinite(v) for v in box)
    rows = zip(endless, box, names, strict=True)
    return tuple([None if no else values.number(v, name) for no, v, name in rows])
