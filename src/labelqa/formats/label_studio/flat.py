"""JSON_MIN of Label Studio, one flat row an answer, and CSV or TSV of the same columns with JSON in their cells."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, BinaryIO

from labelqa.errors import BadFile, BadInput
from labelqa.formats import document, values
from labelqa.formats.cells import named
from labelqa.formats.detection import peeked
from labelqa.formats.json_stream import pieces
from labelqa.formats.label_studio.config import LabelConfig
from labelqa.formats.label_studio.pages import looks_like_image
from labelqa.formats.label_studio.reading import Seen, items
from labelqa.formats.label_studio.task import Settings
from labelqa.formats.parts import bad_file
from labelqa.formats.values import wrong
from labelqa.model import Annotation, Item, Remark

LOSSES = (
    "this form holds neither reviews, predictions, skipped images, ground truth and origins, nor the ids of regions; "
    "export as JSON to keep them"
)
MAILS = "names annotators by e-mail, where an export as JSON gives their numbers: there they are other annotators"
TEXTS = (
    "columns of text are taken as data of the task: choices of one class look the same; put the label config (.xml) "
    "beside the file, or export as JSON"
)
_OWN = frozenset(("id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement"))
_SIZE = ("original_width", "original_height", "image_rotation", "item_index")
_SHAPED = (("points", "polygon"), ("rle", "brush"), ("radiusX", "ellipse"), ("height", "rectangle"))
_SAID = ("taxonomy", "choices", "text", "rating", "number")
_WORDS = {"text": "textarea"}


def read_rows(stream: BinaryIO, settings: Settings) -> Iterator[Item]:
    """The answers of one file, in their order, and what this form cannot tell."""
    hints, seen = settings.hints, Seen()
    yield Remark(LOSSES, hints.name)
    mails = texts = False
    for place, pointer, row in _rows(stream, hints.name):
        try:
            task = _task(row, settings.config)
        except BadInput as error:
            raise bad_file(error, hints.name) from None
        mails |= "@" in str(row.get("annotator"))
        texts |= settings.config is None and any(map(_is_bare_text, task["data"].values()))
        for item in seen.noted(task, f"{hints.name}, {place}", items(task, settings, pointer, place)):
            yield replace(item, origin=None) if isinstance(item, Annotation) else item
    if mails:
        yield Remark(MAILS, hints.name)
    if texts:
        yield Remark(TEXTS, hints.name)


def _rows(stream: BinaryIO, name: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """(place, pointer, row) of every answer."""
    try:
        if peeked(stream).lstrip().startswith((b"[", b"{")):
            for piece in pieces(stream):
                if piece.key is not None or type(piece.value) is not dict:
                    raise wrong(piece.pointer, "is no row of JSON_MIN; the file holds a list of objects")
                yield piece.pointer, piece.pointer, piece.value
        else:
            yield from _cells(stream)
    except BadFile:
        raise
    except BadInput as error:
        raise bad_file(error, name) from None


def _cells(stream: BinaryIO) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Rows of a table; cells that hold JSON as its value."""
    header = peeked(stream).partition(b"\n")[0]
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    rows = named(text, dialect="excel-tab" if b"\t" in header else "excel")
    try:
        for row in rows:
            if None in row:
                raise wrong(f"line {rows.line_num}", "has more cells than the header names")
            place = f"line {rows.line_num}"
            yield place, place, {key: _cell(key, cell) for key, cell in row.items() if cell not in (None, "")}
    except UnicodeDecodeError as error:
        raise wrong(
            "", f"the text after line {rows.line_num} is not UTF-8 ({error.reason}); save it as UTF-8"
        ) from None
    except csv.Error as error:
        raise wrong(f"line {rows.line_num}", f"is no row of a table: {error}") from None
    finally:
        text.detach()


def _cell(key: str, cell: str) -> Any:
    if key == "lead_time" or cell.startswith(("[", "{")):
        try:
            return document.parse(cell.encode("utf-8", "surrogatepass"))
        except BadInput:
            return cell
    return cell


def _task(row: Mapping[str, Any], config: LabelConfig | None) -> dict[str, Any]:
    """A row as the task and the one annotation that it was made of."""
    values.count_keys(dict(row), "")
    result, data = [], {}
    for key, value in row.items():
        found = None if key in _OWN else _result(key, value, config)
        if found is not None:
            result += found
        elif key not in _OWN:
            data[key] = value
    answer = {key: row.get(key) for key in ("created_at", "updated_at", "lead_time")}
    answer |= {"id": row.get("annotation_id"), "completed_by": row.get("annotator"), "result": result}
    return {"id": row.get("id"), "data": data, "annotations": [answer]}


def _result(key: str, value: Any, config: LabelConfig | None) -> list[dict[str, Any]] | None:
    """The rows of a result that a column holds; None when it is data of the task."""
    if type(value) is dict and list(value) == ["choices"]:
        return [{"type": "choices", "from_name": key, "value": value}]
    control = None if config is None else config.controls.get(key)
    if type(value) is str and control in ("choices", "textarea"):
        said = "choices" if control == "choices" else "text"
        return [{"type": control, "from_name": key, "value": {said: [value]}}]
    if type(value) is not list or not value or not all(type(v) is dict for v in value):
        return None
    rows = [_row(key, v, control) for v in value]
    return rows if all(row["type"] for row in rows) else None


def _row(key: str, value: dict[str, Any], control: str | None) -> dict[str, Any]:
    """One row of a result; its type is told by its keys."""
    labels = [k for k in value if k.endswith("labels")]
    said = [k for k in _SAID if k in value]
    shaped = [shape for k, shape in _SHAPED if k in value and "original_width" in value]
    named = labels or [_WORDS.get(k, k) for k in said] or ([control] if control else []) or shaped
    size = {k: value[k] for k in _SIZE if k in value}
    inner = {k: v for k, v in value.items() if k not in _SIZE}
    return {"type": named[0] if named else None, "from_name": key, "value": inner} | size


def _is_bare_text(value: object) -> bool:
    return type(value) is str and "/" not in value and not looks_like_image(value)
