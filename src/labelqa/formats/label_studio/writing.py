"""Writes tasks of Label Studio: persons' answers and the truth as annotations, those of models as predictions."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, BinaryIO

import orjson

from labelqa.formats import values
from labelqa.formats.format import Size
from labelqa.formats.label_studio import placing
from labelqa.formats.label_studio.answers import MODEL, TRUTH
from labelqa.formats.label_studio.names import ID, KEY
from labelqa.formats.native.writing import written_time
from labelqa.model import Annotation, Image, Item, Review

EMPTIED = "answer of which nothing could be written"
SKIPPED = "skipped image, which only a person's answer can say"
CHOICES = "labels"
"""The name of the control that asks for classes of the image."""
_LARGEST = 1 << 63

Answer = dict[str, Any]
Losses = Counter[str]


def write(items: Iterable[Item], out: BinaryIO) -> dict[str, int]:
    """Writes one task an image, in the order of the images; the annotations of an image follow it, wherever they come.

    Returns how often something could not be held. What Label Studio has no place for stands under keys of our own,
    `labelqa`, and is read back from there.
    """
    return _write(items, out, _as_they_are)


def write_predictions(items: Iterable[Item], out: BinaryIO) -> dict[str, int]:
    """The same with every answer as a prediction, whose model's version is the annotator: to be looked at in the tool.

    For import into Label Studio only: persons and the truth would be read back as models.
    """
    return _write(items, out, _all_suggested)


def _write(
    items: Iterable[Item], out: BinaryIO, add: Callable[[Answer, Annotation, Size | None, Losses], None]
) -> dict[str, int]:
    losses = Losses()
    images, answers = _gathered(items, losses)
    for number, image in enumerate(images.values(), 1):
        task = _task(image, number)
        size = None if image.width is None or image.height is None else (image.width, image.height)
        for answer in answers[image.image_id]:
            add(task, answer, size, losses)
        out.write((b"[\n" if number == 1 else b",\n") + orjson.dumps(task))
    out.write(b"\n]\n" if images else b"[]\n")
    return {what: count for what, count in sorted(losses.items()) if count}


def _gathered(items: Iterable[Item], losses: Losses) -> tuple[dict[str, Image], Mapping[str, list[Annotation]]]:
    images: dict[str, Image] = {}
    answers: dict[str, list[Annotation]] = defaultdict(list)
    for item in items:
        if isinstance(item, Image):
            images[item.image_id] = item
        elif isinstance(item, Annotation):
            images.setdefault(item.image_id, Image(item.image_id))
            answers[item.image_id].append(item)
    for image in images.values():
        losses["batch of an image"] += image.batch is not None
        losses["place of a frame in its video"] += image.video is not None
    return images, answers


def _task(image: Image, number: int) -> dict[str, Any]:
    own = {"key": placing.IMAGE, "image_id": image.image_id, "width": image.width, "height": image.height}
    data = {placing.IMAGE: image.uri or image.image_id, KEY: own}
    return {"id": number, "data": data, "annotations": [], "predictions": []}


def _as_they_are(task: Answer, answer: Annotation, size: Size | None, losses: Losses) -> None:
    if answer.cancelled and answer.kind != "person":
        losses[SKIPPED] += 1
        return
    result = _result(answer, size, losses)
    if result is None:
        return
    if answer.kind == "model":
        version = answer.annotator_id.removeprefix(MODEL)
        read_back = MODEL + version
        task["predictions"].append(_prediction(answer, version, result, losses) | _own(answer, read_back))
    else:
        task["annotations"].append(_annotation(answer, result, losses))


def _all_suggested(task: Answer, answer: Annotation, size: Size | None, losses: Losses) -> None:
    if answer.cancelled:
        losses[SKIPPED] += 1
        return
    result = _result(answer, size, losses)
    if result is not None:
        losses["origin of an answer"] += answer.origin is not None
        task["predictions"].append(_prediction(answer, answer.annotator_id, result, losses))


def _result(answer: Annotation, size: Size | None, losses: Losses) -> list[Answer] | None:
    """The rows of an answer; None when all that was drawn is lost: the rest would say that nothing is there."""
    found = [] if answer.cancelled else list(placing.rows(answer.objects or (), size, losses))
    if answer.objects and not found and not answer.labels:
        losses[EMPTIED] += 1
        return None
    if answer.labels is not None and not answer.cancelled:
        row = {"id": f"{ID}{CHOICES}", "type": "choices", "from_name": CHOICES, "to_name": placing.IMAGE}
        found.append(row | {"value": {"choices": list(answer.labels)}})
    return found


def _annotation(answer: Annotation, result: list[Answer], losses: Losses) -> Answer:
    truth = answer.kind == "truth"
    found: Answer = {} if truth else {"completed_by": _user(answer.annotator_id)}
    found |= {
        "result": result,
        "was_cancelled": answer.cancelled,
        "ground_truth": truth,
        **_times(answer),
        "lead_time": answer.seconds,
        "reviews": [_review(review) for review in answer.reviews if review.undone_at is None],
    }
    for review in answer.reviews:
        losses["verdict that was taken back"] += review.undone_at is not None
        losses["which images were drawn for review at random"] += review.sampled
        losses["revision that a verdict is on, or made"] += _numbered(review, answer)
    return found | _own(answer, TRUTH if truth else answer.annotator_id)


def _prediction(answer: Annotation, version: str, result: list[Answer], losses: Losses) -> Answer:
    losses["time spent on a prediction"] += answer.seconds is not None
    losses["review of a prediction"] += len(answer.reviews)
    return {"model_version": version, "result": result, **_times(answer)}


def _own(answer: Annotation, read_back: str) -> Answer:
    """What the tool has no place for; `read_back`: the annotator that the rest of the answer gives."""
    asked = [name for name in ("objects", "labels") if getattr(answer, name) is not None]
    own: Answer = {"asked": asked, "revision": answer.revision}
    if answer.kind == "person":
        own["origin"] = answer.origin
    if read_back != answer.annotator_id:
        own["annotator_id"] = answer.annotator_id
    return {KEY: own}


def _times(answer: Annotation) -> Answer:
    at, revision = answer.submitted_at, answer.revision
    if at is None:
        return {}
    changed = revision if revision is not None and values.FIRST <= revision < values.LAST else at
    return {"created_at": written_time(at), "updated_at": written_time(changed)}


def _numbered(review: Review, answer: Annotation) -> bool:
    return review.revision not in (None, answer.revision) or review.corrected_to is not None


def _review(review: Review) -> Answer:
    found: Answer = {
        "accepted": review.verdict != "rejected",
        "fixed_annotation_history": 1 if review.verdict == "corrected" else None,
        "created_by": None if review.reviewer_id is None else _user(review.reviewer_id),
    }
    if review.at is not None:
        found["created_at"] = written_time(review.at)
    if review.reason is not None:
        found["comment"] = review.reason
    return found


def _user(named: str) -> int | Answer:
    """A user's number, where the id is one, else the e-mail by which the tool looks them up."""
    if named.isascii() and named.isdigit() and str(int(named)) == named and int(named) < _LARGEST:
        return int(named)
    return {"email": named}
