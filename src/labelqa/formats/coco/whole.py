"""A COCO file that is small enough to be held in memory."""

from collections.abc import Iterator
from typing import Any

from labelqa.formats import document
from labelqa.formats.coco.answers import Gathering
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


def items(data: bytes, hints: Hints) -> list[Item]:
    """Everything in the file: what was left out and remarks, then the images, then the annotations."""
    value = _parsed(data)
    records = Records(hints)
    for i, row in enumerate(listed(value, "images")):
        records.add(row, i)
    gathering = Gathering(records, hints)
    gathering.classes, gathering.names = categories(value), keypoint_names(value)
    submissions = listed(value, "submissions")
    gathering.closed = bool(submissions)
    for i, row in enumerate(submissions):
        gathering.submission(row, i)
    gathering.entries(_let_go(listed(value, "annotations")))
    annotations = list(gathering.finish(records.by_id.values()))
    gathering.check_units()
    images = [record.image for record in records.by_id.values() if record.first == record.index]
    return [*gathering.notes, *remarks(gathering), *images, *annotations]


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
