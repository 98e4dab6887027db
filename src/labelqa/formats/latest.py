"""What formats with one answer per image and annotator can hold of labels, and the count of what they cannot."""

from collections import Counter
from collections.abc import Iterable

from labelqa.model import Annotation, Image, Item

Answers = dict[tuple[str, str], Annotation]
"""By image and annotator."""


def latest(items: Iterable[Item], losses: Counter[str]) -> tuple[dict[str, Image], Answers]:
    """The images by id, and of each annotator's answers for one the latest; `losses` counts what is left out.

    That is whatever XML formats have no place for: times, verdicts, earlier revisions, images that were skipped, or
    that nobody answered.
    """
    images: dict[str, Image] = {}
    answers: Answers = {}
    for item in items:
        if isinstance(item, Image):
            images[item.image_id] = item
        elif isinstance(item, Annotation):
            images.setdefault(item.image_id, Image(item.image_id))
            _take(item, answers, losses)
    answered = {image_id for image_id, _ in answers}
    for image in images.values():
        losses["address of an image"] += image.uri is not None
        losses["batch of an image"] += image.batch is not None
        losses["image without an annotation"] += image.image_id not in answered
    for answer in answers.values():
        losses["time of an answer"] += answer.submitted_at is not None
        losses["time spent on an answer"] += answer.seconds is not None
        losses["number of a revision"] += answer.revision is not None
    return images, answers


def _take(answer: Annotation, answers: Answers, losses: Counter[str]) -> None:
    losses["review"] += len(answer.reviews)
    if answer.cancelled:
        losses["skipped image"] += 1
        return
    keep(answer, answers, losses)


def keep(answer: Annotation, answers: Answers, losses: Counter[str]) -> None:
    """Puts an answer among the others, unless there is a later one of its annotator; `losses` counts the earlier."""
    key = answer.image_id, answer.annotator_id
    losses["older revision of an answer"] += key in answers
    answers[key] = max(answers.get(key, answer), answer, key=_age)


def _age(answer: Annotation) -> tuple[int, int]:
    return answer.revision or 0, answer.submitted_at or 0
