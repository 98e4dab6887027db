"""Annotations of a body: most are read as lines of files are; what is amiss or unusual in a row, its model tells."""

from typing import Any

from labelqa.errors import BadInput
from labelqa.formats.format import Hints
from labelqa.formats.native.line import parse
from labelqa.model import Annotation, Image, Remark
from labelqa.web.bodies import batch
from labelqa.web.inputs import AnnotationBatch, NewAnnotation

Row = tuple[Annotation, Image]
"""An answer, and what its row tells of the image."""
RULED_OTHERWISE = frozenset(("revision", "reviews"))
"""Keys that a file may say more of than a client."""
_UNTOLD = Hints("", "")


def annotations_of(value: Any) -> list[Row]:
    """The rows of a body; BadInput names every bad one, the first 100."""
    return batch(value, AnnotationBatch, read)


def read(value: Any) -> Row:
    """One row; pydantic's ValidationError where it is wrong."""
    found = plain(value)
    if found is None:
        row = NewAnnotation.model_validate(value)
        return row.annotation(), row.image()
    return found


def plain(value: Any) -> Row | None:
    """A row in which nothing is amiss, by the rules of lines of files, in a third of the time; None for any other.

    >>> box = {"class": "car", "box": [10.0, 20.0, 100.0, 50.0]}
    >>> given = {"image_id": "a.jpg", "annotator_id": "ana", "kind": "person", "submitted_at": None, "objects": [box]}
    >>> plain(given)[0].objects[0].width, plain({**given, "kind": "robot"})
    (100.0, None)
    """
    if type(value) is not dict or not RULED_OTHERWISE.isdisjoint(value):
        return None
    try:
        line = parse(value, _UNTOLD, "")
    except BadInput:
        return None
    if not all(isinstance(note, Remark) for note in line.notes):  # a file may hold what is no object, a request may not
        return None
    return line.annotation, line.image or Image(line.annotation.image_id)
