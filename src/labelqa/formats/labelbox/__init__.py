"""Labelbox: the export of a project or of the catalogue, one row an image, JSON lines or one list.

Who drew, when and for how long stands in details that are optional at export.
"""

from collections import deque
from collections.abc import Iterator
from typing import Any, BinaryIO

from labelqa.errors import BadInput
from labelqa.formats import answers as words
from labelqa.formats import document, json_stream, parts, values
from labelqa.formats.answers import Answer, Answers, Units, image_of
from labelqa.formats.format import FORMATS, Format, Hints
from labelqa.formats.json_stream import Rejoined
from labelqa.formats.labelbox.drawing import draw
from labelqa.formats.parts import Row
from labelqa.formats.values import wrong
from labelqa.model import Item, Review, Verdict

LONGEST = 32 << 20
"""Most bytes of a row."""
BESIDE = {"projects", "experiments", "media_attributes", "attachments", "metadata_fields", "embeddings"}
NAMELESS = "nothing says who drew; export again with label details (label_details)"
NO_DETAILS = "exported without label details: who drew, when and reviews are not known; export again with them"
UNPACED = "exported without performance details: seconds and benchmark are not known; export again with them"
UNDECIDED = "names a review without what it decided: no verdict taken"
TRUTH = "benchmark label taken as the truth"
VERDICTS: dict[str, Verdict] = {"approve": "approved", "reject": "rejected", "rework": "rejected"}
"""Actions of a workflow that decide."""


def sniff(head: bytes) -> bool:
    """True when the first object is a data row."""
    if b'"data_row"' not in head:
        return False
    found = parts.keys(head)
    return "data_row" in found and not BESIDE.isdisjoint(found)


def read(stream: BinaryIO, hints: Hints) -> Iterator[Item]:
    """Yields per row its image, what was left out, and one annotation a label."""
    units = Units()
    for where, row, place in _rows(stream, hints):
        try:
            found = _row(row, hints, where)
        except BadInput as error:
            raise parts.bad_file(error, hints.name, place) from None
        units.take(found)
        yield from found.items()
    units.check(hints.name)


def _rows(stream: BinaryIO, hints: Hints) -> Iterator[tuple[str, Any, str]]:
    """(place before a pointer, row, place for an error) of each row."""
    line, number = stream.readline(LONGEST + 1).removeprefix(document.BOM), 1
    if line.lstrip().startswith(b"["):
        try:
            for piece in json_stream.pieces(Rejoined(deque([line]), stream)):
                yield piece.pointer, piece.value, piece.pointer
        except BadInput as error:
            raise parts.bad_file(error, hints.name) from None
        return
    while line:
        place = f"line {number}"
        if len(line) > LONGEST:
            raise parts.bad_file(wrong("", f"is longer than {LONGEST >> 20} MiB"), hints.name, place)
        if line.strip():
            try:
                yield place, document.parse(line), place
            except BadInput as error:
                raise parts.bad_file(error, hints.name, place) from None
        line, number = stream.readline(LONGEST + 1), number + 1


def _row(value: Any, hints: Hints, where: str) -> Answers:
    row = parts.mapping(value, "")
    data, media = parts.inner(row, "data_row", ""), parts.inner(row, "media_attributes", "")
    own = parts.name(data, "id", "/data_row")
    path = parts.name(data, "global_key", "/data_row") or parts.name(data, "external_id", "/data_row") or own
    if path is None:
        raise wrong("/data_row", "has neither global_key nor external_id nor id: it names no image")
    answers = Answers(image_of(path, own, parts.sides(media, "/media_attributes"), hints, "/data_row"), hints, where)
    projects = parts.inner(row, "projects", "")
    truths = _truths(projects)
    _check_named(projects, truths, hints)
    for key in projects:
        _project(answers, parts.inner(projects, key, "/projects"), f"/projects/{values.escaped(key)}", truths)
    _experiments(answers, parts.inner(row, "experiments", ""))
    return answers


def _labels(projects: Row) -> Iterator[tuple[str, Row]]:
    for key in projects:
        pointer = f"/projects/{values.escaped(key)}"
        yield from parts.rows(parts.inner(projects, key, "/projects"), "labels", pointer)


def _truths(projects: Row) -> set[str]:
    """The labels that others are measured by."""
    found = set[str]()
    for place, label in _labels(projects):
        details = parts.inner(label, "performance_details", place)
        named = parts.name(details, "benchmark_reference_label", f"{place}/performance_details")
        found.update([named] if named else [])
    return found


