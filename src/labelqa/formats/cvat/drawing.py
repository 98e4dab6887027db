"""One shape of a CVAT file as an object: a box or an ellipse with its turn, a polygon, a mask, points, a skeleton."""

from typing import Any

from labelqa.errors import BadInput, Degenerate, Problem
from labelqa.formats import decimals, shapes, values
from labelqa.formats.cvat import masks, own
from labelqa.formats.cvat.attributes import attributes
from labelqa.formats.extent import extent
from labelqa.formats.format import UNCLASSED
from labelqa.formats.values import wrong
from labelqa.geometry import ellipse
from labelqa.model import Object
from labelqa.xmlio import Element

UNREADABLE = "{} that cannot be read"
"""Why a shape is left out whose corners or runs are none."""
Size = tuple[int, int]


def drawn(element: Element, size: Size | None) -> Object | str:
    """The object that an element draws in an image of this size, or the reason to leave it out.

    BadInput, with the place below the element, when a number of a box or an attribute is none.
    """
    label = element.get("label")
    if label is None:
        raise wrong("/@label", "is missing")
    score, object_id, track = (element.get(key) for key in (own.SCORE, own.OBJECT_ID, own.TRACK))
    found = Object(
        values.text(label or UNCLASSED, "/@label"),
        *(0.0, 0.0, 0.0, 0.0),
        None if score is None else decimals.decimal(score, f"/@{own.SCORE}", 0, 1),
        None if object_id is None else values.text(object_id, f"/@{own.OBJECT_ID}"),
        attributes(element),
        track_id=None if track is None else values.text(track, f"/@{own.TRACK}"),
    )
    try:
        return _shaped(found, element, size)
    except Degenerate as error:
        return error.reason
    except BadInput:
        if element.tag in ("box", "ellipse"):
            raise
        return UNREADABLE.format(element.tag)


def _shaped(found: Object, element: Element, size: Size | None) -> Object:
    match element.tag:
        case "box":
            return _boxed(found, element)
        case "ellipse":
            return _rounded(found, element)
        case "polygon":
            rings = (element.get(own.RINGS) or element.get("points") or "").split("|")
            rows = [_points(ring, "/@points") for ring in rings]
            return shapes.of_shape(found, shapes.polygon(rows, "/@points"))
        case "mask":
            return _masked(found, element, size)
        case "points":
            points = [{"x": x, "y": y} for x, y in _points(element.get("points"), "/@points")]
            return shapes.drawn(found, {"keypoints": points})
        case _:
            return _jointed(found, element)


def _boxed(found: Object, element: Element) -> Object:
    x1, y1, x2, y2 = (_number(element, key) for key in ("xtl", "ytl", "xbr", "ybr"))
    stated = [None if element.get(key) is None else _number(element, key) for key in (own.WIDTH, own.HEIGHT)]
    box = [x1, y1, extent(x1, x2, stated[0]), extent(y1, y2, stated[1])]
    return shapes.drawn(found, {"box": box, "rotation": _rotation(element)})


def _rounded(found: Object, element: Element) -> Object:
    cx, cy, rx, ry = (_number(element, key) for key in ("cx", "cy", "rx", "ry"))
    return rounded(found, cx, cy, rx, ry, _rotation(element))


def rounded(found: Object, cx: float, cy: float, rx: float, ry: float, degrees: float) -> Object:
    """The object with an ellipse about a centre; Degenerate when one of its radii is not above 0."""
    if not (rx > 0 and ry > 0):
        raise Degenerate.of("ellipse", Problem("/@rx", f"an ellipse of the radii {rx:.10g} and {ry:.10g} has no area"))
    return shapes.of_shape(found, ellipse(cx, cy, rx, ry, degrees))


def _masked(found: Object, element: Element, size: Size | None) -> Object:
    runs = [decimals.whole(run, "/@rle", 0, values.SIZE**2) for run in (element.get("rle") or "").split(",")]
    if len(runs) > shapes.RUNS:
        raise wrong("/@rle", f"has more than {shapes.RUNS:,} runs")
    left, top = (decimals.whole(element.get(k), f"/@{k}", 0, values.SIZE) for k in ("left", "top"))
    width, height = (decimals.whole(element.get(k), f"/@{k}", 1, values.SIZE) for k in ("width", "height"))
    stated = element.get(own.FRAME)
    if stated is not None:
        size = _frame(stated)
    try:
        return shapes.of_shape(found, masks.placed((runs, left, top, width, height), size or (0, 0)))
    except ValueError as error:
        raise wrong("/@rle", str(error)) from None


def _frame(text: str) -> Size:
    width, _, height = text.partition("x")
    return tuple(decimals.whole(v, f"/@{own.FRAME}", 1, values.SIZE) for v in (width, height))  # type: ignore[return-value]


def _jointed(found: Object, element: Element) -> Object:
    """A skeleton: its points by their labels; `outside` ones are absent, `occluded` ones hidden."""
    points = [_joint(point) for point in element.iterfind("points")]
    row: dict[str, Any] = {"keypoints": points}
    if element.get(own.BOX) is not None:
        row["box"] = [decimals.decimal(v, f"/@{own.BOX}") for v in str(element.get(own.BOX)).split(",")]
    return shapes.drawn(found, row)


def _joint(point: Element) -> dict[str, Any]:
    found = _points(point.get("points"), "/points/@points")
    if len(found) != 1:
        raise wrong("/points/@points", f"holds {len(found)} points, not one")
    (x, y) = found[0]
    hidden, absent = (decimals.flag(point.get(key, "0"), f"/points/@{key}") for key in ("occluded", "outside"))
    return {"name": point.get("label") or None, "x": x, "y": y, "v": 0 if absent else 1 if hidden else 2}


def _points(text: str | None, pointer: str) -> list[list[float]]:
    """Pairs of coordinates: `x,y;x,y`."""
    pairs = [pair.split(",") for pair in (text or "").split(";")]
    if len(pairs) > shapes.POINTS:
        raise wrong(pointer, f"has more than {shapes.POINTS:,} points")
    if any(len(pair) != 2 for pair in pairs):
        raise wrong(pointer, f"{values.shown(text)} is no list of points like 1,2;3,4")
    return [[decimals.decimal(v, pointer) for v in pair] for pair in pairs]


def _number(element: Element, key: str) -> float:
    """A number of an element; the far corner of a box may lie a side beyond the largest coordinate."""
    return decimals.decimal(element.get(key), f"/@{key}", -2 * values.COORDINATE, 2 * values.COORDINATE)


def _rotation(element: Element) -> float:
    text = element.get("rotation")
    return decimals.decimal(text, "/@rotation", -360, 360) if text else 0.0
