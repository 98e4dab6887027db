"""SuperAnnotate: one JSON file an image with its instances, and `classes.json` with the classes of the project.

Each instance names who drew it and in which role; the state of the image says what the reviewer decided.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from labelqa.archives import Tree
from labelqa.errors import BadInput
from labelqa.formats import detection, parts, values
from labelqa.formats.answers import Answer, Answers, Units, image_of
from labelqa.formats.format import FORMATS, Format, Hints
from labelqa.formats.parts import Row
from labelqa.formats.superannotate.instances import Classes, draw
from labelqa.formats.values import wrong
from labelqa.model import Item, Review, Verdict

CLASSES = "classes.json"
BESIDE = frozenset((CLASSES, "attributes.json", "config.json", "workflow.json"))
"""Files of an export that hold no labels."""
PERSON, MODEL = "Manual", ("Preannotation", "Prediction", "Pre-annotation")
UNTIMED = "a time that is no RFC 3339 with offset: taken as not known"
UNFINISHED = "its state says that work on the image is not finished"
CHANGED = "object that a reviewer changed: what the annotator drew is not in the file"
ADDED = "object that a reviewer added to what the annotator drew"


def sniff(head: bytes) -> bool:
    """True when the file holds the instances of one image."""
    return b'"metadata"' in head and {"metadata", "instances"} <= parts.keys(head)


def read_tree(tree: Tree, hints: Hints) -> Iterator[Item]:
    """Yields per file its image, what was left out, and one annotation an annotator."""
    names = [e.name for e in tree.entries if PurePosixPath(e.name).name == CLASSES and not tree.single]
    known = {PurePosixPath(name).parent: _classes(tree, name) for name in names}
    nameless: dict[str, str] = {}
    format, units = FORMATS["superannotate"], Units()
    for entry, fits in detection.members(tree, format):
        path, place = PurePosixPath(entry.name), tree.place(entry.name)
        if path.name in BESIDE and not tree.single:
            continue
        if not fits:
            yield detection.foreign(format, place)
            continue
        try:
            with tree.stream(entry.name) as stream:
                row = parts.mapping(parts.whole(stream), "")
            answers = _image(row, replace(hints, name=place, file=entry.name), _nearest(known, path))
            _check_named(answers, place, nameless)
        except BadInput as error:
            raise parts.bad_file(error, place) from None
        units.take(answers)
        yield from answers.items()
    units.check(hints.name)


def _classes(tree: Tree, name: str) -> Classes:
    with tree.stream(name) as stream:
        try:
            found = parts.rows({"classes": parts.whole(stream)}, "classes", "")
            return {parts.name(row, "id", place) or "": parts.named(row, "name", place) for place, row in found}
        except BadInput as error:
            raise parts.bad_file(error, tree.place(name)) from None


def _nearest(known: dict[PurePosixPath, Classes], path: PurePosixPath) -> Classes:
    """The classes in the folder of a file or `classes` beside it, else of one above."""
    for folder in path.parents:
        for beside in (folder, folder / "classes"):
            if beside in known:
                return known[beside]
    return {}


def _check_named(answers: Answers, place: str, seen: dict[str, str]) -> None:
    """One image in two folders, each without a name, is by two annotators; nobody knows by whom."""
    first = seen.setdefault(answers.image.image_id, place) if answers.nameless else place
    if first != place:
        text = f"{values.shown(answers.image.image_id)} is in {first} as well, and neither says who drew"
        raise wrong("/metadata/name", f"{text}; import each folder with its --annotator")


def _image(row: Row, hints: Hints, classes: Classes) -> Answers:
    meta = parts.inner(row, "metadata", "")
    path = parts.named(meta, "name", "/metadata")
    answers = Answers(image_of(path, None, parts.sides(meta, "/metadata"), hints, "/metadata/name"), hints)
    rows = list(parts.rows(row, "instances", ""))
    added = _added(rows)
    for place, instance in rows:
        if place in added:
            answers.skip(ADDED, place)
        else:
            answer = _answer(answers, instance, meta, place)
            draw(answers, answer, instance, place, classes)
    _image_tags(answers, row, meta)
    comments = len(parts.listed(row, "comments", ""))
    if comments:
        answers.skip("comment", "/comments", count=comments)
    _state(answers, meta, added)
    return answers


def _added(rows: list[tuple[str, Row]]) -> dict[str, str | None]:
    """The instances that a reviewer drew beside an annotator's, and who."""
    roles = {place: _person(row, "createdBy", place) for place, row in rows}
    if not any(role == "Annotator" for _, role in roles.values()):
        return {}
    return {place: who for place, (who, role) in roles.items() if role == "QA"}


