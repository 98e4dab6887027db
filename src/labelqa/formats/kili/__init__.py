"""Kili: a list of assets with their labels, as its client gives them; or one asset a file.

A label says who made it, when and how long it took, and of which kind it is. Corners are shares of the image.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from labelqa.errors import BadInput
from labelqa.formats import answers as words
from labelqa.formats import document, json_stream, parts, values
from labelqa.formats.answers import Answer, Answers, image_of
from labelqa.formats.called import called, once
from labelqa.formats.format import FORMATS, Format, Hints
from labelqa.formats.kili.jobs import answer_jobs
from labelqa.formats.parts import Row
from labelqa.formats.values import wrong
from labelqa.model import Item, Kind, Review

SORTS = ("DEFAULT", "REVIEW", "PREDICTION", "INFERENCE", "AUTOSAVE")
"""Kinds of labels; one without is a DEFAULT."""
LATEST = "holds the latest label of each image alone: export all labels, or other annotators and revisions are missing"
AUTOSAVE = "label saved on the way"
LONE_REVIEW = "review of no label or of several: taken as the answer of its reviewer"
_Dated = tuple[int, str, Row]
"""When a label was made, in ms since 1970 (0: not known), its pointer, and the label."""


def sniff(head: bytes) -> bool:
    """True when the first object is an asset with labels."""
    if b'"externalId"' not in head:
        return False
    found = parts.keys(head)
    return "externalId" in found and (not found.isdisjoint(("labels", "latestLabel")) or b'"jsonResponse"' in head)


def read(stream: BinaryIO, hints: Hints) -> Iterator[Item]:
    """Yields per asset its image, what was left out, and one annotation a label."""
    yield from once(_all(stream, hints))


def _all(stream: BinaryIO, hints: Hints) -> Iterator[Item]:
    asset: Row = {}
    try:
        for piece in json_stream.pieces(stream):
            if piece.key is None:
                yield from _asset(parts.mapping(piece.value, piece.pointer), hints, piece.pointer).items()
            else:
                json_stream.gather(asset, piece)
        if asset:
            yield from _asset(asset, hints, "").items()
    except BadInput as error:
        raise parts.bad_file(error, hints.name) from None


def _asset(asset: Row, hints: Hints, pointer: str) -> Answers:
    own = parts.name(asset, "id", pointer)
    path = parts.name(asset, "externalId", pointer) or own
    if path is None:
        raise wrong(f"{pointer}/externalId", "is missing: the asset names no image")
    size = parts.inner(asset, "resolution", pointer)
    answers = Answers(
        image_of(path, own, parts.sides(size, f"{pointer}/resolution"), hints, f"{pointer}/externalId"), hints
    )
    made = sorted(_labels(answers, asset, pointer), key=lambda dated: dated[0])
    people: list[Answer] = []
    for at, place, label in made:
        _label(answers, label, place, at or None, people)
    return answers


def _labels(answers: Answers, asset: Row, pointer: str) -> Iterator[_Dated]:
    found = list(parts.rows(asset, "labels", pointer))
    latest = parts.inner(asset, "latestLabel", pointer)
    if not found and latest:
        answers.remark(LATEST, f"{pointer}/latestLabel")
        found = [(f"{pointer}/latestLabel", latest)]
    for place, label in found:
        yield parts.moment(label, "createdAt", place) or 0, place, label


def _label(answers: Answers, label: Row, pointer: str, at: int | None, people: list[Answer]) -> None:
    """Adds the answer of one label, or the review it is; `people`: the persons' answers before it."""
    sort = values.choice(label.get("labelType") or "DEFAULT", f"{pointer}/labelType", SORTS)
    if sort == "AUTOSAVE":
        answers.skip(AUTOSAVE, pointer)
        return
    response = _response(label, pointer)
    if response and all(key.isdecimal() for key in response):  # by frame
        answers.skip(words.VIDEO, pointer)
        return
    answer = _begun(answers, label, pointer, "model" if sort in ("PREDICTION", "INFERENCE") else "person")
    answer.at(at)
    answer_jobs(answers, answer, response, f"{pointer}/jsonResponse")
    if sort == "REVIEW" and len({a.annotator for a in people}) == 1:
        _review(answers, answer, people)
    elif answer.kind == "person":
        if sort == "REVIEW":
            answers.remark(LONE_REVIEW, pointer)
        people.append(answer)


def _response(label: Row, pointer: str) -> Row:
    """What was answered, by job; some exports hold it as a text."""
    value = label.get("jsonResponse")
    place = f"{pointer}/jsonResponse"
    if type(value) is str:
        try:
            value = document.parse(value.encode("utf-8", "surrogatepass")) if value else {}
        except BadInput as error:
            raise values.under(place, error) from None
    return {} if value is None else parts.mapping(value, place)


def _begun(answers: Answers, label: Row, pointer: str, kind: Kind) -> Answer:
    if kind == "model":
        model = parts.name(label, "modelName", pointer) or "unknown"
        return answers.answer(values.text(f"model:{model}", f"{pointer}/modelName"), pointer, "model")
    author = parts.inner(label, "author", pointer)
    who = parts.name(author, "id", f"{pointer}/author") or parts.name(author, "email", f"{pointer}/author")
    if who is None and answers.hints.annotator is None:
        raise wrong(f"{pointer}/author", "is missing: nothing says who drew; export it, or give --annotator")
    answer = answers.answer(who or answers.hints.annotator or "", pointer)
    if who is not None:
        answers.called += called(who, author.get("email"))
    spent = label.get("secondsToLabel")
    if spent is not None and spent != 0:
        answer.seconds = values.seconds(spent, f"{pointer}/secondsToLabel")
    if label.get("isSentBackToQueue") is True:
        answer.reviews.append(Review(answers.image.image_id, answer.annotator, "rejected"))
    return answer


def _review(answers: Answers, reviewed: Answer, people: list[Answer]) -> None:
    """A reviewer's label is a verdict on the annotator's last one, which it confirms or puts another in place of."""
    judged = people[-1]
    who, at = reviewed.annotator, reviewed.submitted_at
    same = _content(judged) == _content(reviewed)
    for number, answer in enumerate(people if not same or judged.revision else (), 1):
        answer.revision = number
        answer.reviews = [replace(r, revision=number) if r.revision is None else r for r in answer.reviews]
    if same:
        review = Review(answers.image.image_id, judged.annotator, "approved", judged.revision, who, at=at)
        judged.reviews.append(review)
        answers.drop(reviewed)
        return
    made = len(people) + 1
    review = Review(answers.image.image_id, judged.annotator, "corrected", judged.revision, who, at=at)
    judged.reviews.append(replace(review, corrected_to=made))
    reviewed.annotator, reviewed.revision, reviewed.reviews = judged.annotator, made, []
    reviewed.submitted_at, reviewed.seconds = judged.submitted_at, judged.seconds
    people.append(reviewed)


def _content(answer: Answer) -> tuple[object, ...]:
    """What was drawn and chosen, whatever the order and the ids."""
    drawn = sorted(replace(o, object_id=None).order for o in answer.objects)
    return drawn, sorted(answer.labels), answer.unread


FORMATS.add(
    "kili",
    Format(
        name="kili",
        extensions=(".json",),
        sniff=sniff,
        read=read,
        write=None,
        doc="Kili assets with their labels: annotators, times, seconds, reviews and predictions",
    ),
)
