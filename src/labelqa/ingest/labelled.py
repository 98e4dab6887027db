"""Images with their answers as rows, as facts are made of them: many at once as columns where they are plain."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from labelqa.facts.sheet import PERSONS, UNKNOWN, Sheet, bands_of
from labelqa.kernel.sweeping import Drawings
from labelqa.model import Answer, Kind
from labelqa.store import Connection, annotations, names, packing

MANY = 1 << 18
"""Boxes on a sheet, each as often as it is compared: bounds the memory of a sheet to some 100 MB."""
Given = tuple[Mapping[str, Any], str, Kind]
"""A row that is stored or about to be, and the name and kind of whose answer it is."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """An image by its name, and its answers. `fresh`: it came with this write, and nothing else of it is stored."""

    name: str
    given: list[Given] = field(default_factory=list)
    fresh: bool = False

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


def labelled(
    connection: Connection, project: int, images: Iterable[int], fresh: Mapping[int, Labelled]
) -> dict[int, Labelled]:
    """{image: what is to be measured} in the order of `images`; what is not `fresh` is read."""
    ordered = list(images)
    known = [image for image in ordered if image not in fresh]
    named, given = names.image_names(connection, project, known), annotations.given(connection, project, known)
    return {image: fresh.get(image) or Labelled(named[image], given[image]) for image in ordered}


def sheets(images: Mapping[int, Labelled]) -> Iterator[list[int]]:
    """Plain images in their order, so many at once as a sheet may hold."""
    held: list[int] = []
    weight = 0
    for number, one in images.items():
        own = one.weight
        if held and weight + own > MANY:
            yield held
            held, weight = [], 0
        held.append(number)
        weight += own
    if held:
        yield held


def sheet_of(images: Sequence[Labelled]) -> Sheet:
    """The answers of plain images as columns."""
    given = [sorted(one.given, key=_name) for one in images]
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
