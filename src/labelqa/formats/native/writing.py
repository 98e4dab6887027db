"""Writes the native form: one line an annotation, floats to their last digit, times in UTC."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

import orjson

from labelqa.model import Annotation, Image, Item, Object, Review
from labelqa.shapes import Keypoints, written

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def write(items: Iterable[Item], out: BinaryIO) -> dict[str, int]:
    """Writes each annotation with its image's size and place in its video, if the image came before it.

    Returns how often something could not be held: an image's address or batch, and images nobody answered.
    """
    images: dict[str, Image] = {}
    answered: set[str] = set()
    for item in items:
        if isinstance(item, Image):
            images[item.image_id] = item
        elif isinstance(item, Annotation):
            answered.add(item.image_id)
            out.write(orjson.dumps(line(item, images.get(item.image_id)), option=orjson.OPT_APPEND_NEWLINE))
    losses = Counter[str]()
    for image in images.values():
        losses["image without an annotation"] += image.image_id not in answered
        losses["address of an image"] += image.uri is not None
        losses["batch of an image"] += image.batch is not None
    return {what: count for what, count in sorted(losses.items()) if count}


def written_time(at: int) -> str:
    """A time in ms since 1970 as RFC 3339 in UTC, with ms where they are not 0.

    >>> written_time(1793610843000), written_time(1793610843250)
    ('2026-11-02T09:14:03Z', '2026-11-02T09:14:03.250Z')
    """
    moment = _EPOCH + timedelta(milliseconds=at)
    return moment.isoformat(timespec="milliseconds" if at % 1000 else "seconds").replace("+00:00", "Z")


def line(annotation: Annotation, image: Image | None) -> dict[str, Any]:
    """The value of one line."""
    row: dict[str, Any] = {"image_id": annotation.image_id}
    if image is not None:
        about = {k: getattr(image, k) for k in ("width", "height", "video", "frame")}
        row |= {k: v for k, v in about.items() if v is not None}
    at = annotation.submitted_at
    row |= {
        "annotator_id": annotation.annotator_id,
        "kind": annotation.kind,
        "submitted_at": None if at is None else written_time(at),
        "seconds": annotation.seconds,
    }
    if annotation.origin is not None:
        row["origin"] = annotation.origin
    if annotation.revision is not None:
        row["revision"] = annotation.revision
    if annotation.cancelled:
        row["cancelled"] = True
    if annotation.objects is not None:
        row["objects"] = [_object(o) for o in annotation.objects]
    if annotation.labels is not None:
        row["labels"] = list(annotation.labels)
    if annotation.reviews:
        row["reviews"] = [_review(r, annotation.revision) for r in annotation.reviews]
    return row


def _object(drawn: Object) -> dict[str, Any]:
    row: dict[str, Any] = {"class": drawn.class_name}
    if drawn.shape is None or (isinstance(drawn.shape, Keypoints) and drawn.shape.boxed):
        row["box"] = [drawn.x, drawn.y, drawn.width, drawn.height]
    if drawn.shape is not None:
        row |= written(drawn.shape)
    if drawn.track_id is not None:
        row["track_id"] = drawn.track_id
    if drawn.score is not None:
        row["score"] = drawn.score
    if drawn.attributes is not None:
        row["attributes"] = dict(drawn.attributes)
    if drawn.object_id is not None:
        row["object_id"] = drawn.object_id
    return row


def _review(review: Review, revision: int | None) -> dict[str, Any]:
    row: dict[str, Any] = {"verdict": review.verdict}
    if review.revision != revision:
        row["revision"] = review.revision
    if review.reason is not None:
        row["reason"] = review.reason
    if review.reviewer_id is not None:
        row["reviewer_id"] = review.reviewer_id
    if review.at is not None:
        row["at"] = written_time(review.at)
    if review.sampled:
        row["sampled"] = True
    if review.corrected_to is not None:
        row["corrected_to"] = review.corrected_to
    if review.undone_at is not None:
        row["undone_at"] = written_time(review.undone_at)
    if review.undone_by is not None:
        row["undone_by"] = review.undone_by
    return row
