"""COCO: images, categories, and objects with boxes in one JSON file.

Read with the dialects that say who drew: see `answers`. Also with the list `submissions` that labelqa writes,
one entry an answer with kind, times and seconds, so that an empty answer can be told from none.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from labelqa.errors import BadFile, BadInput, Problem
from labelqa.formats import document
from labelqa.formats.coco import writing
from labelqa.formats.coco.answers import Gathering
from labelqa.formats.coco.images import categories, records
from labelqa.formats.coco.remarks import remarks
from labelqa.formats.coco.shapes import keypoint_names
from labelqa.formats.format import FORMATS, Format, Hints
from labelqa.formats.values import shown, wrong
from labelqa.model import Item

_PIECE = 1 << 20
_LISTS = re.compile(rb'"(images|categories)"\s*:\s*\[(?!\s*")')
_ENTRIES = re.compile(rb'"annotations"\s*:\s*\[')
_CATEGORY = re.compile(rb'"category_id"\s*:')


def sniff(head: bytes) -> bool:
    """True for an object with COCO's lists, and for a list of COCO results, which the reader explains."""
    start = head.lstrip()
    if start.startswith(b"["):
        return _CATEGORY.search(start, 0, 4096) is not None and b'"image_id"' in start[:4096]
    if not start.startswith(b"{") or _is_line(start):
        return False
    return bool(_LISTS.search(start) or (_ENTRIES.search(start) and _CATEGORY.search(start)))


def _is_line(start: bytes) -> bool:
    """True when the first line is a whole object that answers for one image: the native form."""
    try:
        row = orjson.loads(start.partition(b"\n")[0])
    except orjson.JSONDecodeError:
        return False
    return isinstance(row, dict) and "image_id" in row


def read(stream: BinaryIO, hints: Hints) -> Iterator[Item]:
    """Yields remarks and what was left out, then the images, then one annotation per image and annotator.

    The whole file is held in memory, as COCO scatters an image's objects over it.
    """
    try:
        found = _items(_parsed(stream), hints)
    except BadInput as error:
        problem = error.problems[0]
        place = f", {problem.pointer}" if problem.pointer else ""
        text = f"{hints.name}{place}: {problem.detail}"
        raise BadFile(text, [Problem(problem.pointer, problem.detail)]) from None
    yield from found


def _parsed(stream: BinaryIO) -> dict[str, Any]:
    data = b"".join(iter(lambda: stream.read(_PIECE), b""))
    value = document.parse(data.removeprefix(document.BOM))
    if type(value) is list:
        text = "is a bare list, as COCO results are; put it under the key annotations of a file that also holds "
        raise wrong("", f"{text}images and categories")
    if type(value) is not dict:
        raise wrong("", f"{shown(value)} is not an object with images, annotations and categories")
    for key in ("images", "annotations"):
        if value.get(key) is None:
            raise wrong(f"/{key}", "is missing; a COCO file holds images, annotations and categories")
    return value


def _items(value: dict[str, Any], hints: Hints) -> list[Item]:
    found = records(value, hints)
    gathering = Gathering(found, categories(value), keypoint_names(value), hints)
    notes, annotations = gathering.gather(value)
    images = {record.image.image_id: record.image for record in reversed(found.values())}
    return [*notes, *remarks(gathering), *reversed(images.values()), *annotations]


FORMATS.add(
    "coco",
    Format(
        name="coco",
        extensions=(".json",),
        sniff=sniff,
        read=read,
        write=writing.write,
        doc="COCO instances JSON, with annotator, times and empty answers where a dialect holds them",
    ),
)
