"""V7 Darwin JSON 2.0: one file an image, with whoever drew each object where that was exported.

Times and verdicts stand in no such file.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import pi

from labelqa.archives import Tree
from labelqa.errors import BadInput
from labelqa.formats import answers as words
from labelqa.formats import bitmaps, detection, parts, shapes, values
from labelqa.formats.answers import Answer, Answers, Units, attributes, image_of
from labelqa.formats.format import ELLIPSE, FORMATS, Format, Hints
from labelqa.formats.parts import Row
from labelqa.formats.values import wrong
from labelqa.geometry import ellipse
from labelqa.model import Item, Object
from labelqa.shapes import Keypoint, Polygon

RADIANS = "the angle of an ellipse is taken as radians, clockwise: the format does not say"
REVIEWED = "names reviewers, but not what they decided: no verdict taken"
SEVERAL = "object of several annotators taken as by the first that is named"
RASTER = "raster_layer"
_UNREAD = {
    "line": words.LINE,
    "keypoint": words.POINT,
    "cuboid": words.CUBOID,
    "eye": "eye",
    "string": "group of objects",
    "table": "table",
    "link": "relation between objects",
    "frames": words.VIDEO,
}
_Layer = dict[int, list[tuple[int, int]]]
"""Runs of pixels, row by row, by the value they are painted with."""


def sniff(head: bytes) -> bool:
    """True when the file holds an item with slots, as version 2 does."""
    return b'"slots"' in head and {"version", "item"} <= parts.keys(head)


def read_tree(tree: Tree, hints: Hints) -> Iterator[Item]:
    """Yields per slot of a file its image, what was left out, and one annotation an annotator."""
    format, units = FORMATS["darwin"], Units()
    for entry, fits in detection.members(tree, format):
        place = tree.place(entry.name)
        if not fits:
            yield detection.foreign(format, place)
            continue
        try:
            with tree.stream(entry.name) as stream:
                document = parts.mapping(parts.whole(stream), "")
            slots = _slots(document, replace(hints, name=place, file=entry.name))
        except BadInput as error:
            raise parts.bad_file(error, place) from None
        for answers in slots:
            units.take(answers)
            yield from answers.items()
    units.check(hints.name)


def _slots(document: Row, hints: Hints) -> list[Answers]:
    slots = _images(parts.inner(document, "item", ""), hints)
    first = next(iter(slots))
    layers, rows = dict[str, tuple[Row, str]](), list[tuple[str, Row, str]]()
    for place, row in parts.rows(document, "annotations", ""):
        named = parts.listed(row, "slot_names", place)
        slot = named[0] if named and type(named[0]) is str and named[0] in slots else first
        if row.get(RASTER) is not None:  # the pixels of all masks, no object
            layers[slot] = parts.inner(row, RASTER, place), f"{place}/{RASTER}"
        else:
            rows.append((place, row, slot))
    masks = {slot: _Masks(slots[slot], *layer) for slot, layer in layers.items()}
    for place, row, slot in rows:
        _annotation(slots[slot], row, place, masks.get(slot))
    for answers in slots.values():
        if not answers.answers and hints.empty == "answer":
            answers.by_nobody("")
    return list(slots.values())


def _images(item: Row, hints: Hints) -> dict[str, Answers]:
    """An image for each slot of the item, by the slot's name."""
    folder = (parts.name(item, "path", "/item") or "").strip("/")
    path = "/".join(filter(None, (folder, parts.named(item, "name", "/item"))))
    own = parts.name(parts.inner(item, "source_info", "/item"), "item_id", "/item/source_info")
    slots = list(parts.rows(item, "slots", "/item"))
    found: dict[str, Answers] = {}
    for place, slot in slots:
        name = parts.name(slot, "slot_name", place) or ""
        end = f"/{name}" if len(slots) > 1 else ""
        image = image_of(path + end, own and own + end, parts.sides(slot, place), hints, "/item/name")
        found[name] = Answers(image, hints)
    if not found:
        raise wrong("/item/slots", "is empty: the item has no image")
    return found


def _annotation(answers: Answers, row: Row, pointer: str, masks: "_Masks | None") -> None:
    answer = _answer(answers, row, pointer)
    if parts.listed(row, "reviewers", pointer):
        answers.remark(REVIEWED, pointer)
    if row.get("tag") is not None:
        answer.label(parts.named(row, "name", pointer))
        return
    unread = next((reason for key, reason in _UNREAD.items() if row.get(key) is not None), None)
    if unread is not None:
        answers.skip(unread, pointer, answer)
        return
    _draw(answers, answer, _object(answer, row, pointer), row, pointer, masks)


def _answer(answers: Answers, row: Row, pointer: str) -> Answer:
    """Whose object it is: the first annotator's, else a model's that inferred it, else the user must know."""
    people = [
        found
        for place, person in parts.rows(row, "annotators", pointer)
        if (found := parts.name(person, "email", place) or parts.name(person, "full_name", place))
    ]
    inferred = parts.inner(row, "inference", pointer)
    if people:
        answer = answers.of(people[0], pointer)
        answer.origin = "ai_assisted" if inferred else answer.origin
        if len(people) > 1:
            answers.remark(SEVERAL, pointer)
        return answer
    if inferred:
        model = parts.inner(inferred, "model", f"{pointer}/inference")
        name = parts.name(model, "name", f"{pointer}/inference/model") or "unknown"
        return answers.of(values.text(f"model:{name}", pointer), pointer, "model")
    return answers.by_nobody(pointer)


