"""Objects as lines of YOLO: shares of the image's size, and what of their shapes a sort of lines cannot hold."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from labelqa.formats.format import Size
from labelqa.formats.yolo.corners import turned_corners
from labelqa.formats.yolo.description import Task
from labelqa.formats.yolo.lines import SLACK
from labelqa.model import Object
from labelqa.shapes import Keypoint, Keypoints, Mask, Polygon, Shape, Turned

Losses = Counter[str]
Names = Mapping[str, Sequence[str]]
"""Names of the keypoints of each class, in the order in which they are written."""

BEYOND = "object that reaches too far beyond its image"
_AS_BOX: dict[type[Shape], str] = {
    Turned: "turned box, written as its hull",
    Polygon: "polygon, written as its hull",
    Mask: "mask, written as its hull",
    Keypoints: "keypoints, written as their box",
}


def line(number: int, drawn: Object, size: Size, task: Task, names: Names, losses: Losses) -> str | None:
    """One line without its end; None when the object lies where no share can say it."""
    found = _SORTS[task](drawn, size, names, losses)
    shares = [v for k, v in enumerate(found) if task != "pose" or k < 4 or k % 3 != 0]
    if not all(-SLACK <= v <= 1 + SLACK for v in shares):
        losses[BEYOND] += 1
        return None
    score = [] if drawn.score is None else [drawn.score]
    return " ".join([str(number), *(repr(v) for v in (*found, *score))])


def point_names(objects: Iterable[Object]) -> dict[str, list[str]]:
    """The names of the keypoints that each class has, in the order of their first mention."""
    found: dict[str, dict[str, None]] = {}
    for drawn in objects:
        if isinstance(drawn.shape, Keypoints):
            found.setdefault(drawn.class_name, {}).update(dict.fromkeys(_named(drawn.shape.points)))
    return {class_name: list(names) for class_name, names in found.items()}


def _named(points: Sequence[Keypoint]) -> dict[str, Keypoint]:
    """Points by their names; those without one, or with one that is taken, are named by their numbers."""
    found: dict[str, Keypoint] = {}
    for k, point in enumerate(points):
        found[point.name if point.name and point.name not in found else f"{point.name}{k}"] = point
    return found


def _boxed(drawn: Object, size: Size, names: Names, losses: Losses) -> list[float]:
    if drawn.shape is not None:
        losses[_AS_BOX[type(drawn.shape)]] += 1
    return _shares(drawn, size)


def _shares(drawn: Object, size: Size) -> list[float]:
    width, height = size
    x, y = drawn.x + drawn.width / 2, drawn.y + drawn.height / 2
    return [x / width, y / height, drawn.width / width, drawn.height / height]


def _cornered(drawn: Object, size: Size, names: Names, losses: Losses) -> list[float]:
    if isinstance(drawn.shape, Turned):
        return _flat(turned_corners(drawn.shape), size)
    if drawn.shape is not None:
        losses[_AS_BOX[type(drawn.shape)]] += 1
    return _flat(_corners(drawn), size)


def _outlined(drawn: Object, size: Size, names: Names, losses: Losses) -> list[float]:
    match drawn.shape:
        case Polygon(rings):
            losses["polygon of several rings, joined to one"] += len(rings) > 1
            return _flat(_joined(rings), size)
        case Turned():
            losses["turned box, written as a polygon"] += 1
            return _flat(turned_corners(drawn.shape), size)
        case None:
            losses["box, written as a polygon"] += 1
        case _:
            losses[_AS_BOX[type(drawn.shape)]] += 1
    return _flat(_corners(drawn), size)


def _joined(rings: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    """One closed line that encloses what the rings do: it walks from the first to each other one and back."""
    first, *others = ([*zip(ring[::2], ring[1::2], strict=True)] for ring in rings)
    if not others:
        return first
    return [*first, first[0], *(p for ring in others for p in (*ring, ring[0], first[0]))]


def _pointed(drawn: Object, size: Size, names: Names, losses: Losses) -> list[float]:
    count = max(map(len, names.values()), default=1)
    given: dict[str, Keypoint] = {}
    if isinstance(drawn.shape, Keypoints):
        losses["keypoints without a box, written with their hull"] += not drawn.shape.boxed
        given = _named(drawn.shape.points)
    elif drawn.shape is not None:
        losses[_AS_BOX[type(drawn.shape)]] += 1
    own = names.get(drawn.class_name, ())
    points = [given.get(own[k]) if k < len(own) else None for k in range(count)]
    flat = [_point(p, size) for p in points]
    return [*_shares(drawn, size), *(v for point in flat for v in point)]


def _point(point: Keypoint | None, size: Size) -> tuple[float, float, float]:
    if point is None or not point.seen:
        return 0.0, 0.0, 0
    return point.x / size[0], point.y / size[1], point.seen


def _corners(drawn: Object) -> list[tuple[float, float]]:
    x1, y1, x2, y2 = drawn.corners
    return [(x1, y1), (x2, y1), (x2, y2), (x1, y2)]


def _flat(points: Iterable[tuple[float, float]], size: Size) -> list[float]:
    return [v for x, y in points for v in (x / size[0], y / size[1])]


_SORTS: dict[Task, Callable[[Object, Size, Names, Losses], list[float]]] = {
    "detect": _boxed,
    "obb": _cornered,
    "segment": _outlined,
    "pose": _pointed,
}
