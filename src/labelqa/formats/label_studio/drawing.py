"""What a row of Label Studio draws: from percent of its image to pixels, and from its corner to our centre."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from labelqa.errors import Degenerate, Problem
from labelqa.formats import shapes, values
from labelqa.formats.format import Size
from labelqa.formats.label_studio import brush
from labelqa.formats.label_studio.names import KEY, Row, own, region_labels
from labelqa.formats.values import wrong
from labelqa.geometry import ellipse
from labelqa.shapes import Mask, Polygon

OPEN = "polygon that is not closed"
UNREADABLE = "brush mask that cannot be read"
BOXLESS = "keypoint without an upright box that it belongs to"
BLANK = "region without coordinates"
_FAR = 1e100
Drawing = Mapping[str, Any] | Mask | Polygon
"""A mask, an ellipse as a polygon, or another shape in the words of the native form."""
_SHAPES = ("rectangle", "polygon", "keypoint", "brush", "ellipse")
_KINDS = {name: shape for shape in _SHAPES for name in (shape, f"{shape}labels")}
_TELLING = (("points", "polygon"), ("rle", "brush"), ("radiusX", "ellipse"), ("height", "rectangle"), ("x", "keypoint"))
"""Keys of a `labels` row that tell what it is put on, in the order of asking."""


def kind(row: Row) -> str | None:
    """The shape that a row draws; None when it draws none that is read.

    >>> kind({"type": "rectanglelabels"}), kind({"type": "labels", "value": {"points": []}}), kind({"type": "choices"})
    ('rectangle', 'polygon', None)
    """
    named = row.get("type")
    if named != "labels":
        return _KINDS.get(named) if type(named) is str else None
    value = row.get("value")
    return next((shape for key, shape in _TELLING if key in value), None) if type(value) is dict else None


def size(row: Row, pointer: str) -> Size | None:
    """Width and height of the image as a row gives them; None where it does not."""
    found = []
    for key in ("original_width", "original_height"):
        side = row.get(key)
        if type(side) is float and side.is_integer():
            side = int(side)
        if side is None or side == 0:
            return None
        found.append(values.whole(side, f"{pointer}/{key}"))
    return found[0], found[1]


def shape(row: Row, frame: Size, points: Sequence[tuple[int, Row]], pointer: str) -> Drawing | str:
    """What a row draws on an image of this size, or the reason to leave the row out.

    `points`: the rows of keypoints that belong to a box. BadInput names what is wrong, at a pointer below the answer.
    """
    drawn, value = kind(row), row.get("value")
    if type(value) is not dict:
        raise wrong(f"{pointer}/value", f"{values.shown(value)} is not an object")
    pointer = f"{pointer}/value"
    if drawn == "rectangle":
        return _rectangle(row, value, frame, points, pointer)
    if drawn == "polygon":
        return _polygon(row, value, frame, pointer)
    if drawn == "ellipse":
        return _ellipse(value, frame, pointer)
    return _brush(value, frame) if drawn == "brush" else BOXLESS


def _pixels(value: Mapping[str, Any], keys: Sequence[str], frame: Size, pointer: str) -> list[float] | None:
    """Percents as pixels: the first and every second of the keys along the width; None where one is missing."""
    if any(value.get(key) is None for key in keys):
        return None
    return [_number(value[key], f"{pointer}/{key}") / 100 * frame[k % 2] for k, key in enumerate(keys)]


def _number(value: object, pointer: str) -> float:
    """A finite share; whether what it comes to in pixels can be meant is checked with the shape."""
    return values.number(value, pointer, -_FAR, _FAR)


def _degrees(value: Mapping[str, Any], pointer: str) -> float:
    turn = value.get("rotation")
    return 0.0 if turn is None else values.number(turn, f"{pointer}/rotation")


def _rectangle(
    row: Row, value: Mapping[str, Any], frame: Size, points: Sequence[tuple[int, Row]], pointer: str
) -> Mapping[str, Any] | str:
    found = _pixels(value, ("x", "y", "width", "height"), frame, pointer)
    if found is None:
        return BLANK
    degrees = _degrees(value, pointer)
    if degrees % 360 == 0:
        box = {} if own(row).get("unboxed") is True else {"box": found}
        return box | {"keypoints": _keypoints(row, frame, points)} if points or _absent(row) else {"box": found}
    x, y, width, height = found
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    across, down = (width * cos - height * sin) / 2, (width * sin + height * cos) / 2  # from the corner to the centre
    centred = [x + across - width / 2, y + down - height / 2, width, height]
    return {"box": centred, "rotation": degrees if abs(degrees) <= 360 else degrees % 360}


def _polygon(row: Row, value: Mapping[str, Any], frame: Size, pointer: str) -> Mapping[str, Any] | str:
    if value.get("points") is None:
        return BLANK
    if value.get("closed") is False:
        return OPEN
    rings = [value["points"]]
    more = own(row).get("rings")
    rings += more if type(more) is list else []
    return {"polygon": [_ring(ring, frame, f"{pointer}/points") for ring in rings]}


def _ring(points: object, frame: Size, pointer: str) -> list[list[float]]:
    if type(points) is not list or len(points) > shapes.POINTS:
        raise wrong(pointer, f"{values.shown(points)} is no list of up to {shapes.POINTS:,} corners")
    ring = []
    for i, point in enumerate(points):
        if type(point) is not list or len(point) != 2:
            raise wrong(f"{pointer}/{i}", f"{values.shown(point)} is no corner; it holds x and y in percent")
        ring.append([_number(v, f"{pointer}/{i}/{k}") / 100 * frame[k] for k, v in enumerate(point)])
    return ring


def _ellipse(value: Mapping[str, Any], frame: Size, pointer: str) -> Polygon | str:
    """An ellipse about its centre, as the polygon that stands for it."""
    found = _pixels(value, ("x", "y", "radiusX", "radiusY"), frame, pointer)
    if found is None:
        return BLANK
    x, y, across, down = found
    if across <= 0 or down <= 0:
        raise Degenerate.of("ellipse", Problem(pointer, "a radius of the ellipse is not above 0"))
    return ellipse(x, y, across, down, _degrees(value, pointer))


def _brush(value: Mapping[str, Any], frame: Size) -> Mask | str:
    stream = value.get("rle")
    if value.get("format") not in (None, "rle") or type(stream) is not list:
        return UNREADABLE
    try:
        found = brush.unpacked(bytes(stream), *frame)
    except (ValueError, TypeError, OverflowError):
        return UNREADABLE
    if found is None:
        raise Degenerate.of("mask", Problem("", "no pixel of the mask is set"))
    return found if len(found.counts) <= shapes.RUNS else UNREADABLE


def _absent(row: Row) -> list[Any]:
    found = own(row).get("absent")
    return found if type(found) is list else []


def _keypoints(row: Row, frame: Size, points: Sequence[tuple[int, Row]]) -> list[dict[str, Any]]:
    """The points of a box; those that are not in the image have no region and stand under a key of our own."""
    found = [_keypoint(point, frame, f"/result/{i}") for i, point in points]
    for entry in _absent(row):
        if type(entry) is not list or len(entry) != 4 or type(entry[0]) is not int:
            raise wrong(f"/meta/{KEY}/absent", f"{values.shown(entry)} is no [place, name, x, y]")
        place, name, x, y = entry
        values.whole(place, f"/meta/{KEY}/absent", 0, shapes.KEYPOINTS)
        found.insert(place, {"name": name, "x": x, "y": y, "v": 0})
    return found


def _keypoint(row: Row, frame: Size, pointer: str) -> dict[str, Any]:
    value = row.get("value")
    found = _pixels(value, ("x", "y"), frame, f"{pointer}/value") if type(value) is dict else None
    if found is None:
        raise wrong(f"{pointer}/value", "a keypoint has x and y")
    labels = region_labels(row, pointer)
    hidden = own(row).get("v")
    return {"name": labels[0] if labels else "", "x": found[0], "y": found[1], "v": 2 if hidden is None else hidden}
