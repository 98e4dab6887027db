"""One shape of CVAT as an object, or why it is none that labelqa compares."""

from typing import Any

from labelqa.connectors.cvat.labels import Label, described
from labelqa.connectors.cvat.masks import mask
from labelqa.connectors.cvat.rest import Row, number, rows
from labelqa.errors import BadInput, Degenerate
from labelqa.formats import shapes, values
from labelqa.formats.cvat.drawing import UNREADABLE, rounded
from labelqa.formats.values import wrong
from labelqa.model import Object

TYPES = ("rectangle", "polygon", "ellipse", "points", "mask", "skeleton")
"""Types that it does."""
UNCOMPARED = ("polyline", "cuboid")
"""Types that labelqa does not compare."""

Size = tuple[int | None, int | None]


def drawn(row: Row, label: Label, size: Size, pointer: str, track: str | None = None) -> Object | str:
    """The object that a shape draws in an image of this width and height, or the reason to leave it out."""
    kind = row.get("type")
    if kind in UNCOMPARED:
        return str(kind)
    try:
        more = described(row, values.attributes(_named(row, label, pointer), f"{pointer}/attributes"))
        own = None if row.get("id") is None else str(row["id"])
        found = Object(label.name, 0.0, 0.0, 0.0, 0.0, object_id=own, attributes=more, track_id=track)
        if kind == "mask":
            return _masked(found, row, size, pointer)
        if kind == "ellipse":
            return _ellipse(found, row, pointer)
        return shapes.drawn(found, _shape(row, label, pointer))
    except Degenerate as error:
        return error.reason
    except BadInput:
        return UNREADABLE.format(kind if kind in TYPES else "shape")


def _named(row: Row, label: Label, pointer: str) -> dict[str, Any]:
    """The attributes that a class declares; those of a skeleton's points are called point/attribute."""
    found = label.named(rows(row.get("attributes"), f"{pointer}/attributes"), f"{pointer}/attributes")
    for i, element in enumerate(rows(row.get("elements"), f"{pointer}/elements")):
        place = f"{pointer}/elements/{i}/attributes"
        _, point = _point(element, label, f"{pointer}/elements/{i}")
        named = point.named(rows(element.get("attributes"), place), place)
        found |= {f"{point.name}/{name}": value for name, value in named.items()}
    return dict(sorted(found.items()))


def _masked(found: Object, row: Row, size: Size, pointer: str) -> Object:
    width, height = size
    made = mask(points(row, f"{pointer}/points"), width or 0, height or 0, f"{pointer}/points")
    return shapes.of_shape(found, made)


def _ellipse(found: Object, row: Row, pointer: str) -> Object:
    """An ellipse, which CVAT gives by its centre, its rightmost x and its topmost y before the turn."""
    numbers = points(row, f"{pointer}/points")
    if len(numbers) != 4:
        raise wrong(f"{pointer}/points", f"has {len(numbers)} numbers; an ellipse has four")
    x, y, right, top = numbers
    return rounded(found, x, y, right - x, y - top, values.number(row.get("rotation") or 0.0, f"{pointer}/rotation"))


def points(row: Row, pointer: str) -> list[float]:
    """The numbers that a shape is drawn by."""
    found = row.get("points")
    if type(found) is not list:
        raise wrong(pointer, f"{values.shown(found)} is not a list")
    return [values.number(v, f"{pointer}/{i}") for i, v in enumerate(found)]


def _shape(row: Row, label: Label, pointer: str) -> dict[str, Any]:
    """What a shape draws, in the words of the native form."""
    kind = row.get("type")
    if kind == "skeleton":
        return {"keypoints": _skeleton(row, label, pointer)}
    numbers = points(row, f"{pointer}/points")
    if len(numbers) % 2:
        raise wrong(f"{pointer}/points", f"has {len(numbers)} numbers, which is half a point")
    pairs = [list(pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)]
    match kind:
        case "rectangle" if len(pairs) == 2:
            x1, y1, x2, y2 = numbers
            return {"box": [x1, y1, x2 - x1, y2 - y1], "rotation": row.get("rotation")}
        case "polygon":
            return {"polygon": [pairs]}
        case "points":
            return {"keypoints": [{"x": x, "y": y} for x, y in pairs]}
    raise wrong(f"{pointer}/type", f"{values.shown(kind)} of {len(pairs)} points is no shape of CVAT")


def _skeleton(row: Row, label: Label, pointer: str) -> list[dict[str, Any]]:
    """The points of a skeleton in the order in which its class declares them; one that is outside is absent."""
    found = []
    for i, element in enumerate(rows(row.get("elements"), f"{pointer}/elements")):
        place = f"{pointer}/elements/{i}"
        order, point = _point(element, label, place)
        x, y = _pair(points(element, f"{place}/points"), f"{place}/points")
        seen = 0 if element.get("outside") else 1 if element.get("occluded") else 2
        found.append((order, {"name": point.name, "x": x, "y": y, "v": seen}))
    return [point for _, point in sorted(found, key=lambda pair: pair[0])]


def _point(element: Row, label: Label, pointer: str) -> tuple[int, Label]:
    """The place of a point in its skeleton, and the label that it has there."""
    found = label.points.get(number(element, "label_id", pointer))
    if found is None:
        raise wrong(f"{pointer}/label_id", "is no point of this skeleton")
    return found


def _pair(numbers: list[float], pointer: str) -> tuple[float, float]:
    if len(numbers) != 2:
        raise wrong(pointer, f"has {len(numbers)} numbers; a point of a skeleton has two")
    return numbers[0], numbers[1]
