"""What one instance of a SuperAnnotate file draws: its class, its shape, and what is said of it."""

from collections.abc import Iterator
from typing import Any

from labelqa.formats import answers as words
from labelqa.formats import parts, values
from labelqa.formats.answers import Answer, Answers, attributes
from labelqa.formats.format import ELLIPSE, UNCLASSED
from labelqa.formats.parts import Row
from labelqa.geometry import ellipse
from labelqa.model import Object
from labelqa.shapes import Keypoint, Polygon

PIXEL = "mask in a picture of its own"
_UNREAD = {"polyline": words.LINE, "point": words.POINT, "cuboid": words.CUBOID}
Classes = dict[str, str]
"""Names of classes by the text of their ids."""


def draw(answers: Answers, answer: Answer, row: Row, pointer: str, classes: Classes) -> None:
    """Adds an instance to its answer, or says why it is left out."""
    sort, found = row.get("type"), _object(answers, answer, row, pointer, classes)
    if sort == "tag":
        answer.label(found.class_name)
    elif sort == "bbox":
        _box(answers, answer, found, row, pointer)
    elif sort in ("polygon", "rbbox"):
        answers.shape(answer, found, Polygon(tuple(_rings(row, pointer))), pointer)
    elif sort == "ellipse":
        x, y, rx, ry = (parts.number(row, key, pointer) for key in ("cx", "cy", "rx", "ry"))
        angle = 0.0 if row.get("angle") is None else values.number(row["angle"], f"{pointer}/angle", -3600, 3600)
        answers.shape(answer, found, ellipse(x, y, rx, ry, angle), pointer)
        answers.remark(ELLIPSE, pointer)
    elif sort == "template":
        answers.points(answer, found, _points(row, pointer), pointer)
    elif row.get("parts") is not None:
        answers.skip(PIXEL, pointer, answer)
    else:
        answers.skip(_UNREAD.get(sort, words.OTHER) if type(sort) is str else words.OTHER, pointer, answer)


def _object(answers: Answers, answer: Answer, row: Row, pointer: str, classes: Classes) -> Object:
    name = parts.name(row, "className", pointer) or classes.get(parts.name(row, "classId", pointer) or "")
    if name is None:
        answers.remark(f"object without a class, taken as {UNCLASSED}", pointer)
    told: dict[str, Any] = {}
    for place, chosen in parts.rows(row, "attributes", pointer):
        told[parts.name(chosen, "groupName", place) or "attribute"] = parts.name(chosen, "name", place)
    score = row.get("probability") if answer.kind == "model" else None
    return Object(
        name or UNCLASSED,
        *(0.0, 0.0, 0.0, 0.0),
        None if score is None else values.number(score, f"{pointer}/probability", 0, 100) / 100,
        object_id=parts.name(row, "trackingId", pointer),
        attributes=attributes(told, f"{pointer}/attributes"),
    )


def _box(answers: Answers, answer: Answer, found: Object, row: Row, pointer: str) -> None:
    corners, place = parts.inner(row, "points", pointer), f"{pointer}/points"
    x1, y1, x2, y2 = (parts.number(corners, key, place) for key in ("x1", "y1", "x2", "y2"))
    answers.box(answer, found, (min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1)), pointer)


def _rings(row: Row, pointer: str) -> Iterator[tuple[float, ...]]:
    """The outline and what is cut out of it; the four corners of a turned box have names."""
    points = row.get("points")
    if type(points) is dict:
        place = f"{pointer}/points"
        yield tuple(parts.number(points, f"{axis}{k}", place) for k in range(1, 5) for axis in "xy")
        return
    yield tuple(v for corner in parts.corners(points, f"{pointer}/points") for v in corner)
    for i, hole in enumerate(parts.listed(row, "exclude", pointer)):
        yield tuple(v for corner in parts.corners(hole, f"{pointer}/exclude/{i}") for v in corner)


def _points(row: Row, pointer: str) -> Iterator[Keypoint]:
    """Points of a template, named by their labels, else by their numbers."""
    labels = parts.inner(row, "pointLabels", pointer)
    for k, (place, point) in enumerate(parts.rows(row, "points", pointer)):
        name = parts.name(labels, str(k), f"{pointer}/pointLabels") or parts.name(point, "id", place) or str(k)
        yield Keypoint(name, parts.number(point, "x", place), parts.number(point, "y", place), 2)
