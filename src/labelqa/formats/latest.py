"""What formats with one answer per image and annotator can hold of labels, and the count of what they cannot."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from labelqa.model import Annotation, Classes, Image, Item

Answers = dict[tuple[str, str], Annotation]
"""By image and annotator."""
Held = Callable[[Annotation, Mapping[str, Image], Counter[str]], bool]
"""Whether a format can hold an answer, by what is known of the images by then; counts what is lost."""


def sorted_out(
    items: Iterable[Item], losses: Counter[str], held: Held
) -> tuple[dict[str, Image], Answers, dict[str, int]]:
    """The images by id, of each annotator's answers for one the latest of those that are held, and given classes.

    Those are the names whose order is given, each with its place, from 0. `losses` counts what is left out.
    """
    images: dict[str, Image] = {}
    answers: Answers = {}
    classes: dict[str, int] = {}
    for item in items:
        if isinstance(item, Image):
            images[item.image_id] = item
        elif isinstance(item, Annotation):
            images.setdefault(item.image_id, Image(item.image_id))
            if held(item, images, losses):
                _keep(item, answers, losses)
        elif isinstance(item, Classes):
            classes |= {name: number for number, name in enumerate(item.names)}
    for image in images.values():
        losses["address of an image"] += image.uri is not None
        losses["batch of an image"] += image.batch is not None
    return images, answers, classes


def latest(items: Iterable[Item], losses: Counter[str]) -> tuple[dict[str, Image], Answers]:
    """The images by id, and of each annotator's answers for one the latest; `losses` counts what is left out.

    That is whatever XML formats have no place for: times, verdicts, earlier revisions, images that were skipped, or
    that nobody answered.
    """
    images, answers, _ = sorted_out(items, losses, _answers)
    answered = {image_id for image_id, _ in answers}
    for image_id in images:
        losses["image without an annotation"] += image_id not in answered
    for answer in answers.values():
        losses["time of an answer"] += answer.submitted_at is not None
        losses["time spent on an answer"] += answer.seconds is not None
        losses["number of a revision"] += answer.revision is not None
    return images, answers


def _answers(answer: Annotation, images: Mapping[str, Image], losses: Counter[str]) -> bool:
    losses["review"] += len(answer.reviews)
    losses["skipped image"] += answer.cancelled
    return not answer.cancelled


def _keep(answer: Annotation, answers: Answers, losses: Counter[str]) -> None:
    """Puts an answer among the others, unless there is a later one of its annotator; `losses` counts the earlier."""
    key = answer.image_id, answer.annotator_id
    losses["older revision of an answer"] += key in answers
    answers[key] = max(answers.get(key, answer), answer, key=_age)


def _age(answer: Annotation) -> tuple[int, int]:
    return answer.revision or 0, answer.submitted_at or 0
