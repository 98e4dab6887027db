"""Objects as they were drawn, in the words of the kernel: hull, area, and what it takes to compare them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from labelqa.kernel import Columns
from labelqa.kernel import shapes as kernel
from labelqa.kernel.trigonometry import sine_cosine
from labelqa.model import Boxes, Object
from labelqa.shapes import Keypoints, Mask, Polygon, Ring, Shape, Turned

VERTICES = 64
"""Corners of the polygon that stands for an ellipse; its area is 0.2 % smaller."""
Measurable = kernel.Shape
"""A shape the kernel has measured: its hull, its area, and what it takes to compare it."""


def measurable(boxes: Boxes) -> list[Measurable]:
    """Every object of an annotation, upright boxes included."""
    shapes: Sequence[Shape | None] = boxes.shapes or [None] * len(boxes)
    rows = zip(shapes, boxes.x, boxes.y, boxes.width, boxes.height, strict=True)
    return [measured(shape, x, y, width, height) for shape, x, y, width, height in rows]


def upright(columns: Columns) -> list[Measurable]:
    """Upright boxes given by their corners."""
    return [kernel.cornered(*corners) for corners in zip(*columns, strict=True)]


def measured(shape: Shape | None, x: float, y: float, width: float, height: float) -> Measurable:
    """One object with its hull `[x, y, width, height]`; ValueError when it has no area.

    >>> measured(Turned(0.0, 0.0, 4.0, 2.0, 90.0), 1.0, -1.0, 2.0, 4.0).area
    8.0
    """
    match shape:
        case None:
            return kernel.upright(x, y, width, height)
        case Turned():
            return kernel.turned(shape.x, shape.y, shape.width, shape.height, shape.degrees)
        case Polygon():
            return kernel.polygon(shape.rings)
        case Mask():
            return kernel.mask(shape.height, shape.width, shape.counts)
        case Keypoints():
            points = [(p.name, p.x, p.y, p.seen) for p in shape.points]
            return kernel.keypoints(points, width * height, (x, y, x + width, y + height))
        case _:
            assert_never(shape)


def fitted(drawn: Object, shape: Shape) -> Object:
    """An object with its shape, and the hull of that as its box; ValueError, in words, when it has no area.

    >>> turned = fitted(Object("ship", 0.0, 0.0, 4.0, 2.0), Turned(0.0, 0.0, 4.0, 2.0, 90.0))
    >>> turned.x, turned.y, turned.width, turned.height
    (1.0, -1.0, 2.0, 4.0)
    """
    x1, y1, x2, y2 = measured(shape, drawn.x, drawn.y, drawn.width, drawn.height).bounds
    return replace(drawn, x=x1, y=y1, width=x2 - x1, height=y2 - y1, shape=shape)


def columns(objects: Sequence[Object], numbers: Mapping[str, int]) -> Boxes:
    """Objects, already in canonical order, as columns; class names replaced by numbers."""
    x, y, width, height = ([getattr(o, name) for o in objects] for name in ("x", "y", "width", "height"))
    shapes = [o.shape for o in objects] if any(o.shape is not None for o in objects) else None
    tracks = [o.track_id for o in objects] if any(o.track_id is not None for o in objects) else None
    return Boxes([numbers[o.class_name] for o in objects], x, y, width, height, shapes, tracks)


def ring_area(ring: Ring) -> float:
    """The area within one ring, whichever way round it goes; of one that crosses itself the parts cancel out.

    >>> ring_area((0.0, 0.0, 4.0, 0.0, 4.0, 2.0, 0.0, 2.0))
    8.0
    """
    xs, ys = ring[::2], ring[1::2]
    return abs(sum(xs[i - 1] * y - x * ys[i - 1] for i, (x, y) in enumerate(zip(xs, ys, strict=True)))) / 2


def ellipse(cx: float, cy: float, rx: float, ry: float, degrees: float = 0.0) -> Polygon:
    """The polygon with 64 corners on an ellipse: centre and radii in pixels, turned clockwise as seen.

    >>> ellipse(10.0, 20.0, 4.0, 2.0, 90.0).rings[0][:2], len(ellipse(10.0, 20.0, 4.0, 2.0).rings[0])
    ((10.0, 24.0), 128)
    """
    s, c = sine_cosine(degrees)
    ring: list[float] = []
    for k in range(VERTICES):
        v, u = sine_cosine(360.0 * k / VERTICES)
        u, v = u * rx, v * ry
        ring += (cx + (u * c - v * s), cy + (u * s + v * c))
    return Polygon((tuple(ring),))
