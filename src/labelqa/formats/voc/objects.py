"""One `<object>` of a VOC file: its box or polygon, and what else is said of it."""

from collections import Counter
from typing import Any

from labelqa.errors import BadInput, Degenerate
from labelqa.formats import attribute_text, decimals, shapes, values
from labelqa.formats.extent import extent
from labelqa.formats.format import UNCLASSED
from labelqa.formats.values import under, wrong
from labelqa.formats.voc import own
from labelqa.model import Object
from labelqa.xmlio import Element

SHAPELESS = "object without a box"
UNREADABLE = "polygon that cannot be read"
_CORNERS = ("xmin", "ymin", "xmax", "ymax")
_KNOWN = frozenset(("name", "bndbox", "polygon", "part", "pose", "actions", "attributes", own.OWN, *own.FLAGS))


def drawn(element: Element, base: int, unread: Counter[str]) -> Object | str:
    """The object, or the reason to leave it out; `unread` counts elements of it that are not read.

    BadInput, with the place below the element, when a corner or an attribute is written wrongly.
    """
    unread.update(child.tag for child in element if child.tag not in _KNOWN)
    name = element.find("name")
    if name is None:
        raise wrong("/name", "is missing")
    said = element.find(own.OWN)
    said = Element(own.OWN) if said is None else said
    score, object_id, track = (said.get(key) for key in (own.SCORE, own.OBJECT_ID, own.TRACK))
    found = Object(
        values.text(name.text or UNCLASSED, "/name"),
        *(0.0, 0.0, 0.0, 0.0),
        None if score is None else decimals.decimal(score, f"/{own.OWN}/@{own.SCORE}", 0, 1),
        None if object_id is None else values.text(object_id, f"/{own.OWN}/@{own.OBJECT_ID}"),
        _attributes(element),
        track_id=None if track is None else values.text(track, f"/{own.OWN}/@{own.TRACK}"),
    )
    return _shaped(found, element, said, base)


def _shaped(found: Object, element: Element, said: Element, base: int) -> Object | str:
    polygons, box = element.findall("polygon"), element.find("bndbox")
    try:
        if polygons:
            return shapes.of_shape(found, shapes.polygon([_ring(ring, base) for ring in polygons], "/polygon"))
        if box is None:
            return SHAPELESS
        return shapes.drawn(found, {"box": corners(box, said, base)})
    except Degenerate as error:
        return error.reason
    except BadInput:
        if not polygons:
            raise
        return UNREADABLE


def corners(box: Element, said: Element, base: int) -> list[float]:
    """x, y, width and height of a `<bndbox>`, whose children come in any order.

    With the first pixel numbered 1 the last one is inside the box: 1 to 10 are ten pixels, from 0 to 10.
    """
    far = 2 * values.COORDINATE  # a side beyond the largest coordinate
    x1, y1, x2, y2 = (decimals.decimal(box.findtext(key), f"/bndbox/{key}", -far, far) for key in _CORNERS)
    x1, y1 = x1 - base, y1 - base
    stated = [None if said.get(k) is None else decimals.decimal(said.get(k), f"/@{k}") for k in (own.WIDTH, own.HEIGHT)]
    return [x1, y1, extent(x1, x2, stated[0]), extent(y1, y2, stated[1])]


def _ring(polygon: Element, base: int) -> list[list[float]]:
    """Corners as `<x1>`, `<y1>`, `<x2>`, ... or as `<pt>` with `<x>` and `<y>`."""
    points = polygon.findall("pt")
    pairs = [[p.findtext("x"), p.findtext("y")] for p in points]
    if not points:
        texts = {child.tag: child.text for child in polygon}
        pairs = [[texts.get(f"{axis}{k}") for axis in "xy"] for k in range(1, (len(polygon) + 1) // 2 + 1)]
    return [[decimals.decimal(v, "/polygon") - base for v in pair] for pair in pairs]


def _attributes(element: Element) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    for key in own.FLAGS:
        text = element.findtext(key)
        if text is not None and text.strip():
            found[key] = text.strip() == "1" if text.strip() in ("0", "1") else text
    pose = element.findtext("pose")
    if pose:
        found["pose"] = pose
    actions = element.find("actions")
    if actions is not None:
        found["actions"] = {a.tag: a.text == "1" if a.text in ("0", "1") else a.text or "" for a in actions}
    for number, row in enumerate(element.iterfind("attributes/attribute"), 1):
        pointer, value = f"/attributes/attribute[{number}]", row.find("value")
        name = row.findtext("name") or ""
        if name in found:
            raise wrong(pointer, f"gives {values.shown(name)}, which is there already")
        mark = None if value is None else value.get(attribute_text.MARK)
        found[name] = attribute_text.decoded(None if value is None else value.text, mark, pointer)
    try:
        return values.attributes(found, "") if found else None
    except BadInput as error:
        raise under("/attributes", error) from None
