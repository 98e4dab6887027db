"""labelqa's own form, JSON lines: one annotation a line, nothing lost.

```json
{"image_id": "cam1/17.jpg", "width": 1920, "height": 1080, "annotator_id": "ana", "kind": "person",
 "submitted_at": "2026-11-02T09:14:03Z", "objects": [{"class": "car", "box": [10.5, 20, 110.25, 60]}]}
```
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

import orjson

from labelqa.errors import BadFile, BadInput, Problem
from labelqa.formats import document
from labelqa.formats.format import FORMATS, Format, Hints, told
from labelqa.formats.native import line as native_line
from labelqa.formats.native import writing
from labelqa.formats.values import wrong
from labelqa.model import Annotation, Image, Item, Remark

LONGEST = 32 << 20
"""Most bytes of a line."""
_TELLING = {"annotator_id", "objects", "labels", "submitted_at"}
_KEY = re.compile(rb'"image_id"\s*:')
_TELLING_KEY = re.compile(rb'"(annotator_id|objects|labels|submitted_at)"\s*:')
_FOREIGN_KEY = re.compile(rb'"(images|annotations|categories)"\s*:\s*\[')


def sniff(head: bytes) -> bool:
    """True when the first line is an object that answers for one image."""
    line = head.lstrip().partition(b"\n")[0]
    if not line.startswith(b"{"):
        return False
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:  # broken, or longer than what is at hand: the reader says where
        return bool(_KEY.search(line) and _TELLING_KEY.search(line) and not _FOREIGN_KEY.search(line))
    return isinstance(row, dict) and "image_id" in row and not _TELLING.isdisjoint(row)


def read(stream: BinaryIO, hints: Hints) -> Iterator[Item]:
    """Yields what the lines hold, in their order; an image only where a line gives sizes that differ from the last."""
    last: Image | None = None
    number = 0
    for number, line in enumerate(_lines(stream, hints), 1):
        if number == 1 and line.startswith(document.BOM):
            yield Remark("starts with a byte order mark, which is not needed", hints.name)
            line = line.removeprefix(document.BOM)
        if line.isspace() or not line:
            continue
        image, *others = given(line, hints, number)
        if isinstance(image, Image):
            if image != last:
                last = image
                yield image
        else:
            yield image
        yield from others
    if not number:
        yield Remark("the file is empty", hints.name)


def given(line: bytes, hints: Hints, number: int) -> list[Item]:
    """What one line holds: its image where the line says something of it, what is left out, and the annotation.

    BadFile names what is wrong.
    """
    place = f"{hints.name} line {number}"
    try:
        found = native_line.parse(document.parse(line), hints, place)
    except BadInput as error:
        raise _bad_line(error, hints.name, number) from None
    image: list[Item] = [] if found.image is None else [found.image]
    return [*image, *found.notes, *_told(found.annotation, hints)]


def _told(annotation: Annotation, hints: Hints) -> Iterator[Item]:
    """The annotation, of the kind the user says; scores of persons, as tools copy them from a model, are left out."""
    kind = hints.kind or annotation.kind
    if kind != annotation.kind or (kind != "model" and any(o.score is not None for o in annotation.objects or ())):
        annotation, remarks = told(annotation, kind)
        yield from remarks
    yield annotation


def _lines(stream: BinaryIO, hints: Hints) -> Iterator[bytes]:
    number = 0
    while line := stream.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            raise _bad_line(wrong("", f"is longer than {LONGEST >> 20} MiB"), hints.name, number)
        yield line


def _bad_line(error: BadInput, name: str, number: int) -> BadFile:
    problem = error.problems[0]
    place = f"line {number}, {problem.pointer}" if problem.pointer else f"line {number}"
    return BadFile(f"{name} {place}: {problem.detail}", [Problem(place, problem.detail)])


FORMATS.add(
    "native",
    Format(
        name="native",
        extensions=(".jsonl", ".ndjson"),
        sniff=sniff,
        read=read,
        write=writing.write,
        doc="labelqa's own JSON lines, one annotation a line: the only form that loses nothing",
    ),
)
