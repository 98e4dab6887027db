"""One line of a YOLO file: the number of a class, and shares of the image's width and height."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from labelqa.errors import quoted
from labelqa.formats import shapes, values
from labelqa.formats.format import Size
from labelqa.formats.values import wrong
from labelqa.formats.yolo import corners
from labelqa.formats.yolo.description import Description, Task, class_number
from labelqa.model import Object
from labelqa.shapes import Polygon

Sort = Literal["box", "corners", "polygon", "points"]
SLACK = 0.01
"""By how much a share may lie below 0 or above 1: a line drawn on the border, and the rounding of tools."""
UNSURE = (
    "has 9 columns: a turned box by its four corners, or a polygon of four. Say which with --format yolo-obb or "
    "--format yolo-seg, or with the line `task: obb` or `task: segment` in data.yaml"
)
_DOTA = ("imagesource:", "gsd:")


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says, in shares of the image: `score` is a model's confidence."""

    number: int
    sort: Sort
    shares: tuple[float, ...]
    score: float | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the lines of a file are: their sort as far as it is known, and of keypoints (number, values of each).

    `polygons`: nine columns are a polygon, since other lines of the same data set can be nothing else.
    """

    task: Task | None
    points: tuple[int, int] | None = None
    polygons: bool = False


def parse(text: str, terms: Terms) -> Line:
    """A line that is not blank; BadInput for anything that is none of YOLO.

    >>> parse("2 .5 .5 .25 1", Terms(None))
    Line(number=2, sort='box', shares=(0.5, 0.5, 0.25, 1.0), score=None)
    """
    words = text.split()
    _refuse_dota(words)
    number = class_number(words[0])
    if number is None:
        raise wrong("", f"begins with {quoted(words[0])}, which is not the number of a class (0, 1, 2, ...)")
    sort, scored = sort_of(len(words), terms)
    found = [_number(word, i) for i, word in enumerate(words[1:], 2)]
    score = values.score(found.pop(), f"column {len(words)}, the confidence") if scored else None
    line = Line(number, sort, tuple(found), score)
    _check_units(line, terms)
    return line


def sort_of(columns: int, terms: Terms) -> tuple[Sort, bool]:
    """What a line of so many columns draws, and whether the last one is a confidence."""
    known = _SORTS[terms.task](columns, terms)
    if known is None:
        raise wrong("", f"has {columns} columns; {_asked(terms)}")
    return known


def _box(columns: int) -> tuple[Sort, bool] | None:
    return ("box", columns == 6) if columns in (5, 6) else None


def _detect(columns: int, terms: Terms) -> tuple[Sort, bool] | None:
    return _box(columns)


def _obb(columns: int, terms: Terms) -> tuple[Sort, bool] | None:
    return ("corners", columns == 10) if columns in (9, 10) else None


def _segment(columns: int, terms: Terms) -> tuple[Sort, bool] | None:
    return ("polygon", columns % 2 == 0) if columns >= 7 else _box(columns)


def _pose(columns: int, terms: Terms) -> tuple[Sort, bool] | None:
    if terms.points is None:
        raise wrong("", "holds keypoints; data.yaml has to say how many: `kpt_shape: [17, 3]`")
    whole = 5 + terms.points[0] * terms.points[1]
    return ("points", columns > whole) if columns in (whole, whole + 1) else _box(columns)


def _any(columns: int, terms: Terms) -> tuple[Sort, bool] | None:
    if columns == 9 and not terms.polygons:
        raise wrong("", UNSURE)
    return ("polygon", False) if columns >= 7 and columns % 2 else _box(columns)


_SORTS = {"detect": _detect, "obb": _obb, "segment": _segment, "pose": _pose, None: _any}


def _asked(terms: Terms) -> str:
    match terms.task, terms.points:
        case "detect", _:
            return "a box has 5: class, centre, width and height"
        case "obb", _:
            return "a turned box has 9: class and four corners"
        case "segment", _:
            return "a polygon has 7 or more: class and corners"
        case "pose", (count, each):
            return f"class, box and {count} keypoints of {each} values have {5 + count * each}"
        case _:
            return (
                "a box has 5, a polygon an odd number of 7 or more. For keypoints data.yaml needs `kpt_shape`; with a "
                "confidence at the end polygons need --format yolo-seg, turned boxes --format yolo-obb"
            )


def _refuse_dota(words: Sequence[str]) -> None:
    headed = words[0].lower().startswith(_DOTA)
    if headed or (len(words) in (9, 10) and all(map(_is_number, words[:8])) and _is_word(words[8])):
        text = "is DOTA's labelTxt (corners in pixels, then the class in words), not YOLO; "
        raise wrong("", f"{text}export it as YOLO-OBB or COCO")


def _is_word(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return True
    return False


def _is_number(word: str) -> bool:
    try:
        return math.isfinite(float(word))
    except ValueError:
        return False


def _number(word: str, column: int) -> float:
    if not _is_number(word) or "_" in word:
        raise wrong("", f"column {column}: {quoted(word)} is not a finite number")
    return float(word)


def _check_units(line: Line, terms: Terms) -> None:
    shares = line.shares
    if line.sort == "box":
        shares = *shares[:2], *map(abs, shares[2:])  # a negative size is degenerate, not of another unit
    elif line.sort == "points" and terms.points is not None:
        shares = *shares[:2], *map(abs, shares[2:4]), *(v for p in _points(line, terms.points) for v in p[:2] if p[2])
    low, high = min(shares), max(shares)
    if low >= -SLACK and high <= 1 + SLACK:
        return
    bad = high if high > 1 + SLACK else low
    text = f"{bad:.10g} is no share of the image's size, 0 to 1, as YOLO has them; the file may hold "
    raise wrong("", text + _other_unit(line.sort, low, high))


def _other_unit(sort: Sort, low: float, high: float) -> str:
    if sort == "corners":
        return "pixels, as DOTA has them"
    if low >= 0 and high <= 100:
        return "percent, as Label Studio has them, or pixels"
    return "pixels, as COCO and Pascal VOC have them"


def _points(line: Line, shape: tuple[int, int]) -> list[tuple[float, float, int]]:
    """x, y and whether each point is seen (0, 1, 2); without a word on that, one at 0, 0 or below is absent."""
    each, flat = shape[1], line.shares[4:]
    rows = [flat[i : i + each] for i in range(0, len(flat), each)]
    if each == 2:
        return [(x, y, 0 if min(x, y) < 0 or x == y == 0 else 2) for x, y in rows]
    for _, _, seen in rows:
        if seen not in (0, 1, 2):
            raise wrong("", f"{seen:.10g} does not say whether a keypoint is seen: 0 absent, 1 hidden, 2 visible")
    return [(x, y, int(seen)) for x, y, seen in rows]


def drawn(line: Line, class_name: str, size: Size, about: Description, terms: Terms) -> tuple[Object, float | None]:
    """The object in pixels, and of a fitted turned box how far a corner lies off it; Degenerate without area."""
    width, height = size
    found = Object(class_name, 0, 0, 0, 0, score=line.score)
    match line.sort:
        case "box":
            return shapes.drawn(found, {"box": _pixels(line.shares, size)}), None
        case "points":
            return shapes.drawn(found, _pose_row(line, size, about, terms)), None
    pixels = [v * (height if i % 2 else width) for i, v in enumerate(line.shares)]
    if line.sort == "corners":
        return _cornered(found, list(zip(pixels[::2], pixels[1::2], strict=True)))
    if len(pixels) > 2 * shapes.POINTS:
        raise wrong("", f"has more than {shapes.POINTS:,} corners")
    return shapes.of_shape(found, Polygon((tuple(pixels),))), None


def _pixels(shares: Sequence[float], size: Size) -> list[float]:
    width, height = size
    x, y, w, h = shares[:4]
    return [(x - w / 2) * width, (y - h / 2) * height, w * width, h * height]


def _pose_row(line: Line, size: Size, about: Description, terms: Terms) -> dict[str, Any]:
    assert terms.points is not None
    names = about.point_names.get(line.number, ())
    points = [
        {"name": names[k] if k < len(names) else str(k), "x": x * size[0], "y": y * size[1], "v": seen}
        for k, (x, y, seen) in enumerate(_points(line, terms.points))
        if seen or k < len(names) or not names  # a class with fewer points than another is filled up with absent ones
    ]
    return {"box": _pixels(line.shares, size), "keypoints": points}


def _cornered(found: Object, given: list[corners.Point]) -> tuple[Object, float | None]:
    if corners.is_upright(given):
        x, y = min(p[0] for p in given), min(p[1] for p in given)
        box = [x, y, max(p[0] for p in given) - x, max(p[1] for p in given) - y]
        return shapes.drawn(found, {"box": box}), 0.0
    turned, error = corners.fitted(given)
    if error > corners.WORST * max(turned.width, turned.height):
        return shapes.of_shape(found, Polygon((tuple(v for p in given for v in p),))), None
    return shapes.of_shape(found, turned), error
