"""Writes COCO: what every tool reads, and beside it who drew, when, and which answers are empty."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

import orjson

from labelqa.formats.coco import drawing
from labelqa.formats.coco.images import OWN_ID
from labelqa.formats.ids import without_address
from labelqa.formats.latest import sorted_out
from labelqa.formats.native.writing import written_time
from labelqa.model import Annotation, Image, Item, Object


def write(items: Iterable[Item], out: BinaryIO) -> dict[str, int]:
    """Writes images and annotations. Ids are numbers from 1 in the order of appearance, those of classes as given.

    An object carries its annotator as `annotator` and in `attributes`; `submissions` lists every answer with its kind
    and times. Returns how often something could not be held: image-level labels, reviews, older revisions of an
    answer, an image's address or batch, an attribute that is itself named annotator, holes of polygons.
    """
    losses = Counter[str]()
    images, latest, given = sorted_out(items, losses, _held)
    answers, classes = list(latest.values()), {name: number + 1 for name, number in given.items()}
    numbers = {image_id: number for number, image_id in enumerate(images, 1)}
    names = drawing.keypoint_names(answers)
    entries: list[dict[str, Any]] = []
    for answer in answers:
        for drawn in answer.objects or ():
            number = classes.setdefault(drawn.class_name, len(classes) + 1)
            entry = _entry(drawn, answer, len(entries) + 1, numbers[answer.image_id], number, losses)
            entries.append(entry | drawing.keys(drawn, names, losses))
    document = {
        "info": {"description": "written by labelqa"},
        "licenses": [],
        "images": [_image(image, numbers[image.image_id]) for image in images.values()],
        "categories": [_category(number, name, names) for name, number in classes.items()],
        "annotations": entries,
        "submissions": [_submission(answer, numbers[answer.image_id]) for answer in answers],
    }
    out.write(orjson.dumps(document))
    return {what: count for what, count in sorted(losses.items()) if count}


def _held(answer: Annotation, images: Mapping[str, Image], losses: Counter[str]) -> bool:
    losses["image-level label"] += len(answer.labels or ())
    losses["review"] += len(answer.reviews)
    alone = answer.objects is None and not answer.cancelled
    losses["answer of image-level labels alone"] += alone
    return not alone


def _image(image: Image, number: int) -> dict[str, Any]:
    row: dict[str, Any] = {"id": number, "file_name": image.image_id}
    if without_address(image.image_id) != image.image_id:
        row[OWN_ID] = image.image_id
    if image.width is not None and image.height is not None:
        row |= {"width": image.width, "height": image.height}
    if image.video is not None:
        row |= {"video_id": image.video, "frame_id": image.frame}
    return row


def _category(number: int, name: str, keypoints: Mapping[str, list[str]]) -> dict[str, Any]:
    row: dict[str, Any] = {"id": number, "name": name, "supercategory": ""}
    return row | {"keypoints": keypoints[name], "skeleton": []} if name in keypoints else row


def _entry(
    drawn: Object, answer: Annotation, number: int, image: int, category: int, losses: Counter[str]
) -> dict[str, Any]:
    more: Mapping[str, Any] = drawn.attributes or {}
    losses["attribute named annotator"] += "annotator" in more
    row: dict[str, Any] = {
        "id": number,
        "image_id": image,
        "category_id": category,
        "bbox": [drawn.x, drawn.y, drawn.width, drawn.height],
        "area": drawn.width * drawn.height,
        "iscrowd": 0,
        "segmentation": [],
        "annotator": answer.annotator_id,
        "attributes": {**more, "annotator": answer.annotator_id},
    }
    if drawn.track_id is not None:
        row["track_id"] = drawn.track_id
    if drawn.score is not None:
        row["score"] = drawn.score
    if drawn.object_id is not None:
        row["object_id"] = drawn.object_id
    if answer.submitted_at is not None:
        row["submitted_at"] = written_time(answer.submitted_at)
    return row


def _submission(answer: Annotation, image: int) -> dict[str, Any]:
    row: dict[str, Any] = {
        "image_id": image,
        "annotator": answer.annotator_id,
        "kind": answer.kind,
        "submitted_at": None if answer.submitted_at is None else written_time(answer.submitted_at),
        "seconds": answer.seconds,
        "n_objects": len(answer.objects or ()),
    }
    if answer.origin is not None:
        row["origin"] = answer.origin
    if answer.revision is not None:
        row["revision"] = answer.revision
    if answer.cancelled:
        row["cancelled"] = True
    return row
