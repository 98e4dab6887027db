"""Image-level labels as a table: a header with `image_id`, `annotator_id` and `label`, then one label a row.

Several rows of one image and annotator are several labels of one answer; an empty label says that there is none.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from labelqa.errors import BadFile, BadInput, listed
from labelqa.formats import cells, decimals, parts, values
from labelqa.formats.format import FORMATS, Format, Hints
from labelqa.formats.gaps import GUESSED, UNTIMED
from labelqa.formats.values import wrong
from labelqa.model import KINDS, Annotation, Item, Kind, Remark, Skipped

NEEDED = ("image_id", "annotator_id", "label")
KNOWN = (*NEEDED, "kind", "submitted_at", "seconds")
HEADER = 1 << 16
"""Most characters of the first line."""
DELIMITERS = ",;\t"
TWICE = "the same label twice in one answer"


@dataclass(slots=True)
class Answer:
    """The rows of one image and annotator, and the line of the first."""

    line: int
    labels: dict[str, None] = field(default_factory=dict)
    kind: Kind | None = None
    submitted_at: int | None = None
    seconds: float | None = None
    empty: int = 0


def sniff(head: bytes) -> bool:
    """True when the first line names the three columns that are needed."""
    return _delimiter(head.partition(b"\n")[0].decode("utf-8", "replace"), NEEDED) is not None


def read(stream: BinaryIO, hints: Hints) -> Iterator[Item]:
    """Yields what was left out, then one annotation per image and annotator in the order of their first rows.

    The labels of the whole file are held in memory, as rows of one answer may stand anywhere.
    """
    answers: dict[tuple[str, str], Answer] = {}
    notes: list[Item] = []
    line = 1
    try:
        for line, row in _rows(stream, hints, notes):
            _row(answers, row, line, hints, notes)
    except BadInput as error:
        raise _bad(error, hints, line) from None
    yield from notes
    for (image_id, annotator), answer in answers.items():
        yield from _annotation(image_id, annotator, answer, hints)


def _bad(error: BadInput, hints: Hints, line: int) -> BadFile:
    return error if isinstance(error, BadFile) else parts.bad_file(error, hints.name, f"line {line}")


def _rows(stream: BinaryIO, hints: Hints, notes: list[Item]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, fields by column) of each row."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    line = 1
    try:
        first = text.readline(HEADER)
        needed = tuple(column for column in NEEDED if column != "annotator_id" or hints.annotator is None)
        delimiter = _delimiter(first, needed)
        if delimiter is None:
            raise wrong("", f"the first line must name the columns {', '.join(needed)}, between commas, ; or tabs")
        columns = _fields(first, delimiter)
        _check_columns(columns, hints, notes)
        rows = cells.rows(text, delimiter=delimiter, strict=True)
        for found in rows:
            line = rows.line_num + 1
            if found and len(found) != len(columns):
                what = f"holds {len(found)} fields, the header {len(columns)}"
                raise parts.bad_file(wrong("", what), hints.name, f"line {line}")
            if found:
                yield line, dict(zip(columns, found, strict=True))
    except csv.Error as error:
        raise parts.bad_file(wrong("", f"is no row of a table: {error}"), hints.name, f"line {line + 1}") from None
    except UnicodeDecodeError as error:
        what = f"byte {error.start + 1} of what was read is not UTF-8; save the file as UTF-8"
        raise parts.bad_file(wrong("", what), hints.name, f"after line {line}") from None


def _delimiter(header: str, needed: Sequence[str]) -> str | None:
    """The sign between columns that makes the header name those that are needed."""
    return next((sign for sign in DELIMITERS if set(needed) <= set(_fields(header, sign))), None)


def _fields(header: str, delimiter: str) -> list[str]:
    try:
        return [name.strip() for name in next(cells.rows([header.rstrip("\r\n")], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _check_columns(columns: list[str], hints: Hints, notes: list[Item]) -> None:
    twice = next((name for name in columns if name in KNOWN and columns.count(name) > 1), None)
    if twice is not None:
        raise wrong("", f"the column {twice} is there twice")
    unread = sorted(set(columns) - set(KNOWN))
    if unread:
        notes.append(Remark(f"columns that are not read: {listed(unread)}", hints.name))


def _row(
    answers: dict[tuple[str, str], Answer], row: dict[str, str], line: int, hints: Hints, notes: list[Item]
) -> None:
    image_id = values.text(row["image_id"], "image_id")
    annotator = values.text(row.get("annotator_id") or hints.annotator or "", "annotator_id")
    answer = answers.setdefault((image_id, annotator), Answer(line))
    label = row["label"]
    if not label:
        answer.empty += 1
    elif values.text(label, "label") in answer.labels:
        notes.append(Skipped(TWICE, f"{hints.name}, line {line}"))
    else:
        answer.labels[label] = None
    _more(answer, row)


def _more(answer: Answer, row: dict[str, str]) -> None:
    """What a row says of its whole answer: of times the latest counts, all else must agree."""
    if row.get("kind"):
        kind = values.choice(row["kind"], "kind", KINDS)
        if answer.kind not in (None, kind):
            raise wrong("kind", f"is {kind} here and {answer.kind} in an earlier row of this image and annotator")
        answer.kind = kind
    if row.get("submitted_at"):
        at = values.moment(row["submitted_at"], "submitted_at")
        answer.submitted_at = at if answer.submitted_at is None else max(at, answer.submitted_at)
    if row.get("seconds"):
        spent = values.seconds(decimals.decimal(row["seconds"], "seconds", 0, values.SECONDS), "seconds")
        if answer.seconds not in (None, spent):
            raise wrong("seconds", f"is {spent:.10g} here and another in an earlier row of this image and annotator")
        answer.seconds = spent


def _annotation(image_id: str, annotator: str, answer: Answer, hints: Hints) -> Iterator[Item]:
    place = f"{hints.name}, line {answer.line}"
    if answer.empty and answer.labels:
        yield Skipped("row without a label beside others of its answer", place, answer.empty)
    at = hints.submitted_at if answer.submitted_at is None else answer.submitted_at
    if at is None:
        yield Remark(UNTIMED, place)
    if answer.kind is None and hints.kind is None:
        yield Remark(GUESSED, place)
    kind = hints.kind or answer.kind or "person"
    yield Annotation(image_id, annotator, kind, at, None, tuple(answer.labels), answer.seconds, place=place)


FORMATS.add(
    "csv",
    Format(
        name="csv",
        extensions=(".csv", ".tsv"),
        sniff=sniff,
        read=read,
        write=None,
        doc="a table of image-level labels: image_id, annotator_id, label, and kind, submitted_at, seconds if known",
    ),
)
