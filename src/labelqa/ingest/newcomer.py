"""Images that came with a write: nothing else of them is stored, so nothing is read back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from labelqa.facts.sheet import PERSONS, UNKNOWN, Sheet, bands_of
from labelqa.kernel.sweeping import Drawings
from labelqa.model import Answer, Kind
from labelqa.store import annotations, packing

MANY = 1 << 18
"""Boxes on a sheet, each as often as it is compared: bounds the memory of a sheet to some 100 MB."""
Given = tuple[Mapping[str, Any], str, Kind]
"""A row that is about to be stored, and the name and kind of whose answer it is."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A new image by its name, and its answers as they are about to be stored."""

    name: str
    given: list[Given] = field(default_factory=list)

    @property
    def answers(self) -> list[Answer]:
        """The answers as facts are made of them."""
        return [annotations.answer_from(*given) for given in self.given]

    @property
    def plain(self) -> bool:
        """True when there is nothing but upright boxes of persons, not judged yet, as in most of a large import; and
        not so many that the image is better measured by itself.
        """
        if not 0 < len(self.given) <= PERSONS or not all([_plain(row, kind) for row, _, kind in self.given]):
            return False
        return self.weight <= MANY

    @property
    def weight(self) -> int:
        """Boxes, each as often as it is compared."""
        boxes = sum([len(row["objects"]) // packing.BOX for row, _, _ in self.given])
        return boxes * max(1, len(self.given) - 1)


def _plain(row: Mapping[str, Any], kind: Kind) -> bool:
    return (
        kind == "person"
        and not row["cancelled"]
        and row["labels"] is None
        and row["objects"] is not None
        and row["verdict"] is row["first_verdict"] is None
        and not row["conflict"]
        and packing.upright(row["objects"])
    )


def sheets(newcomers: Mapping[int, Newcomer]) -> Iterator[list[int]]:
    """Plain images in their order, so many at once as a sheet may hold."""
    held: list[int] = []
    weight = 0
    for number, one in newcomers.items():
        own = one.weight
        if held and weight + own > MANY:
            yield held
            held, weight = [], 0
        held.append(number)
        weight += own
    if held:
        yield held


def sheet_of(newcomers: Sequence[Newcomer]) -> Sheet:
    """The answers of plain images as columns."""
    given = [sorted(one.given, key=_name) for one in newcomers]
    rows = [row for image in given for row, _, _ in image]
    boxes = packing.unpack_columns([row["objects"] for row in rows])
    corners = boxes.x, boxes.y, boxes.x + boxes.width, boxes.y + boxes.height
    return Sheet(
        image_of=np.cumsum([0, *map(len, given)]),
        annotator=np.array([row["annotator"] for row in rows]),
        submitted_at=np.array([UNKNOWN if row["submitted_at"] is None else row["submitted_at"] for row in rows]),
        ms=np.array([UNKNOWN if row["ms"] is None else row["ms"] for row in rows]),
        assisted=np.array([int(row["origin"] == "ai_assisted") for row in rows]),
        drawings=Drawings(*corners, boxes.classes, np.concatenate([[0], np.cumsum(boxes.counts)])),
        bands=bands_of(boxes.width, boxes.height),
    )


def _name(given: Given) -> str:
    return given[1]
