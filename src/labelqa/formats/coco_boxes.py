"""One entry of a COCO file's `annotations`: the box in it, or why there is none to compare."""

import math
from typing import Any

from labelqa.errors import BadInput
from labelqa.formats import values
from labelqa.formats.coco_images import identity
from labelqa.formats.format import DEGENERATE, NOT_COMPARED
from labelqa.formats.values import wrong
from labelqa.model import Object

CROWD = "crowd region"
"""Why a region of many instances is left out."""
KNOWN = frozenset(
    (
        *("id", "image_id", "category_id", "bbox", "segmentation", "area", "iscrowd", "keypoints", "num_keypoints"),
        *("score", "annotator", "annotator_id", "rater", "attributes", "submitted_at", "updated_at", "object_id"),
    )
)
"""Keys of an annotation that are read, or that say again what is read."""
_ANNOTATORS = ("annotator", "annotator_id", "rater")


def annotator(row: dict[str, Any], pointer: str) -> str | None:
    """Who drew it, where the entry says so itself."""
    for key in _ANNOTATORS:
        value = row.get(key)
        if value is not None and value != "":
            return identity(value, f"{pointer}/{key}")
    more = row.get("attributes")
    value = more.get("annotator") if type(more) is dict else None
    return None if value is None or value == "" else identity(value, f"{pointer}/attributes/annotator")


def moment(row: dict[str, Any], pointer: str) -> int | None:
    """When it was submitted, in ms since 1970, where the entry says so."""
    for key in ("submitted_at", "updated_at"):
        value = row.get(key)
        if value is not None:
            return values.moment(value, f"{pointer}/{key}")
    return None


def other_shape(row: dict[str, Any]) -> str | None:
    """Why an entry without a box cannot be compared yet; None when it has one."""
    if row.get("bbox"):
        return None
    drawn = row.get("segmentation")
    if drawn:
        return f"{'mask' if type(drawn) is dict else 'polygon'} without a box: {NOT_COMPARED}"
    if row.get("keypoints"):
        return f"keypoints without a box: {NOT_COMPARED}"
    return f"annotation without a box: {NOT_COMPARED}"


def crowd(row: dict[str, Any]) -> bool:
    """True for a region of many instances, which is no object of its own."""
    return row.get("iscrowd") not in (None, 0, False, "0")


def drawn(row: dict[str, Any], classes: dict[str, str], pointer: str) -> Object | str:
    """The object of an entry that has a box, or the reason to leave it out."""
    box = _box(row, pointer)
    class_name = classes.get(identity(row.get("category_id"), f"{pointer}/category_id"))
    if class_name is None:
        raise wrong(f"{pointer}/category_id", f"{values.shown(row['category_id'])} is not the id of a category")
    if box is None:
        return DEGENERATE
    score, more, named = row.get("score"), row.get("attributes"), row.get("object_id")
    found = Object(
        class_name,
        *box,
        None if score is None else values.score(score, f"{pointer}/score"),
        None if type(named) not in (int, str) else identity(named, f"{pointer}/object_id"),
        _attributes(more, f"{pointer}/attributes") if type(more) is dict and more else None,
    )
    return DEGENERATE if found.degenerate else found


def _box(row: dict[str, Any], pointer: str) -> tuple[float, float, float, float] | None:
    value = row["bbox"]
    try:
        return values.box(value, f"{pointer}/bbox")
    except BadInput:
        if _unbounded(value):
            return None
        raise


def _unbounded(value: object) -> bool:
    """True for four numbers one of which is NaN or infinite, as Python's own JSON writer leaves them."""
    if type(value) is not list or len(value) != 4 or not all(type(v) in (int, float) for v in value):
        return False
    return any(type(v) is float and not math.isfinite(v) for v in value)


def _attributes(more: dict[str, Any], pointer: str) -> dict[str, Any] | None:
    own = {key: value for key, value in more.items() if key != "annotator"}
    return values.attributes(own, pointer) if own else None
