"""What one Labelbox label draws, and the classes that its questions about the image were answered with."""

from collections.abc import Iterator
from typing import Any

from labelqa.formats import answers as words
from labelqa.formats import parts, values
from labelqa.formats.answers import Answer, Answers, attributes
from labelqa.formats.parts import Row
from labelqa.model import Object
from labelqa.shapes import Polygon

_UNREAD = {"line": words.LINE, "point": words.POINT, "mask": "mask that is only an address"}


def draw(answers: Answers, answer: Answer, drawn: Row, pointer: str) -> None:
    """Adds the objects and classes of one label to its answer."""
    for place, row in parts.rows(drawn, "objects", pointer):
        _object(answers, answer, row, place)
    for place, row in parts.rows(drawn, "classifications", pointer):
        for name in _chosen(answers, row, place):
            answer.label(name)
    related = parts.listed(drawn, "relationships", pointer)
    if related:
        answers.skip("relation between objects", f"{pointer}/relationships", count=len(related))


def _object(answers: Answers, answer: Answer, row: Row, pointer: str) -> None:
    unread = next((reason for key, reason in _UNREAD.items() if row.get(key) is not None), None)
    if unread is not None:
        answers.skip(unread, pointer, answer)
        return
    score = row.get("confidence") if answer.kind == "model" else None
    found = Object(
        parts.named(row, "name", pointer),
        *(0.0, 0.0, 0.0, 0.0),
        None if score is None else values.score(score, f"{pointer}/confidence"),
        parts.name(row, "feature_id", pointer),
        _told(row, pointer),
    )
    if row.get("bounding_box") is not None:
        where = f"{pointer}/bounding_box"
        box = parts.inner(row, "bounding_box", pointer)
        left, top, width, height = (parts.number(box, key, where) for key in ("left", "top", "width", "height"))
        answers.box(answer, found, (left, top, width, height), pointer)
    elif row.get("polygon") is not None:
        corners = parts.corners(row["polygon"], f"{pointer}/polygon")
        answers.shape(answer, found, Polygon((tuple(v for corner in corners for v in corner),)), pointer)
    else:
        answers.skip(words.OTHER, pointer, answer)


def _chosen(answers: Answers, row: Row, pointer: str) -> Iterator[str]:
    """The classes that a question about the image was answered with."""
    if row.get("radio_answer") is not None:
        yield from _one(answers, parts.inner(row, "radio_answer", pointer), f"{pointer}/radio_answer")
    for place, ticked in parts.rows(row, "checklist_answers", pointer):
        yield from _one(answers, ticked, place)
    if row.get("text_answer") is not None:
        answers.skip(words.TEXT, pointer)


def _one(answers: Answers, ticked: Row, pointer: str) -> Iterator[str]:
    nested = parts.listed(ticked, "classifications", pointer)
    if nested:
        answers.skip("question below an answer", pointer, count=len(nested))
    yield parts.named(ticked, "name", pointer)


def _told(row: Row, pointer: str) -> dict[str, Any] | None:
    """What was answered about one object, by question."""
    found: dict[str, Any] = {}
    for place, asked in parts.rows(row, "classifications", pointer):
        name = parts.named(asked, "name", place)
        if asked.get("radio_answer") is not None:
            found[name] = parts.inner(asked, "radio_answer", place).get("name")
        elif asked.get("checklist_answers") is not None:
            found[name] = [ticked.get("name") for _, ticked in parts.rows(asked, "checklist_answers", place)]
        else:
            found[name] = parts.inner(asked, "text_answer", place).get("content")
    return attributes(found, f"{pointer}/classifications")
