"""How one drawn object is written, for the OpenAPI document; `labelqa.formats.shapes` reads it."""

from typing import Any

from labelqa.formats import values
from labelqa.web.told import PRINTABLE


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


NAME = {"type": "string", "minLength": 1, "maxLength": values.TEXT, "pattern": PRINTABLE}
_POINT = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
BOX = {
    "type": "array",
    "items": {"type": "number", "minimum": -values.COORDINATE, "maximum": values.COORDINATE},
    "minItems": 4,
    "maxItems": 4,
    "description": "[x, y, width, height] in pixels, from the top left; width and height above 0.",
}
_KEYPOINT = {
    "type": "object",
    "required": ["x", "y"],
    "additionalProperties": False,
    "properties": {
        "name": _or_null({"type": "string", "maxLength": values.TEXT}),
        "x": {"type": "number"},
        "y": {"type": "number"},
        "v": _or_null({"type": "integer", "minimum": 0, "maximum": 2, "description": "absent, hidden, visible"}),
    },
}
_RUNS = {
    "type": "object",
    "required": ["size", "counts"],
    "properties": {
        "size": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
        "counts": {"anyOf": [{"type": "array", "items": {"type": "integer"}}, {"type": "string"}]},
    },
    "description": "COCO's run lengths: column by column, background first; size is [height, width].",
}
OBJECT: dict[str, Any] = {
    "type": "object",
    "description": "One drawn object: its class and one of `box` (which `rotation` turns), `polygon` and `rle`; or "
    "`keypoints`, with a box or without. `track_id` names a thing over the frames of a video, `score` is for models; "
    "the rest is kept and handed back. What is null is as if it was left out.",
    "required": ["class"],
    "additionalProperties": False,
    "properties": {
        "class": NAME,
        "box": _or_null(BOX),
        "rotation": _or_null(
            {
                "type": "number",
                "minimum": -360,
                "maximum": 360,
                "description": "Degrees, clockwise as seen, about the centre of the box.",
            }
        ),
        "polygon": _or_null(
            {
                "type": "array",
                "items": {"type": "array", "items": _POINT},
                "description": "Rings of corners: parts add up, a ring inside another is a hole.",
            }
        ),
        "rle": _or_null(_RUNS),
        "keypoints": _or_null({"type": "array", "items": _KEYPOINT}),
        "track_id": _or_null(NAME),
        "score": _or_null({"type": "number", "minimum": 0, "maximum": 1}),
        "object_id": _or_null(NAME),
        "attributes": _or_null({"type": "object"}),
    },
}
