"""Shapes that are no upright box, as they were drawn: turned boxes, polygons, masks, keypoints.

Pixels with continuous coordinates, origin top-left, y down. A shape holds what was given and nothing derived from it;
`labelqa.kernel` measures.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, assert_never

Ring = tuple[float, ...]
"""x, y, x, y, ... of one closed line."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A box turned about its centre, `degrees` clockwise as seen; x, y, width, height are those before the turn."""

    x: float
    y: float
    width: float
    height: float
    degrees: float


@dataclass(frozen=True, slots=True)
class Polygon:
    """One object bounded by rings: parts add up, a ring inside another is a hole (even-odd)."""

    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class Mask:
    """Pixels of one object in a frame of height x width: run lengths column by column, the first of background."""

    height: int
    width: int
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Keypoint:
    """A named point; `seen` is 0 absent, 1 hidden, 2 visible."""

    name: str
    x: float
    y: float
    seen: int


@dataclass(frozen=True, slots=True)
class Keypoints:
    """Points of one object. `boxed`: a box was drawn around them; else the hull of the points stands for it."""

    points: tuple[Keypoint, ...]
    boxed: bool = True


Shape = Turned | Polygon | Mask | Keypoints
"""What may be drawn beside upright boxes."""


def written(shape: Shape) -> dict[str, Any]:
    """A shape as the native form writes it, beside the class of its object; `boxed` keypoints take a box with them.

    >>> written(Turned(0.0, 0.0, 4.0, 2.0, 90.0))
    {'box': [0.0, 0.0, 4.0, 2.0], 'rotation': 90.0}
    """
    match shape:
        case Turned():
            return {"box": [shape.x, shape.y, shape.width, shape.height], "rotation": shape.degrees}
        case Polygon():
            return {"polygon": [[list(point) for point in zip(r[::2], r[1::2], strict=True)] for r in shape.rings]}
        case Mask():
            return {"rle": {"size": [shape.height, shape.width], "counts": list(shape.counts)}}
        case Keypoints():
            return {"keypoints": [{"name": p.name, "x": p.x, "y": p.y, "v": p.seen} for p in shape.points]}
        case _:
            assert_never(shape)


def read(row: Mapping[str, Any]) -> Shape:
    """What `written` wrote, which is trusted; keypoints with a `box` beside them are `boxed`."""
    if "rotation" in row:
        x, y, width, height = row["box"]
        return Turned(x, y, width, height, row["rotation"])
    if "polygon" in row:
        return Polygon(tuple(tuple(float(v) for point in ring for v in point) for ring in row["polygon"]))
    if "rle" in row:
        height, width = row["rle"]["size"]
        return Mask(height, width, tuple(row["rle"]["counts"]))
    points = tuple(Keypoint(p["name"], float(p["x"]), float(p["y"]), p["v"]) for p in row["keypoints"])
    return Keypoints(points, "box" in row)
