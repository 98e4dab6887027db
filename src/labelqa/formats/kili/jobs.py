"""What the response of one Kili label holds, job by job: classes of the image, and objects in shares of its size."""

from collections.abc import Iterator
from typing import Any

from labelqa.formats import answers as words
from labelqa.formats import parts, values
from labelqa.formats.answers import Answer, Answers, attributes
from labelqa.formats.parts import Pairs, Row
from labelqa.formats.values import wrong
from labelqa.model import Object
from labelqa.shapes import Keypoint, Polygon, Ring

LOW, HIGH = -1.0, 2.0
"""Shares of an image's size that can be meant: objects may reach somewhat beyond its border."""
_Rings = list[tuple[str, Any]]
"""Rings as they stand in the file, each with its pointer."""
_UNREAD = {"marker": words.POINT, "polyline": words.LINE, "vector": words.LINE}


def answer_jobs(answers: Answers, answer: Answer, response: Row, pointer: str) -> None:
    """Adds what a label answers to every job."""
    for job in response:
        place = f"{pointer}/{values.escaped(job)}"
        answered = parts.inner(response, job, pointer)
        for category in _categories(answered, place):
            answer.label(category)
        if answered.get("text") is not None:
            answers.skip(words.TEXT, place)
        for where, row, rings in _objects(answered, place):
            _draw(answers, answer, row, rings, where)


def _categories(answered: Row, pointer: str) -> Iterator[str]:
    for place, category in parts.rows(answered, "categories", pointer):
        yield parts.named(category, "name", place)


def _objects(answered: Row, pointer: str) -> list[tuple[str, Row, _Rings]]:
    """(pointer, object, its rings); areas of one `mid` are parts of one object."""
    found: list[tuple[str, Row, _Rings]] = []
    areas: dict[str, _Rings] = {}
    for place, row in parts.rows(answered, "annotations", pointer):
        rings, mid = list(_rings(row, place)), parts.name(row, "mid", place)
        area = row.get("type") == "semantic" and mid is not None
        if area and mid in areas:
            areas[mid] += rings
            continue
        if area and mid is not None:
            areas[mid] = rings
        found.append((place, row, rings))
    return found


def _rings(row: Row, pointer: str) -> Iterator[tuple[str, Any]]:
    for place, ring in parts.rows(row, "boundingPoly", pointer):
        yield f"{place}/normalizedVertices", ring.get("normalizedVertices")


def _draw(answers: Answers, answer: Answer, row: Row, rings: _Rings, pointer: str) -> None:
    sort = row.get("type")
    unread = _UNREAD.get(sort) if type(sort) is str else None
    if unread is not None or sort not in ("rectangle", "polygon", "semantic", "pose"):
        answers.skip(unread or words.OTHER, pointer, answer)
        return
    width, height = answers.image.width, answers.image.height
    if width is None or height is None:
        answers.skip(words.SIZELESS, pointer, answer)
        return
    found = _object(answer, row, pointer)
    if sort == "pose":
        points = [_point(point, place, width, height) for place, point in parts.rows(row, "points", pointer)]
        answers.points(answer, found, points, pointer)
        return
    drawn = [_pixels(parts.corners(ring, place), place, width, height) for place, ring in rings]
    box = _upright(drawn[0]) if sort == "rectangle" and len(drawn) == 1 else None
    if box is not None:
        answers.box(answer, found, box, pointer)
    else:
        answers.shape(answer, found, Polygon(tuple(_flat(ring) for ring in drawn)), pointer)


def _object(answer: Answer, row: Row, pointer: str) -> Object:
    chosen = list(parts.rows(row, "categories", pointer))
    if not chosen:
        raise wrong(f"{pointer}/categories", "is missing: the object has no class")
    (place, category), *_ = chosen
    score = category.get("confidence") if answer.kind == "model" else None
    return Object(
        parts.named(category, "name", place),
        *(0.0, 0.0, 0.0, 0.0),
        None if score is None else values.number(score, f"{place}/confidence", 0, 100) / 100,
        parts.name(row, "mid", pointer),
        _children(row, pointer),
    )


def _children(row: Row, pointer: str) -> dict[str, Any] | None:
    """What was answered about one object, by job."""
    found: dict[str, Any] = {}
    children = parts.inner(row, "children", pointer)
    for job in children:
        place = f"{pointer}/children/{values.escaped(job)}"
        answered = parts.inner(children, job, f"{pointer}/children")
        found[job] = answered["text"] if "text" in answered else list(_categories(answered, place))
    return attributes(found, f"{pointer}/children")


def _point(row: Row, pointer: str, width: int, height: int) -> Keypoint:
    place = f"{pointer}/point"
    x, y = _pixels(parts.corners([row.get("point")], place), place, width, height)[0]
    name = parts.name(row, "code", pointer) or parts.name(row, "name", pointer) or ""
    return Keypoint(name, x, y, 2)


def _pixels(shares: Pairs, pointer: str, width: int, height: int) -> Pairs:
    for i, corner in enumerate(shares):
        for value in corner:
            if not LOW <= value <= HIGH:
                raise wrong(f"{pointer}/{i}", f"{value:.10g} is no share of the image's size; Kili holds 0 to 1")
    return [(x * width, y * height) for x, y in shares]


def _upright(ring: Pairs) -> tuple[float, float, float, float] | None:
    """The box that two opposite corners, or four that stand upright, bound."""
    xs, ys = {x for x, _ in ring}, {y for _, y in ring}
    if len(ring) == 2 or (len(ring) == 4 and len(xs) == len(ys) == 2 and len(set(ring)) == 4):
        x, y = min(xs), min(ys)
        return x, y, max(xs) - x, max(ys) - y
    return None


def _flat(ring: Pairs) -> Ring:
    return tuple(v for corner in ring for v in corner)
