"""Writes what an object draws as rows of Label Studio: in percent of the image, boxes turned about their corner."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from labelqa.formats.format import UNCLASSED, Size
from labelqa.formats.label_studio import brush
from labelqa.formats.label_studio.names import ID, KEY, LABELS, ORIGIN
from labelqa.model import Object
from labelqa.shapes import Keypoint, Keypoints, Mask, Polygon, Turned

UNSIZED = "object of an image whose size is not known"
RINGS = "ring of a polygon beyond its first, which other readers do not see"
FRAMED = "mask of another size than its image"
TOO_LARGE = "mask too large for a brush"
IMAGE = "image"
"""The name of the image in regions, and its key in the data of a task."""
NAMES = {"rectanglelabels": "box", "polygonlabels": "polygon", "brushlabels": "brush", "keypointlabels": "keypoint"}
"""The name of the control that draws each type of region."""
_ORIGINS = ("manual", "prediction", "prediction-changed")

Row = dict[str, Any]


def rows(objects: Sequence[Object], size: Size | None, losses: Counter[str]) -> Iterator[Row]:
    """The rows of all objects of one answer; what cannot be held is counted."""
    ids = _ids(objects)
    for number, (drawn, named) in enumerate(zip(objects, ids, strict=True)):
        frame = (drawn.shape.width, drawn.shape.height) if isinstance(drawn.shape, Mask) else size
        if frame is None:
            losses[UNSIZED] += 1
            continue
        losses[FRAMED] += size is not None and frame != size
        try:
            found = list(_drawn(drawn, named, number, frame, losses))
        except ValueError:
            losses[TOO_LARGE] += 1
            continue
        yield from found


def _ids(objects: Sequence[Object]) -> list[str]:
    """An id for each region: that of the object where it has one of its own."""
    times = Counter(o.object_id for o in objects)
    return [
        f"{ID}{i}" if o.object_id is None or times[o.object_id] > 1 or o.object_id.startswith(ID) else o.object_id
        for i, o in enumerate(objects)
    ]


def _drawn(drawn: Object, named: str, number: int, frame: Size, losses: Counter[str]) -> Iterator[Row]:
    own = _own(drawn, named)
    match drawn.shape:
        case Polygon() as shape:
            rings = [_ring(ring, frame) for ring in shape.rings]
            losses[RINGS] += len(rings) - 1
            own |= {"rings": rings[1:]} if rings[1:] else {}
            yield _row(drawn, named, "polygonlabels", {"points": rings[0], "closed": True}, frame, own)
        case Mask() as shape:
            yield _row(drawn, named, "brushlabels", {"format": "rle", "rle": brush.packed(shape)}, frame, own)
        case Turned() as shape:
            yield _row(drawn, named, "rectanglelabels", _turned(shape, frame), frame, own)
        case Keypoints() as shape:
            absent = [[k, p.name, p.x, p.y] for k, p in enumerate(shape.points) if not p.seen]
            own |= ({"absent": absent} if absent else {}) | ({} if shape.boxed else {"unboxed": True})
            yield _row(drawn, named, "rectanglelabels", _upright(drawn, frame), frame, own)
            for k, point in enumerate(shape.points):
                if point.seen:
                    yield _point(point, f"{ID}{number}-{k}", named, frame)
        case None:
            yield _row(drawn, named, "rectanglelabels", _upright(drawn, frame), frame, own)


def _own(drawn: Object, named: str) -> Row:
    """What the tool has no place for: read back from the notes of the region."""
    found: Row = {}
    if drawn.object_id is not None and named != drawn.object_id:
        found["object_id"] = drawn.object_id
    if drawn.track_id is not None:
        found["track_id"] = drawn.track_id
    if drawn.attributes:
        found["attributes"] = dict(drawn.attributes)
    return found


def _row(drawn: Object, named: str, kind: str, value: Row, frame: Size, own: Row) -> Row:
    found = _bare(named, kind, value | {kind: _labels(drawn)}, frame)
    if drawn.score is not None:
        found["score"] = drawn.score
    origin = (drawn.attributes or {}).get(ORIGIN)
    if origin in _ORIGINS:
        found["origin"] = origin
    return found | ({"meta": {KEY: own}} if own else {})


def _bare(named: str, kind: str, value: Row, frame: Size) -> Row:
    return {
        "id": named,
        "type": kind,
        "from_name": NAMES[kind],
        "to_name": IMAGE,
        "original_width": frame[0],
        "original_height": frame[1],
        "image_rotation": 0,
        "value": value,
    }


def _labels(drawn: Object) -> list[str]:
    """The class, and the other labels of the region where the tool gave it several."""
    if drawn.class_name == UNCLASSED:
        return []
    more = (drawn.attributes or {}).get(LABELS)
    others = more if type(more) is list and all(type(name) is str for name in more) else []
    return list(dict.fromkeys([drawn.class_name, *filter(None, others)]))


def _percent(value: float, side: int) -> float:
    return value / side * 100


def _upright(drawn: Object, frame: Size) -> Row:
    return _placed(drawn.x, drawn.y, drawn.width, drawn.height, 0, frame)


def _turned(shape: Turned, frame: Size) -> Row:
    """The same box about its top-left corner."""
    turn = math.radians(shape.degrees)
    cos, sin = math.cos(turn), math.sin(turn)
    across = (shape.width * cos - shape.height * sin) / 2
    down = (shape.width * sin + shape.height * cos) / 2
    x, y = shape.x + shape.width / 2 - across, shape.y + shape.height / 2 - down
    return _placed(x, y, shape.width, shape.height, shape.degrees, frame)


def _placed(x: float, y: float, width: float, height: float, degrees: float, frame: Size) -> Row:
    across, down = frame
    return {
        "x": _percent(x, across),
        "y": _percent(y, down),
        "width": _percent(width, across),
        "height": _percent(height, down),
        "rotation": degrees,
    }


def _ring(ring: Sequence[float], frame: Size) -> list[list[float]]:
    return [[_percent(x, frame[0]), _percent(y, frame[1])] for x, y in zip(ring[::2], ring[1::2], strict=True)]


def _point(point: Keypoint, named: str, parent: str, frame: Size) -> Row:
    value = {"x": _percent(point.x, frame[0]), "y": _percent(point.y, frame[1]), "width": 0.5}
    labels = [point.name] if point.name else []
    found = _bare(named, "keypointlabels", value | {"keypointlabels": labels}, frame) | {"parentID": parent}
    return found | ({"meta": {KEY: {"v": point.seen}}} if point.seen != 2 else {})