def _check_named(projects: Row, truths: set[str], hints: Hints) -> None:
    """One label that names nobody is by whom the user says; of two, nobody knows which is whose."""
    nameless = [
        place
        for place, label in _labels(projects)
        if not parts.inner(label, "label_details", place).get("created_by")
        and parts.name(label, "id", place) not in truths
    ]
    if nameless and hints.annotator is None:
        raise wrong(nameless[0], f"{NAMELESS}, or give --annotator")
    if len(nameless) > 1:
        raise wrong(nameless[1], f"is another label of this image, and {NAMELESS}")


def _project(answers: Answers, project: Row, pointer: str, truths: set[str]) -> None:
    own: dict[str | None, Answer] = {}
    for place, label in parts.rows(project, "labels", pointer):
        number = parts.name(label, "id", place)
        answer = _label(answers, label, place, truth=number in truths)
        if answer is not None and answer.kind == "person":
            own[number] = answer
    details = parts.inner(project, "project_details", pointer)
    chosen = parts.name(details, "selected_label_id", f"{pointer}/project_details")
    judged = own.get(chosen) or (next(iter(own.values())) if len(own) == 1 else None)
    for place, event in parts.rows(details, "workflow_history", f"{pointer}/project_details"):
        verdict = VERDICTS.get((parts.name(event, "action", place) or "").lower())
        if verdict is not None and judged is None:
            answers.skip("verdict on an image of several labels or none", place)
        elif verdict is not None and judged is not None:
            who, at = parts.name(event, "created_by", place), parts.moment(event, "created_at", place)
            judged.reviews.append(_review(answers, judged, verdict, who, at))


def _label(answers: Answers, label: Row, pointer: str, *, truth: bool) -> Answer | None:
    details = parts.inner(label, "label_details", pointer)
    pace = parts.inner(label, "performance_details", pointer)
    drawn = parts.inner(label, "annotations", pointer)
    if not {"frames", "segments", "key_frame_feature_map"}.isdisjoint(drawn):
        answers.skip(words.VIDEO, pointer)
        return None
    who = parts.name(details, "created_by", f"{pointer}/label_details") or answers.hints.annotator or ""
    if truth:
        answers.remark(TRUTH, pointer)
    answer = answers.answer("truth", pointer, "truth") if truth else answers.answer(who, pointer)
    answer.at(parts.moment(details, "created_at", f"{pointer}/label_details"))
    _pace(answer, pace, f"{pointer}/performance_details")
    _reviews(answers, answer, details, f"{pointer}/label_details")
    if not details:
        answers.remark(NO_DETAILS, pointer)
    if not pace:
        answers.remark(UNPACED, pointer)
    draw(answers, answer, drawn, f"{pointer}/annotations")
    return answer


def _pace(answer: Answer, pace: Row, pointer: str) -> None:
    spent = pace.get("seconds_to_create")
    if spent is not None and spent != 0:
        answer.seconds = values.seconds(spent, f"{pointer}/seconds_to_create")
    answer.cancelled = pace.get("skipped") is True


def _reviews(answers: Answers, answer: Answer, details: Row, pointer: str) -> None:
    for place, row in parts.rows(details, "reviews", pointer):
        score = row.get("score")
        if score is None or score == 0:
            answers.remark(UNDECIDED, place)
            continue
        verdict: Verdict = "approved" if values.number(score, f"{place}/score") > 0 else "rejected"
        who, at = parts.name(row, "reviewed_by", place), parts.moment(row, "reviewed_at", place)
        answer.reviews.append(_review(answers, answer, verdict, who, at))


def _review(answers: Answers, answer: Answer, verdict: Verdict, who: str | None, at: int | None) -> Review:
    return Review(answers.image.image_id, answer.annotator, verdict, reviewer_id=who, at=at)


def _experiments(answers: Answers, experiments: Row) -> None:
    """What models predicted; labels in a run are copies of those in projects."""
    for key in experiments:
        pointer = f"/experiments/{values.escaped(key)}"
        runs = parts.inner(parts.inner(experiments, key, "/experiments"), "runs", pointer)
        for name in runs:
            place = f"{pointer}/runs/{values.escaped(name)}"
            run = parts.inner(runs, name, f"{pointer}/runs")
            model = parts.name(run, "name", place) or name
            for where, row in parts.rows(run, "predictions", place):
                answer = answers.of(values.text(f"model:{model}", f"{place}/name"), where, "model")
                draw(answers, answer, parts.inner(row, "annotations", where), f"{where}/annotations")
            labels = parts.listed(run, "labels", place)
            if labels:
                answers.skip("label copied into a run of a model", place, count=len(labels))


FORMATS.add(
    "labelbox",
    Format(
        name="labelbox",
        extensions=(".ndjson", ".json"),
        sniff=sniff,
        read=read,
        write=None,
        doc="Labelbox export v2, one row an image, with annotators, times, reviews and benchmarks where exported",
    ),
)
