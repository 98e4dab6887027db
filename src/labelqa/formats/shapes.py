"""The shape of one object as JSON holds it, checked: turned boxes, polygons, masks, keypoints.

The keys are those of the native form and of the HTTP API: `box` with `rotation`, `polygon`, `rle`, `keypoints`.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from labelqa.errors import BadInput, Degenerate, Problem
from labelqa.formats import values
from labelqa.formats.values import under, wrong
from labelqa.geometry import fitted
from labelqa.kernel.shapes import compressed
from labelqa.model import Object
from labelqa.shapes import Keypoint, Keypoints, Mask, Polygon, Ring, Shape, Turned

KEYS = ("box", "polygon", "rle")
"""What an object's area is drawn as: one of these."""
KNOWN = frozenset((*KEYS, "rotation", "keypoints"))
"""Every key that says something of an object's shape."""
POINTS = 10_000
"""Most corners of one polygon."""
RUNS = 1_000_000
"""Most runs of one mask."""
KEYPOINTS = 1_000
"""Most keypoints of one object."""
_SORTS: dict[type[Shape], str] = {Turned: "rotated box", Polygon: "polygon", Mask: "mask", Keypoints: "keypoints"}


def drawn(found: Object, row: Mapping[str, Any]) -> Object:
    """The object with the shape that `row` gives it.

    Degenerate when it has no area, BadInput when it is written wrongly.

    >>> drawn(Object("ship", 0, 0, 0, 0), {"box": [0, 0, 4, 2], "rotation": 90}).height
    4.0
    """
    area = [key for key in KEYS if row.get(key) is not None]
    if len(area) > 1:
        raise wrong("", f"has both {area[0]} and {area[1]}; one object has one shape")
    points = None if row.get("keypoints") == [] else row.get("keypoints")
    if not area and points is None:
        raise wrong("/box", "is missing; write [x, y, width, height]")
    if row.get("rotation") is not None and area != ["box"]:
        raise wrong("/rotation", "is for boxes only")
    if points is not None:
        return _pointed(found, row, area)
    if area == ["box"]:
        return _boxed(found, row)
    return of_shape(found, polygon(row["polygon"], "/polygon") if area == ["polygon"] else mask(row["rle"], "/rle"))


def of_shape(found: Object, shape: Shape) -> Object:
    """The object with this shape and its hull; Degenerate when that has no area."""
    sort = _SORTS[type(shape)]
    try:
        made = fitted(found, shape)
    except ValueError as error:
        raise Degenerate.of(sort, Problem("", f"the {sort}: {error}")) from None
    if made.degenerate:
        raise Degenerate.of(sort, Problem("", f"the hull of the {sort} has no area; give a box with keypoints"))
    return made


def _boxed(found: Object, row: Mapping[str, Any]) -> Object:
    x, y, width, height = values.box(row["box"], "/box")
    found = replace(found, x=x, y=y, width=width, height=height)
    degrees = 0.0 if row.get("rotation") is None else values.number(row["rotation"], "/rotation", -360, 360)
    if found.degenerate:
        text = f"a box of {width:.10g} x {height:.10g} px has no area; width and height must be above 0"
        raise Degenerate.of("box", Problem("/box", text))
    return found if degrees % 360 == 0 else of_shape(found, Turned(x, y, width, height, degrees))


def _pointed(found: Object, row: Mapping[str, Any], area: list[str]) -> Object:
    if area and area != ["box"]:
        raise wrong("", f"has both keypoints and {area[0]}; keypoints may come with a box alone")
    if row.get("rotation") is not None and values.number(row["rotation"], "/rotation", -360, 360) % 360:
        raise wrong("/rotation", "the box of keypoints stands upright")
    points = keypoints(row["keypoints"], "/keypoints")
    if area and not any(p.seen for p in points):  # no point to compare by: the box is what was drawn
        return _boxed(found, {"box": row["box"]})
    if area:
        x, y, width, height = values.box(row["box"], "/box")
        return of_shape(replace(found, x=x, y=y, width=width, height=height), Keypoints(points, True))
    there = [p for p in points if p.seen]
    if not there:
        raise Degenerate.of("keypoints", Problem("/keypoints", "none of the points is there, and no box around them"))
    x, y = min(p.x for p in there), min(p.y for p in there)
    width, height = max(p.x for p in there) - x, max(p.y for p in there) - y
    return of_shape(replace(found, x=x, y=y, width=width, height=height), Keypoints(points, False))


