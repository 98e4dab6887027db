"""A COCO file that is small enough to be held in memory."""

from collections.abc import Iterator
from typing import Any

from labelqa.formats import document
from labelqa.formats.coco.gathering import Gathering
from labelqa.formats.coco.images import Records, categories, listed
from labelqa.formats.coco.remarks import remarks
from labelqa.formats.coco.shapes import keypoint_names
from labelqa.formats.format import Hints
from labelqa.formats.values import shown, wrong
from labelqa.model import Item

REQUIRED = ("images", "annotations")
"""Lists without which a file is none."""
RESULTS = (
    "is a bare list, as COCO results are; put it under the key annotations of a file that also holds images and "
    "categories"
)
MISSING = "is missing; a COCO file holds images, annotations and categories"


def items(data: bytes, hints: Hints) -> Iterator[Item]:
    """Everything in the file: what was left out, the images, the annotations, and remarks on the whole."""
    gathering = _gathered(data, hints)
    yield from gathering.notes
    gathering.notes.clear()
    records = gathering.records.by_id.values()
    yield from (record.image for record in records if record.first == record.index)
    for annotation in gathering.finish(records):
        yield from gathering.notes
        gathering.notes.clear()
        yield annotation
    yield from gathering.notes
    yield from remarks(gathering)


def _gathered(data: bytes, hints: Hints) -> Gathering:
    value = _parsed(data)
    records = Records(hints)
    for i, row in _let_go(listed(value, "images")):
        records.add(row, i)
    gathering = Gathering(records, hints)
    gathering.know(categories(value), keypoint_names(value))
    submissions = listed(value, "submissions")
    gathering.closed = bool(submissions)
    for i, row in _let_go(submissions):
        gathering.submission(row, i)
    gathering.entries(_let_go(listed(value, "annotations")))
    gathering.check_units()
    return gathering


def _parsed(data: bytes) -> dict[str, Any]:
    value = document.parse(data.removeprefix(document.BOM))
    if type(value) is list:
        raise wrong("", RESULTS)
    if type(value) is not dict:
        raise wrong("", f"{shown(value)} is not an object with images, annotations and categories")
    for key in REQUIRED:
        if value.get(key) is None:
            raise wrong(f"/{key}", MISSING)
    return value


def _let_go(rows: list[dict[str, Any]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row with its index, no longer held by the list once it was taken."""
    rows.reverse()
    for i in range(len(rows)):
        yield i, rows.pop()
