"""Writes Pascal VOC: one XML file per image and annotator, corners from 0 as floats."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import BinaryIO

from labelqa.archives import packing
from labelqa.formats import attribute_text
from labelqa.formats.extent import unsaid
from labelqa.formats.latest import latest
from labelqa.formats.naming import file_name, hides
from labelqa.formats.voc import own
from labelqa.model import Annotation, Image, Item, Object
from labelqa.shapes import Keypoints, Mask, Polygon, Ring, Turned
from labelqa.xmlio import Element, grown, written

REPLACED = "character that XML cannot hold"
_SORTS = {Turned: "rotation of a box, written as its hull", Mask: "mask, written as its hull"} | {
    Keypoints: "keypoints, written as the box around them"
}
_HEAD = b'<?xml version="1.0" encoding="utf-8"?>\n'


def write(items: Iterable[Item], out: BinaryIO) -> dict[str, int]:
    """Writes `Annotations/<image>.xml`, in a folder per annotator where there are several.

    Returns how often something could not be held: times, reviews, image-level labels, turns, masks, keypoints.
    """
    losses = Counter[str]()
    images, answers = latest(items, losses)
    by: dict[str, list[Annotation]] = defaultdict(list)
    for answer in answers.values():
        losses["image-level label"] += len(answer.labels or ())
        if answer.objects is None:
            losses["answer of image-level labels alone"] += 1
        else:
            by[answer.annotator_id].append(answer)
    folders = set[str]()
    with packing(out) as packed:
        for annotator, given in by.items():
            folder = PurePosixPath(file_name(annotator, folders) if len(by) > 1 else "", "Annotations")
            taken = set[str]()
            for answer in given:
                path = PurePosixPath(file_name(answer.image_id, taken)).with_suffix("")
                document, replaced = written(_document(images[answer.image_id], answer, losses))
                losses[REPLACED] += replaced
                name = f"{folder / path}.xml"
                packed.add(name, _HEAD + document)
                if hides(str(path), answer.image_id):
                    packed.renamed[name] = answer.image_id
    return {what: count for what, count in sorted(losses.items()) if count}


def _document(image: Image, answer: Annotation, losses: Counter[str]) -> Element:
    root = Element("annotation")
    grown(root, "folder", text="")
    grown(root, "filename", text=image.image_id)
    source = grown(root, "source")
    grown(source, "database", text="labelqa")
    grown(source, "annotator", text=answer.annotator_id)
    if image.width is not None and image.height is not None:
        size = grown(root, "size")
        for key, side in {"width": image.width, "height": image.height, "depth": 3}.items():
            grown(size, key, text=str(side))
    grown(root, "segmented", text="0")
    more = {own.IMAGE_ID: image.image_id, own.KIND: answer.kind, own.ORIGIN: answer.origin, own.VIDEO: image.video}
    more[own.FRAME] = None if image.frame is None else str(image.frame)
    grown(root, own.OWN, {key: value for key, value in more.items() if value is not None})
    for drawn in answer.objects or ():
        _object(root, drawn, losses)
    return root


def _object(root: Element, drawn: Object, losses: Counter[str]) -> None:
    element = grown(root, "object")
    grown(element, "name", text=drawn.class_name)
    _attributes(element, dict(drawn.attributes or {}))
    box = grown(element, "bndbox")
    x1, y1, x2, y2 = drawn.corners
    for key, value in {"xmin": x1, "ymin": y1, "xmax": x2, "ymax": y2}.items():
        grown(box, key, text=repr(value))
    if isinstance(drawn.shape, Polygon):
        for ring in drawn.shape.rings:
            _polygon(grown(element, "polygon"), ring)
    elif drawn.shape is not None:
        losses[_SORTS[type(drawn.shape)]] += 1
    more = {
        own.SCORE: None if drawn.score is None else repr(drawn.score),
        own.OBJECT_ID: drawn.object_id,
        own.TRACK: drawn.track_id,
        own.WIDTH: repr(drawn.width) if unsaid(drawn.x, drawn.width) else None,
        own.HEIGHT: repr(drawn.height) if unsaid(drawn.y, drawn.height) else None,
    }
    kept = {key: value for key, value in more.items() if value is not None}
    if kept:
        grown(element, own.OWN, kept)


def _polygon(element: Element, ring: Ring) -> None:
    for number, (x, y) in enumerate(zip(ring[::2], ring[1::2], strict=True), 1):
        grown(element, f"x{number}", text=repr(x))
        grown(element, f"y{number}", text=repr(y))


def _attributes(element: Element, given: dict[str, object]) -> None:
    """VOC's own flags and pose as its elements; all else as attributes by name, as CVAT and Datumaro write them."""
    rest = {}
    for key, value in given.items():
        if key in own.FLAGS and type(value) is bool:
            grown(element, key, text=str(int(value)))
        elif key == "pose" and type(value) is str and value:
            grown(element, key, text=value)
        else:
            rest[key] = value
    if rest:
        rows = grown(element, "attributes")
        for key, value in rest.items():
            text, mark = attribute_text.coded(value)
            row = grown(rows, "attribute")
            grown(row, "name", text=key)
            grown(row, "value", mark, text)
