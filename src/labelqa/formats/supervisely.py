"""Supervisely: one JSON file an image, `dataset/ann/NAME.json`, and `meta.json` with the classes of the project.

Each object names who drew it and when; what a neural network had a hand in is marked.
"""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from labelqa.archives import Tree, inflated
from labelqa.errors import BadInput
from labelqa.formats import answers as words
from labelqa.formats import bitmaps, detection, parts, values
from labelqa.formats.answers import Answer, Answers, Units, attributes, image_of
from labelqa.formats.format import FORMATS, Format, Hints
from labelqa.formats.parts import Row
from labelqa.formats.values import wrong
from labelqa.model import Item, Object
from labelqa.pictures import mask
from labelqa.shapes import Keypoint, Polygon

META = "meta.json"
BESIDE = frozenset((META, "key_id_map.json", "obj_class_to_machine_color.json"))
"""Files of a project that hold no labels."""
FOLDERS = frozenset(("img_info", "meta"))
"""Folders of a dataset with files that hold no labels."""
_UNREAD = {"line": words.LINE, "point": words.POINT, "cuboid": words.CUBOID, "cuboid_2d": words.CUBOID}
_Names = dict[str, dict[str, str]]
"""What a class calls its keypoints, by the ids that files have."""


def sniff(head: bytes) -> bool:
    """True when the file holds the objects of one image, with their classes."""
    found = parts.outline(head) if b'"objects"' in head else {}
    if "objects" not in found or not {"image_id", "frames", "framesCount", "volumeMeta"}.isdisjoint(found):
        return False
    return not found.get("size", set()).isdisjoint(("height", "width")) or b'"classTitle"' in head


def read_tree(tree: Tree, hints: Hints) -> Iterator[Item]:
    """Yields per image what it is, what was left out, and one annotation a login."""
    metas = [PurePosixPath(e.name) for e in tree.entries if PurePosixPath(e.name).name == META]
    known = {path.parent: _names(tree, path) for path in metas if path.parent.name != "meta"}
    format, units = FORMATS["supervisely"], Units()
    for entry, fits in detection.members(tree, format):
        path = PurePosixPath(entry.name)
        if path.name in BESIDE or FOLDERS.intersection(path.parts[:-1]):
            continue
        place = tree.place(entry.name)
        if not fits:
            yield detection.foreign(format, place)
            continue
        root = next((folder for folder in path.parents if folder in known), PurePosixPath())
        try:
            answers = _image(tree, path, root, replace(hints, name=place, file=entry.name), known.get(root, {}))
        except BadInput as error:
            raise parts.bad_file(error, place) from None
        units.take(answers)
        yield from answers.items()
    units.check(hints.name)


def _names(tree: Tree, path: PurePosixPath) -> _Names:
    """The names of keypoints in a project's classes."""
    found: _Names = {}
    with tree.stream(str(path)) as stream:
        try:
            for place, row in parts.rows(parts.mapping(parts.whole(stream), ""), "classes", ""):
                nodes = parts.inner(parts.inner(row, "geometry_config", place), "nodes", f"{place}/geometry_config")
                of_class = found.setdefault(parts.named(row, "title", place), {})
                for key in nodes:
                    node = parts.inner(nodes, key, f"{place}/geometry_config/nodes")
                    of_class[key] = parts.name(node, "label", f"{place}/geometry_config/nodes") or key
        except BadInput as error:
            raise parts.bad_file(error, tree.place(str(path))) from None
    return found


def _image(tree: Tree, path: PurePosixPath, root: PurePosixPath, hints: Hints, known: _Names) -> Answers:
    with tree.stream(str(path)) as stream:
        row = parts.mapping(parts.whole(stream), "")
    size = parts.inner(row, "size", "")
    answers = Answers(image_of(_path(row, path, root), None, parts.sides(size, "/size"), hints, "/name"), hints)
    for place, drawn in parts.rows(row, "objects", ""):
        answer = _answer(answers, drawn, place)
        _origin(answer, drawn)
        _draw(answers, answer, drawn, place, known)
    for place, tag in parts.rows(row, "tags", ""):
        _answer(answers, tag, place).label(_tag(tag, place))
    if not answers.answers and hints.empty == "answer":
        answers.by_nobody("")
    return answers


def _path(row: Row, path: PurePosixPath, root: PurePosixPath) -> str:
    """The image below its project: its dataset and its name, which is that of the file without `.json`."""
    below = path.relative_to(root) if root in path.parents else path
    folders = below.parts[:-1]
    folders = folders[:-1] if folders and folders[-1] == "ann" else folders
    name = parts.name(row, "name", "") or detection.unpacked(below.name).removesuffix(".json")
    return "/".join((*folders, name))


def _answer(answers: Answers, row: Row, pointer: str) -> Answer:
    login = parts.name(row, "labelerLogin", pointer)
    answer = answers.by_nobody(pointer) if login is None else answers.of(login, pointer)
    answer.at(*(parts.moment(row, key, pointer) for key in ("createdAt", "updatedAt")))
    return answer


def _origin(answer: Answer, row: Row) -> None:
    """A network had a hand in the answer when it did in one of its objects."""
    if row.get("nnCreated") is True or row.get("nnUpdated") is True:
        answer.origin = "ai_assisted"
    elif row.get("nnCreated") is False and answer.origin is None:
        answer.origin = "manual"


