"""Writes what an object draws as COCO holds it: segmentation, keypoints, and a turned box under a key of our own."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, assert_never

from labelqa.formats.coco.shapes import OUTLINE, TURNED, UNBOXED, is_box, rotation
from labelqa.geometry import measured, ring_area
from labelqa.model import Annotation, Object
from labelqa.shapes import Keypoints, Mask, Polygon, Turned

HOLE = "hole of a polygon, which other readers add up"
"""What a list of rings cannot say to others: we read a ring inside another as a hole."""
ROUNDING = 1e-9
"""How far the areas of rings may differ from that of their polygon by rounding alone, as a share."""


def keypoint_names(answers: Iterable[Annotation]) -> dict[str, list[str]]:
    """{class: names of its keypoints}: as its objects name them; several ways are put one behind the other."""
    found: dict[str, list[str]] = {}
    for drawn in (o for a in answers for o in a.objects or () if isinstance(o.shape, Keypoints)):
        names = [p.name for p in drawn.shape.points]  # type: ignore[union-attr]
        known = found.setdefault(drawn.class_name, names)
        if known != names:
            found[drawn.class_name] = known + [name for name in names if name not in known]
    return found


def keys(drawn: Object, names: dict[str, list[str]], losses: Counter[str]) -> dict[str, Any]:
    """The keys of an entry that say what was drawn, beside its `bbox`; what is lost to others is counted."""
    shape = drawn.shape
    match shape:
        case None if rotation(dict(drawn.attributes or {})) % 360:  # an attribute, which would be read as a turn
            return {TURNED: [drawn.x, drawn.y, drawn.width, drawn.height, 0.0]}
        case None:
            return {}
        case Turned():
            return {TURNED: [shape.x, shape.y, shape.width, shape.height, shape.degrees]} | _area(drawn)
        case Polygon():
            losses[HOLE] += _holed(drawn, shape)
            found = {"segmentation": [list(ring) for ring in shape.rings]} | _area(drawn)
            return found | {OUTLINE: True} if _like_a_box(drawn, shape) else found
        case Mask():
            rle = {"size": [shape.height, shape.width], "counts": list(shape.counts)}
            return {"segmentation": rle} | _area(drawn)
        case Keypoints():
            return _keypoints(shape, names[drawn.class_name], losses)
        case _:
            assert_never(shape)


def _area(drawn: Object) -> dict[str, float]:
    return {"area": _measure(drawn)}


def _measure(drawn: Object) -> float:
    return measured(drawn.shape, drawn.x, drawn.y, drawn.width, drawn.height).area


def _holed(drawn: Object, shape: Polygon) -> bool:
    rings = sum(map(ring_area, shape.rings))
    return len(shape.rings) > 1 and _measure(drawn) < rings * (1 - ROUNDING)


def _like_a_box(drawn: Object, shape: Polygon) -> bool:
    rings = [[list(point) for point in zip(ring[::2], ring[1::2], strict=True)] for ring in shape.rings]
    return is_box(rings, [drawn.x, drawn.y, drawn.width, drawn.height])


def _keypoints(shape: Keypoints, names: list[str], losses: Counter[str]) -> dict[str, Any]:
    """Points in the order of their class; a box that nobody drew is said to be none."""
    own = [p.name for p in shape.points]
    by_name = {p.name: p for p in shape.points}
    points = list(shape.points) if own == names[: len(own)] else [by_name.get(name) for name in names]
    losses["keypoint of a name given twice"] += len(own) - len(by_name) if own != names[: len(own)] else 0
    flat = [v for p in points for v in ((0.0, 0.0, 0) if p is None else (p.x, p.y, p.seen))]
    found: dict[str, Any] = {"keypoints": flat, "num_keypoints": sum(1 for v in flat[2::3] if v)}
    return found if shape.boxed else found | {UNBOXED: True}
