"""One entry of a COCO file's `annotations`: who drew it, when, and the object in it, or why there is none.

Pointers of errors are seen from the entry.
"""

import math
from typing import Any

from labelqa import model
from labelqa.formats import values
from labelqa.formats.coco import shapes
from labelqa.formats.format import DEGENERATE
from labelqa.formats.ids import identity
from labelqa.formats.values import wrong
from labelqa.model import Object

CROWD = "crowd region"
"""Why a region of many instances is left out."""
PLAIN = frozenset(("id", "image_id", "category_id", "bbox", "segmentation", "area", "iscrowd"))
"""Keys of an annotation that says nothing of who, when and how sure."""
KNOWN = PLAIN | frozenset(
    (
        *("keypoints", "num_keypoints", "score", "annotator", "annotator_id", "rater", "attributes"),
        *("submitted_at", "updated_at", "object_id", "track_id", shapes.TURNED, shapes.OUTLINE, shapes.UNBOXED),
    )
)
"""Keys of an annotation that are read, or that say again what is read."""
_ANNOTATORS = ("annotator", "annotator_id", "rater")
_NUMBERS = frozenset((int, float))
_FAR = values.COORDINATE


def annotator(row: dict[str, Any]) -> str | None:
    """Who drew it, where the entry says so itself."""
    for key in _ANNOTATORS:
        value = row.get(key)
        if value is not None and value != "":
            return identity(value, f"/{key}")
    more = row.get("attributes")
    value = more.get("annotator") if type(more) is dict else None
    return None if value is None or value == "" else identity(value, "/attributes/annotator")


def moment(row: dict[str, Any]) -> int | None:
    """When it was submitted, in ms since 1970, where the entry says so."""
    for key in ("submitted_at", "updated_at"):
        value = row.get(key)
        if value is not None:
            return values.moment(value, f"/{key}")
    return None


def crowd(row: dict[str, Any]) -> bool:
    """True for a region of many instances, which is no object of its own."""
    return row.get("iscrowd") not in (None, 0, False, "0")


def upright(box: object, class_name: str, right: float, bottom: float) -> Object | None:
    """The object of an upright box inside an image, as nearly all are; None for all that wants a closer look."""
    if type(box) is not list or len(box) != 4:
        return None
    x, y, width, height = box
    if not (type(x) is type(y) is type(width) is type(height) is float):
        if not _NUMBERS.issuperset((type(x), type(y), type(width), type(height))):
            return None
        if not (0 <= x <= _FAR and 0 <= y <= _FAR and 0 < width <= _FAR and 0 < height <= _FAR):
            return None
        x, y, width, height = x * 1.0, y * 1.0, width * 1.0, height * 1.0
    x2, y2 = x + width, y + height
    if 0 <= x < x2 <= right and 0 <= y < y2 <= bottom and (x2 - x) * (y2 - y) > 0:
        return model.upright(class_name, x, y, width, height)
    return None


def drawn(row: dict[str, Any], class_name: str, names: shapes.Names) -> Object | str:
    """The object of an entry, or the reason to leave it out; `names` are those of keypoints, by category."""
    if _unbounded(row.get("bbox")):
        return DEGENERATE
    score, more = row.get("score"), row.get("attributes")
    found = Object(
        class_name,
        *(0.0, 0.0, 0.0, 0.0),
        None if score is None else values.score(score, "/score"),
        _named(row, "object_id"),
        _attributes(more, "/attributes") if type(more) is dict and more else None,
        track_id=_named(row, "track_id"),
    )
    return shapes.drawn(found, row, names)


def _named(row: dict[str, Any], key: str) -> str | None:
    """An id of an object or of its track; None where there is none, and for what is none."""
    value = row.get(key)
    return None if type(value) not in (int, str) or value == "" else identity(value, f"/{key}")


def class_of(row: dict[str, Any], classes: dict[str, str]) -> str:
    """The name of its class."""
    value = row.get("category_id")
    name = classes.get(str(value) if type(value) is int else identity(value, "/category_id"))
    if name is None:
        raise wrong("/category_id", f"{values.shown(value)} is not the id of a category")
    return name


def _unbounded(value: object) -> bool:
    """True for four numbers one of which is NaN or infinite, as Python's own JSON writer leaves them."""
    if type(value) is not list or len(value) != 4 or not all(type(v) in (int, float) for v in value):
        return False
    return any(type(v) is float and not math.isfinite(v) for v in value)


def _attributes(more: dict[str, Any], pointer: str) -> dict[str, Any] | None:
    own = {key: value for key, value in more.items() if key != "annotator"}
    return values.attributes(own, pointer) if own else None
