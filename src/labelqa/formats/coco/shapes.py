"""What one entry of a COCO file's `annotations` draws: its box, segmentation or keypoints, as an object's shape."""

from collections.abc import Mapping, Sequence
from typing import Any

from labelqa.errors import BadInput, Degenerate
from labelqa.formats import shapes, values
from labelqa.formats.coco.images import listed
from labelqa.formats.ids import identity
from labelqa.formats.values import wrong
from labelqa.model import Object

TURNED = "labelqa_rotated_box"
"""Key of an entry that carries a turned box as it was drawn, [x, y, width, height, degrees]: `bbox` is its hull."""
OUTLINE = "labelqa_outline"
"""Key of an entry whose segmentation was drawn as a polygon, although it has the corners of a box."""
UNBOXED = "labelqa_unboxed"
"""Key of an entry whose keypoints were drawn without a box: `bbox` is their hull."""
TOLERANCE = 1.0
"""By how much, in pixels, the box of an entry must lie off its segmentation to be worth a word."""
SHAPELESS = "annotation without a shape"
"""Why an entry that draws nothing is left out."""
UNREADABLE = "segmentation that cannot be read"
"""Why an entry is left out whose segmentation is none: runs that do not fill their frame, half a corner."""
_KEYS = {"polygon": "segmentation", "rle": "segmentation", "box": "bbox"}

Names = Mapping[str, Sequence[str]]
"""Names of the keypoints by the text of a category's id."""


def keypoint_names(document: dict[str, Any]) -> dict[str, list[str]]:
    """The names that categories give their keypoints; those of categories that give none are their numbers."""
    found = {}
    for i, row in enumerate(listed(document, "categories")):
        names = row.get("keypoints")
        if type(names) is list and all(type(name) is str for name in names):
            found[identity(row.get("id"), f"/categories/{i}/id")] = names
    return found


def drawn(found: Object, row: dict[str, Any], names: Names) -> Object | str:
    """The object with its shape, or the reason to leave it out; a bad `bbox` is an error of the file."""
    shape = _shape(row, names)
    if shape is None:
        return SHAPELESS
    try:
        return shapes.drawn(found, shape)
    except Degenerate as error:
        return error.reason
    except BadInput as error:
        if "polygon" in shape or "rle" in shape:
            return UNREADABLE
        raise _as_written(error) from None


def contradicts(row: dict[str, Any], found: Object) -> bool:
    """True when an entry's `bbox` is not the hull of its segmentation, which is the shape."""
    box = row.get("bbox")
    if not row.get("segmentation") or type(box) is not list or len(box) != 4 or found.shape is None:
        return False
    own = (found.x, found.y, found.width, found.height)
    return any(type(v) in (int, float) and abs(v - o) >= TOLERANCE for v, o in zip(box, own, strict=True))


def _as_written(error: BadInput) -> BadInput:
    """The same error under COCO's own key."""
    problem = error.problems[0]
    first, _, rest = problem.pointer.removeprefix("/").partition("/")
    return wrong("/" + "/".join(filter(None, (_KEYS.get(first, first), rest))), problem.detail)


def _shape(row: dict[str, Any], names: Names) -> dict[str, Any] | None:
    """The shape in the words of the native form; None when the entry draws nothing."""
    box, area, points = row.get("bbox") or None, row.get("segmentation"), row.get("keypoints")
    if type(points) is list and any(v for v in points[2::3]):
        found = _keypoints(points, names.get(identity(row.get("category_id"), "/category_id"), ()))
        unboxed = box is None or row.get(UNBOXED) is True
        return {"keypoints": found} if unboxed else {"keypoints": found, "box": box}
    if row.get(TURNED) is not None:
        return _turned(row[TURNED])
    if type(area) is dict:
        return {"rle": area}
    if area:
        rings = _rings(area)
        boxed = box is not None and row.get(OUTLINE) is not True and is_box(rings, box)
        return {"box": box} if boxed else {"polygon": rings}
    if box is None:
        return None
    return {"box": box, "rotation": rotation(row.get("attributes"))}


def _turned(value: object) -> dict[str, Any]:
    if type(value) is not list or len(value) != 5:
        raise wrong(f"/{TURNED}", f"{values.shown(value)} is no [x, y, width, height, degrees]")
    return {"box": value[:4], "rotation": value[4]}


def rotation(more: object) -> float:
    """The turn of a box in degrees, which CVAT writes among the attributes; 0 without one."""
    turn = more.get("rotation") if type(more) is dict else None
    return float(turn) if type(turn) in (int, float) and -360 <= turn <= 360 else 0.0  # type: ignore[operator, arg-type]


def _rings(area: object) -> object:
    """Flat polygons as rings of corners; anything else as it is, for the check to refuse."""
    if type(area) is not list or not all(type(flat) is list and len(flat) % 2 == 0 for flat in area):
        return area
    return [[list(point) for point in zip(flat[::2], flat[1::2], strict=True)] for flat in area]


def is_box(rings: object, box: object) -> bool:
    """True for the four corners of the entry's own box, as many tools write a segmentation."""
    if type(rings) is not list or len(rings) != 1 or type(box) is not list or len(box) != 4:
        return False
    if type(rings[0]) is not list or not all(type(point) is list for point in rings[0]):
        return False
    if not all(type(v) in (int, float) for v in (*[v for point in rings[0] for v in point], *box)):
        return False
    x, y, width, height = box
    corners = {(x, y), (x + width, y), (x + width, y + height), (x, y + height)}
    given = [tuple(point) for point in rings[0]]
    return len(given) in (4, 5) and set(given) == corners and len(set(given[:4])) == 4


def _keypoints(points: list[Any], names: Sequence[str]) -> list[dict[str, Any]]:
    """Flat triples x, y, v as named points; those that are absent keep their place."""
    if len(points) % 3:
        raise wrong("/keypoints", f"a list of {len(points)} is no list of x, y, v; it holds three numbers each")
    rows = zip(points[::3], points[1::3], points[2::3], strict=True)
    return [
        {"name": names[k] if k < len(names) else str(k), "x": x, "y": y, "v": v} for k, (x, y, v) in enumerate(rows)
    ]
