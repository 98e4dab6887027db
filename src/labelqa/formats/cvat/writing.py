"""Writes CVAT's XML: per annotator one file in a zip, as the export of a job that is assigned to that annotator.

So CVAT imports each, and every reader of such exports knows who drew. What CVAT has no word for stands in attributes
that it passes over.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO

from labelqa.archives import packing
from labelqa.formats.cvat import own, strokes
from labelqa.formats.latest import latest
from labelqa.formats.naming import file_name
from labelqa.model import Annotation, Image, Item, Kind
from labelqa.shapes import Keypoints
from labelqa.xmlio import Element, grown, written

REPLACED = "character that XML cannot hold"
_HEAD, _TAIL = b'<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n', b"</annotations>\n"


def write(items: Iterable[Item], out: BinaryIO) -> dict[str, int]:
    """Writes each annotator's answers; returns how often something could not be held.

    Times, reviews and older revisions are lost. Rings of a polygon beyond the first and boxes around keypoints are
    read back by labelqa and by nobody else.
    """
    losses = Counter[str]()
    images, answers = latest(items, losses)
    by: dict[tuple[str, Kind], list[Annotation]] = defaultdict(list)
    for answer in answers.values():
        by[answer.annotator_id, answer.kind].append(answer)
    taken = set[str]()
    with packing(out) as packed:
        for (annotator, kind), given in by.items():
            name = file_name(f"{annotator}.xml", taken)
            packed.add(name, _document(annotator, kind, given, images, losses))
    return {what: count for what, count in sorted(losses.items()) if count}


def _document(
    annotator: str, kind: Kind, answers: Sequence[Annotation], images: Mapping[str, Image], losses: Counter[str]
) -> bytes:
    rows = [_image(number, images[a.image_id], a, losses) for number, a in enumerate(answers)]
    version = Element("version")
    version.text = "1.1"
    pieces = [written(element, 1) for element in (version, _meta(annotator, kind, answers), *rows)]
    losses[REPLACED] += sum(replaced for _, replaced in pieces)
    return b"".join((_HEAD, *(data for data, _ in pieces), _TAIL))


def _meta(annotator: str, kind: Kind, answers: Sequence[Annotation]) -> Element:
    meta = Element("meta")
    job = grown(meta, "job")
    for key, text in {"size": str(len(answers)), "mode": "annotation", "overlap": "0"}.items():
        grown(job, key, text=text)
    assignee = grown(job, "assignee")
    grown(assignee, "username", text=annotator)
    grown(assignee, "email", text="")
    _labels(grown(job, "labels"), answers)
    grown(meta, own.OWN, {own.KIND: kind})
    return meta


def _labels(labels: Element, answers: Sequence[Annotation]) -> None:
    """The classes in the order of their first mention; those of skeletons with the names of their points."""
    classes: dict[str, dict[str, None]] = {}
    for answer in answers:
        for drawn in answer.objects or ():
            points = drawn.shape.points if isinstance(drawn.shape, Keypoints) else ()
            classes.setdefault(drawn.class_name, {}).update({p.name: None for p in points if p.name})
        for label in answer.labels or ():
            classes.setdefault(label, {})
    for name, joints in classes.items():
        _label(labels, name, "skeleton" if joints else "any")
        for point in joints:
            grown(_label(labels, point, "points"), "parent", text=name)


def _label(labels: Element, name: str, sort: str) -> Element:
    label = grown(labels, "label")
    for key, text in {"name": name, "type": sort, "attributes": ""}.items():
        grown(label, key, text=text)
    return label


def _image(number: int, image: Image, answer: Annotation, losses: Counter[str]) -> Element:
    asked = [name for name, given in (("objects", answer.objects), ("labels", answer.labels)) if given is not None]
    more: dict[str, str | int | None] = {
        "width": image.width,
        "height": image.height,
        own.ASKED: " ".join(asked),
        own.ORIGIN: answer.origin,
        own.VIDEO: image.video,
        own.FRAME: image.frame,
    }
    row = Element("image", {"id": str(number), "name": image.image_id})
    for key, value in more.items():
        if value is not None:
            row.set(key, str(value))
    source = {"ai_assisted": "semi-auto", "manual": "manual"}.get(answer.origin or "")
    for drawn in answer.objects or ():
        row.append(strokes.shape(drawn, image, source, losses))
    for label in answer.labels or ():
        grown(row, "tag", {"label": label} | ({} if source is None else {"source": source}))
    return row