def _person(row: Row, key: str, pointer: str) -> tuple[str | None, str | None]:
    """E-mail and role."""
    person = parts.inner(row, key, pointer)
    place = f"{pointer}/{key}"
    return parts.name(person, "email", place), parts.name(person, "role", place)


def _answer(answers: Answers, row: Row, meta: Row, pointer: str) -> Answer:
    """Whose instance it is: who created it, else the image's annotator, else a model's, else the user must know."""
    sort = row.get("creationType")
    who = _person(row, "createdBy", pointer)[0] or parts.name(meta, "annotatorEmail", "/metadata")
    if who is None and sort in MODEL and row.get("updatedBy") is None:
        return answers.of("model:preannotation", pointer, "model")
    answer = answers.by_nobody(pointer) if who is None else answers.of(who, pointer)
    if sort in MODEL:
        answer.origin = "ai_assisted"
    elif sort == PERSON and answer.origin is None:
        answer.origin = "manual"
    if _person(row, "updatedBy", pointer)[1] == "QA" and _person(row, "createdBy", pointer)[1] == "Annotator":
        answers.remark(CHANGED, pointer)
    answer.at(*(_moment(answers, row, key, pointer) for key in ("createdAt", "updatedAt")))
    return answer


def _moment(answers: Answers, row: Row, key: str, pointer: str) -> int | None:
    try:
        return parts.moment(row, key, pointer)
    except BadInput:
        answers.remark(UNTIMED, f"{pointer}/{key}")
        return None


def _image_tags(answers: Answers, row: Row, meta: Row) -> None:
    """Tags of the image are the annotator's, where there is one."""
    people = [a for a in answers.answers if a.kind == "person"]
    who = parts.name(meta, "annotatorEmail", "/metadata")
    for i, tag in enumerate(parts.listed(row, "tags", "")):
        name = values.text(tag, f"/tags/{i}")
        if who is not None:
            answers.of(who, "/tags").label(name)
        elif len(people) <= 1:
            (people[0] if people else answers.by_nobody("/tags")).label(name)
        else:
            answers.skip("tag of an image of several annotators", f"/tags/{i}")


def _state(answers: Answers, meta: Row, added: dict[str, str | None]) -> None:
    """What the state of the image says of the answers: finished, skipped, approved or returned."""
    state = (parts.name(meta, "status", "/metadata") or "").replace(" ", "").lower()
    who, reviewer = (parts.name(meta, key, "/metadata") for key in ("annotatorEmail", "qaEmail"))
    if not answers.answers and (state in ("completed", "qualitycheck", "skipped") or answers.hints.empty == "answer"):
        answer = answers.by_nobody("/metadata") if who is None else answers.of(who, "/metadata")
        answer.cancelled = state == "skipped"
    if answers.answers and state in ("notstarted", "inprogress"):
        answers.remark(UNFINISHED, "/metadata/status")
    verdict: Verdict | None = "rejected" if state == "returned" else None
    if state == "completed" and reviewer is not None:
        verdict = "corrected" if added else "approved"
    if verdict is None:
        return
    at = _last_action(answers, meta, reviewer)
    for answer in answers.answers:
        if answer.kind == "person" and not answer.cancelled:
            review = Review(answers.image.image_id, answer.annotator, verdict, reviewer_id=reviewer, at=at)
            answer.reviews.append(review)


def _last_action(answers: Answers, meta: Row, reviewer: str | None) -> int | None:
    """When the reviewer acted, where that was the last thing anybody did: seconds or ms since 1970."""
    action = parts.inner(meta, "lastAction", "/metadata")
    stamp = action.get("timestamp")
    if reviewer is None or action.get("email") != reviewer or type(stamp) is not int:
        return None
    at = stamp * 1000 if abs(stamp) < 10**11 else stamp
    if not values.FIRST <= at < values.LAST:
        answers.remark(UNTIMED, "/metadata/lastAction/timestamp")
        return None
    return at


FORMATS.add(
    "superannotate",
    Format(
        name="superannotate",
        extensions=(".json",),
        sniff=sniff,
        read=None,
        write=None,
        doc="SuperAnnotate JSON, one file an image and classes.json, with annotators, times and verdicts",
        read_tree=read_tree,
    ),
)