def _object(answer: Answer, row: Row, pointer: str) -> Object:
    inferred = parts.inner(row, "inference", pointer)
    score = inferred.get("confidence") if answer.kind == "model" else None
    told = {key: row[key] for key in ("attributes", "text", "properties") if row.get(key)}
    return Object(
        parts.named(row, "name", pointer),
        *(0.0, 0.0, 0.0, 0.0),
        None if score is None else values.score(score, f"{pointer}/inference/confidence"),
        parts.name(row, "id", pointer),
        attributes(told, pointer),
    )


def _draw(answers: Answers, answer: Answer, found: Object, row: Row, pointer: str, masks: "_Masks | None") -> None:
    """A polygon comes before the box that goes with it."""
    if row.get("polygon") is not None:
        polygon = parts.inner(row, "polygon", pointer)
        paths = parts.listed(polygon, "paths", f"{pointer}/polygon") or [polygon.get("path")]
        rings = [parts.corners(path, f"{pointer}/polygon/paths/{i}") for i, path in enumerate(paths)]
        answers.shape(answer, found, Polygon(tuple(tuple(v for c in ring for v in c) for ring in rings)), pointer)
    elif row.get("mask") is not None:
        _mask(answers, answer, found, pointer, masks)
    elif row.get("ellipse") is not None:
        _ellipse(answers, answer, found, parts.inner(row, "ellipse", pointer), f"{pointer}/ellipse")
    elif row.get("skeleton") is not None:
        nodes = parts.rows(parts.inner(row, "skeleton", pointer), "nodes", f"{pointer}/skeleton")
        answers.points(answer, found, [_node(node, place) for place, node in nodes], pointer)
    elif row.get("bounding_box") is not None:
        box, place = parts.inner(row, "bounding_box", pointer), f"{pointer}/bounding_box"
        x, y, width, height = (parts.number(box, key, place) for key in ("x", "y", "w", "h"))
        answers.box(answer, found, (x, y, width, height), pointer)
    else:
        answers.skip(words.OTHER, pointer, answer)


def _node(node: Row, pointer: str) -> Keypoint:
    seen = 1 if node.get("occluded") is True else 2
    return Keypoint(
        parts.name(node, "name", pointer) or "",
        parts.number(node, "x", pointer),
        parts.number(node, "y", pointer),
        seen,
    )


def _ellipse(answers: Answers, answer: Answer, found: Object, drawn: Row, pointer: str) -> None:
    centre, radius = parts.inner(drawn, "center", pointer), parts.inner(drawn, "radius", pointer)
    x, y = (parts.number(centre, key, f"{pointer}/center") for key in ("x", "y"))
    rx, ry = (parts.number(radius, key, f"{pointer}/radius") for key in ("x", "y"))
    angle = 0.0 if drawn.get("angle") is None else values.number(drawn["angle"], f"{pointer}/angle", -1e3, 1e3)
    answers.shape(answer, found, ellipse(x, y, rx, ry, angle * 180 / pi), pointer)
    answers.remark(ELLIPSE, pointer)
    if angle and rx != ry:
        answers.remark(RADIANS, pointer)


def _mask(answers: Answers, answer: Answer, found: Object, pointer: str, masks: "_Masks | None") -> None:
    width, height = answers.image.width, answers.image.height
    if width is None or height is None:
        answers.skip(words.SIZELESS, pointer, answer)
        return
    runs = None if masks is None else masks.runs(found.object_id)
    try:
        if runs is None:
            raise ValueError("no layer holds its pixels")
        answers.shape(answer, found, bitmaps.of_rows(runs, width, height), pointer)
    except ValueError:
        answers.skip(words.MASK, pointer, answer)


class _Masks:
    """The raster layer of a slot: the pixels of all its masks, in one list of value and count, row by row."""

    def __init__(self, answers: Answers, layer: Row, pointer: str) -> None:
        self._values = parts.inner(layer, "mask_annotation_ids_mapping", pointer)
        self._layer: _Layer | None = None
        rle = parts.listed(layer, "dense_rle", pointer)
        if not all(type(v) is int and v >= 0 for v in rle) or len(rle) % 2 or len(rle) > 4 * shapes.RUNS:
            raise wrong(f"{pointer}/dense_rle", "is no list of values, each with its count of pixels")
        if sum(rle[1::2]) == (answers.image.width or 0) * (answers.image.height or 0):
            self._layer = _layer(rle)

    def runs(self, mask_id: str | None) -> list[tuple[int, int]] | None:
        """The pixels of a mask; None when the layer does not fit the image, or does not know it."""
        value = self._values.get(mask_id or "")
        return None if self._layer is None or type(value) is not int else self._layer.get(value, [])


def _layer(rle: list[int]) -> _Layer:
    found: _Layer = {}
    at = 0
    for value, count in zip(rle[::2], rle[1::2], strict=True):
        if count and value:
            found.setdefault(value, []).append((at, at + count))
        at += count
    return found


FORMATS.add(
    "darwin",
    Format(
        name="darwin",
        extensions=(".json",),
        sniff=sniff,
        read=None,
        write=None,
        doc="V7 Darwin JSON 2.0, one file an image, objects split by their annotators",
        read_tree=read_tree,
    ),
)
