"""A reviewer's own answer becomes the next revision of the annotation it corrects."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from labelqa.errors import BadInput, Problem, quoted
from labelqa.ingest.reviews import Judgement
from labelqa.ingest.rows import class_numbers, packed_labels, packed_objects
from labelqa.model import VERDICTS, Annotation, Correction, Project
from labelqa.store import Connection, annotations, names
from labelqa.store import reviews as stored
from labelqa.store.reviews import NONE_NUMBERED, Place

ANSWERED = ("labels", "objects", "extra", "cancelled")
"""Columns that a correction may change; annotator, times, seconds and origin stay those of the judged answer."""


def correct(
    connection: Connection,
    project: Project,
    judgements: Sequence[Judgement],
    current: Mapping[Place, dict[str, Any]],
) -> tuple[list[Judgement], dict[Place, dict[str, Any]]]:
    """The judgements with the revisions that their corrections made, and those revisions as rows to be stored.

    The judged ones are kept as superseded. A correction that changes nothing makes no revision. Raises BadInput.
    """
    given = {i: j.review.correction for i, j in enumerate(judgements) if j.review.correction is not None}
    if not given:
        return list(judgements), {}
    _check(connection, project, judgements, given)
    answers = [_answer(judgements[i], correction) for i, correction in given.items()]
    classes = class_numbers(connection, project, answers)
    numbers = stored.corrections(connection, project.number, {judgements[i].place[0] for i in given})
    found, changed = list(judgements), dict[Place, dict[str, Any]]()
    for i, correction in given.items():
        place, row = judgements[i].place, current[judgements[i].place]
        mended = row | _content(correction, classes)
        if all(mended[column] == row[column] for column in ANSWERED):
            found[i] = _known(connection, project, judgements[i])
            continue
        taken = numbers.get(place, NONE_NUMBERED).highest
        changed[place] = mended | {"revision": max(row["revision"], taken) + 1}
        found[i] = replace(judgements[i], corrected_to=changed[place]["revision"])
    annotations.keep(connection, [current[place] for place in changed])
    return found, changed


def _content(correction: Correction, classes: Mapping[str, int]) -> dict[str, Any]:
    content: dict[str, Any] = {"cancelled": False}
    if correction.objects is not None:
        content |= packed_objects(correction.objects, classes)
    if correction.labels is not None:
        content |= packed_labels(correction.labels, classes)
    return content


def _known(connection: Connection, project: Project, judgement: Judgement) -> Judgement:
    """A correction to what is there already: the one that put it there when it is the same, else a bare verdict."""
    review = judgement.review
    for row in stored.of(connection, project.number, [judgement.place])[judgement.place]:
        made = row.corrected_to == judgement.revision and row.undone_at is None
        if made and (row.reviewer, row.reason, row.at) == (review.reviewer_id, review.reason, review.at):
            return replace(judgement, revision=row.revision)
    return judgement


def _answer(judgement: Judgement, correction: Correction) -> Annotation:
    review = judgement.review
    return Annotation(
        review.image_id, review.annotator_id, "person", objects=correction.objects, labels=correction.labels
    )


def _check(
    connection: Connection, project: Project, judgements: Sequence[Judgement], given: Mapping[int, Correction]
) -> None:
    problems = [
        *_verdicts(judgements, given),
        *_repeated(judgements, given),
        *_undeclared(connection, project, given),
        *_scored(connection, project, judgements, given),
    ]
    if problems:
        problems.sort(key=lambda p: int(p.pointer.split("/")[2]))
        raise BadInput(f"nothing was stored: {problems[0].pointer} {problems[0].detail}", problems)


def _verdicts(judgements: Sequence[Judgement], given: Mapping[int, Correction]) -> Iterator[Problem]:
    for i in given:
        verdict = judgements[i].review.verdict
        if verdict != VERDICTS[2]:
            text = f"a corrected answer comes with the verdict {VERDICTS[2]}, not with {verdict}"
            yield Problem(f"/reviews/{i}/verdict", text)


def _repeated(judgements: Sequence[Judgement], given: Mapping[int, Correction]) -> Iterator[Problem]:
    """An annotation that a row corrects is judged by no other row: which came first would decide."""
    times = Counter(j.place for j in judgements)
    for i in given:
        if times[judgements[i].place] > 1:
            text = "corrects an annotation that another row judges too; send them one after the other"
            yield Problem(f"/reviews/{i}/annotator_id", text)


def _undeclared(connection: Connection, project: Project, given: Mapping[int, Correction]) -> Iterator[Problem]:
    if project.class_policy == "open":
        return
    declared = set(names.declared(connection, project.number))
    for i, correction in given.items():
        used = [(f"objects/{k}/class", o.class_name) for k, o in enumerate(correction.objects or ())]
        used += [(f"labels/{k}", name) for k, name in enumerate(correction.labels or ())]
        for field, name in used:
            if name not in declared:
                text = f"class {quoted(name)} is not declared, and this project takes declared classes only"
                yield Problem(f"/reviews/{i}/{field}", text)


def _scored(
    connection: Connection, project: Project, judgements: Sequence[Judgement], given: Mapping[int, Correction]
) -> Iterator[Problem]:
    kinds = names.kinds(connection, project.number, [judgements[i].review.annotator_id for i in given])
    for i, correction in given.items():
        kind = kinds[judgements[i].review.annotator_id]
        for k, drawn in enumerate(correction.objects or ()):
            if drawn.score is not None and kind != "model":
                yield Problem(f"/reviews/{i}/objects/{k}/score", f"score is for models; this is a {kind}")