def _tag(tag: Row, pointer: str) -> str:
    """A tag as a class: its name, and its value where it has one."""
    name, value = parts.named(tag, "name", pointer), tag.get("value")
    if value is None or value == "":
        return name
    if type(value) is not str and type(value) is not int and type(value) is not float:
        raise wrong(f"{pointer}/value", f"{values.shown(value)} is neither a text nor a number")
    return values.text(f"{name}: {value}", f"{pointer}/value")


def _draw(answers: Answers, answer: Answer, row: Row, pointer: str, known: _Names) -> None:
    found, sort = _object(row, pointer), row.get("geometryType") or row.get("shape")
    if sort is None:  # older files
        sort = "bitmap" if row.get("bitmap") is not None else None
    if sort in ("rectangle", "oriented_bbox"):
        _rectangle(answers, answer, found, row, pointer)
    elif sort == "polygon":
        outline = _rings(parts.inner(row, "points", pointer), f"{pointer}/points")
        answers.shape(answer, found, Polygon(tuple(outline)), pointer)
    elif sort == "multipolygon":
        rings = [ring for place, part in parts.rows(row, "parts", pointer) for ring in _rings(part, place)]
        answers.shape(answer, found, Polygon(tuple(rings)), pointer)
    elif sort in ("bitmap", "alpha_mask"):
        _bitmap(answers, answer, found, parts.inner(row, "bitmap", pointer), f"{pointer}/bitmap")
    elif sort == "graph":
        answers.points(answer, found, _nodes(row, pointer, known.get(found.class_name, {})), pointer)
    else:
        answers.skip(_UNREAD.get(sort, words.OTHER) if type(sort) is str else words.OTHER, pointer, answer)


def _object(row: Row, pointer: str) -> Object:
    told: dict[str, Any] = {}
    for place, tag in parts.rows(row, "tags", pointer):
        told[parts.named(tag, "name", place)] = True if tag.get("value") is None else tag["value"]
    if row.get("nnCreated") is True:
        told["nnCreated"], told["nnUpdated"] = True, row.get("nnUpdated") is True
    return Object(
        parts.named(row, "classTitle", pointer),
        *(0.0, 0.0, 0.0, 0.0),
        object_id=parts.name(row, "id", pointer),
        attributes=attributes(told, f"{pointer}/tags"),
    )


def _rectangle(answers: Answers, answer: Answer, found: Object, row: Row, pointer: str) -> None:
    """Two corners, turned by `angle` degrees about their centre."""
    corners = parts.corners(parts.inner(row, "points", pointer).get("exterior"), f"{pointer}/points/exterior")
    if len(corners) != 2:
        raise wrong(f"{pointer}/points/exterior", f"a list of {len(corners)} corners is no rectangle; it holds two")
    (x1, y1), (x2, y2) = corners
    angle = 0.0 if row.get("angle") is None else values.number(row["angle"], f"{pointer}/angle", -3600, 3600)
    box = min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1)
    answers.box(answer, found, box, pointer, angle)


def _rings(row: Row, pointer: str) -> Iterator[tuple[float, ...]]:
    """The outline and the holes of one area."""
    yield _ring(row.get("exterior"), f"{pointer}/exterior")
    for i, hole in enumerate(parts.listed(row, "interior", pointer)):
        yield _ring(hole, f"{pointer}/interior/{i}")


def _ring(value: object, pointer: str) -> tuple[float, ...]:
    return tuple(v for corner in parts.corners(value, pointer) for v in corner)


def _bitmap(answers: Answers, answer: Answer, found: Object, row: Row, pointer: str) -> None:
    """A PNG, packed with zlib and written as base64, with its top left corner at `origin`."""
    width, height = answers.image.width, answers.image.height
    if width is None or height is None:
        answers.skip(words.SIZELESS, pointer, answer)
        return
    origin = parts.corners([row.get("origin")], f"{pointer}/origin")[0]
    most = min(width * height, bitmaps.PIXELS)
    try:
        packed = base64.b64decode(row["data"] if type(row.get("data")) is str else "", validate=True)
        pixels = mask(inflated(packed, 5 * most + (1 << 20)), most)
        shape = bitmaps.of_crop(pixels, round(origin[0]), round(origin[1]), width, height)
    except (BadInput, ValueError, binascii.Error):
        answers.skip(words.MASK, pointer, answer)
        return
    if pixels.shape[1] + origin[0] > width or pixels.shape[0] + origin[1] > height or min(origin) < 0:
        answers.remark("mask cut off at the border of its image", pointer)
    answers.shape(answer, found, shape, pointer)


def _nodes(row: Row, pointer: str, known: dict[str, str]) -> Iterator[Keypoint]:
    nodes = parts.inner(row, "nodes", pointer)
    for key in nodes:
        place = f"{pointer}/nodes/{values.escaped(key)}"
        node = parts.inner(nodes, key, f"{pointer}/nodes")
        x, y = parts.corners([node.get("loc")], f"{place}/loc")[0]
        seen = 1 if node.get("disabled") is True else 2
        yield Keypoint(known.get(key) or values.text(key, f"{pointer}/nodes, a key"), x, y, seen)


FORMATS.add(
    "supervisely",
    Format(
        name="supervisely",
        extensions=(".json",),
        sniff=sniff,
        read=None,
        write=None,
        doc="Supervisely JSON, one file an image and meta.json, objects split by who drew them",
        read_tree=read_tree,
    ),
)