def polygon(value: object, pointer: str) -> Polygon:
    """Rings of corners: `[[[x, y], [x, y], [x, y]], ...]`."""
    if type(value) is not list or not value:
        raise wrong(pointer, f"{values.shown(value)} is no list of rings; write [[[x, y], [x, y], [x, y]]]")
    rings = tuple([_ring(ring, f"{pointer}/{i}") for i, ring in enumerate(value)])
    if sum(map(len, rings)) > 2 * POINTS:
        raise wrong(pointer, f"has more than {POINTS:,} corners")
    return Polygon(rings)


def _ring(value: object, pointer: str) -> Ring:
    if type(value) is not list or len(value) > POINTS:
        raise wrong(pointer, f"{values.shown(value)} is no ring of corners; write [[x, y], [x, y], [x, y]]")
    found: list[float] = []
    for i, point in enumerate(value):
        if type(point) is not list or len(point) != 2:
            raise wrong(f"{pointer}/{i}", f"{values.shown(point)} is no corner; write [x, y]")
        found += [values.number(v, f"{pointer}/{i}/{k}") for k, v in enumerate(point)]
    return tuple(found)


def mask(value: object, pointer: str) -> Mask:
    """Run lengths as COCO has them: `{"size": [height, width], "counts": [...]}`, counts as a list or compressed."""
    if type(value) is not dict or value.keys() != {"size", "counts"}:
        raise wrong(pointer, f'{values.shown(value)} is no mask; write {{"size": [height, width], "counts": [...]}}')
    size, counts = value["size"], value["counts"]
    if type(size) is not list or len(size) != 2:
        raise wrong(f"{pointer}/size", f"{values.shown(size)} is no size; write [height, width]")
    height, width = (values.whole(v, f"{pointer}/size/{k}") for k, v in enumerate(size))
    runs = _runs(counts, f"{pointer}/counts")
    if sum(runs) != height * width:
        text = f"the runs add up to {sum(runs)}, not to {height} x {width} = {height * width} pixels"
        raise wrong(f"{pointer}/counts", text)
    return Mask(height, width, tuple(runs))


def _runs(counts: object, pointer: str) -> list[int]:
    if type(counts) is str:
        if len(counts) > RUNS:
            raise wrong(pointer, f"the text has {len(counts):,} characters; {RUNS:,} is the most")
        try:
            runs = compressed(counts)
        except ValueError as error:
            raise wrong(pointer, f"the text is no compressed mask: {error}") from None
    elif type(counts) is list and len(counts) <= RUNS:
        runs = [values.whole(v, f"{pointer}/{k}", 0, values.SIZE**2) for k, v in enumerate(counts)]
    else:
        raise wrong(pointer, f"{values.shown(counts)} is neither a list of up to {RUNS:,} run lengths nor a text")
    if any(run < 0 for run in runs):
        raise wrong(pointer, "a run is shorter than 0 pixels")
    return runs


def keypoints(value: object, pointer: str) -> tuple[Keypoint, ...]:
    """Points `[{"name": ..., "x": ..., "y": ..., "v": 0|1|2}, ...]`; without `v` visible, without `name` unnamed."""
    if type(value) is not list or not 1 <= len(value) <= KEYPOINTS:
        raise wrong(pointer, f"{values.shown(value)} is no list of 1 to {KEYPOINTS} keypoints")
    found = []
    for i, row in enumerate(value):
        try:
            found.append(_keypoint(row))
        except BadInput as error:
            raise under(f"{pointer}/{i}", error) from None
    return tuple(found)


def _keypoint(row: object) -> Keypoint:
    if type(row) is not dict or not {"x", "y"}.issubset(row) or not {"name", "x", "y", "v"}.issuperset(row):
        raise wrong("", f'{values.shown(row)} is no keypoint; write {{"name": "nose", "x": 70, "y": 66, "v": 2}}')
    name = row.get("name")
    seen = 2 if row.get("v") is None else values.whole(row["v"], "/v", 0, 2)
    x, y = (values.number(row[k], f"/{k}") for k in ("x", "y"))
    return Keypoint("" if name in (None, "") else values.text(name, "/name"), x, y, seen)
