"""One object as an element of CVAT's XML, numbers to their last digit."""

from collections import Counter
from typing import assert_never

from labelqa.formats.cvat import attributes, masks, own
from labelqa.formats.extent import unsaid
from labelqa.geometry import ring_area
from labelqa.model import Image, Object
from labelqa.shapes import Keypoints, Mask, Polygon, Ring, Turned
from labelqa.xmlio import Element, grown

RINGS = "part or hole of a polygon, of which CVAT knows one ring"
BOX = "box around keypoints, which CVAT has not"
HUGE = "mask too large to be cut out, written as its hull"
Corners = tuple[float, float, float, float]


def shape(drawn: Object, image: Image, source: str | None, losses: Counter[str]) -> Element:
    """The element of an object; `losses` counts what CVAT does not see of it."""
    element = _element(drawn, image, losses)
    more = {
        "label": drawn.class_name,
        "source": source,
        own.SCORE: None if drawn.score is None else repr(drawn.score),
        own.OBJECT_ID: drawn.object_id,
        own.TRACK: drawn.track_id,
    }
    for key, value in more.items():
        if value is not None:
            element.set(key, value)
    attributes.write(element, dict(drawn.attributes or {}))
    return element


def _element(drawn: Object, image: Image, losses: Counter[str]) -> Element:
    found = drawn.shape
    match found:
        case None:
            return _box((drawn.x, drawn.y, drawn.width, drawn.height))
        case Turned():
            made = _box((found.x, found.y, found.width, found.height))
            made.set("rotation", repr(found.degrees))
            return made
        case Polygon():
            return _polygon(found, losses)
        case Mask():
            return _mask(drawn, found, image, losses)
        case Keypoints():
            return _keypoints(drawn, found, losses)
        case _:
            assert_never(found)


def _box(box: Corners) -> Element:
    x, y, width, height = box
    corners = {"xtl": x, "ytl": y, "xbr": x + width, "ybr": y + height}
    if unsaid(x, width):
        corners[own.WIDTH] = width
    if unsaid(y, height):
        corners[own.HEIGHT] = height
    return Element("box", {key: repr(value) for key, value in corners.items()})


def _polygon(found: Polygon, losses: Counter[str]) -> Element:
    largest = max(found.rings, key=ring_area)
    made = Element("polygon", {"points": _points(largest)})
    if len(found.rings) > 1:
        losses[RINGS] += len(found.rings) - 1
        made.set(own.RINGS, "|".join(map(_points, found.rings)))
    return made


def _mask(drawn: Object, found: Mask, image: Image, losses: Counter[str]) -> Element:
    crop = masks.cropped(found)
    if crop is None:
        losses[HUGE] += 1
        return _box((drawn.x, drawn.y, drawn.width, drawn.height))
    runs, *places = crop
    made = Element("mask", {"rle": ", ".join(map(str, runs))})
    for key, value in zip(("left", "top", "width", "height"), places, strict=True):
        made.set(key, str(value))
    if (found.width, found.height) != (image.width, image.height):
        made.set(own.FRAME, f"{found.width}x{found.height}")
    return made


def _keypoints(drawn: Object, found: Keypoints, losses: Counter[str]) -> Element:
    """Points without names as `<points>`, any other as a skeleton."""
    if not found.boxed and all(p.seen == 2 and not p.name for p in found.points):
        return Element("points", {"points": _points([v for p in found.points for v in (p.x, p.y)])})
    made = Element("skeleton")
    for p in found.points:
        state = {"outside": str(int(p.seen == 0)), "occluded": str(int(p.seen == 1))}
        grown(made, "points", {"label": p.name, **state, "points": _points((p.x, p.y))})
    if found.boxed:
        losses[BOX] += 1
        made.set(own.BOX, ",".join(map(repr, (drawn.x, drawn.y, drawn.width, drawn.height))))
    return made


def _points(flat: Ring | list[float]) -> str:
    return ";".join(f"{x!r},{y!r}" for x, y in zip(flat[::2], flat[1::2], strict=True))
