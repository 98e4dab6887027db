"""Reads tables of annotations row by row; every value is checked as the native form checks it."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from io import BufferedReader
from typing import Any, BinaryIO, cast

import pyarrow as pa
import pyarrow.parquet as pq

from labelqa.errors import BadFile, BadInput, Problem, listed, quoted
from labelqa.formats import document, values
from labelqa.formats.format import Hints, told
from labelqa.formats.native import line as native
from labelqa.formats.parquet import boxes
from labelqa.formats.parquet.schema import ANNOTATION, BOX, MORE_OF_BOX, OF_IMAGE
from labelqa.formats.values import under, wrong
from labelqa.model import Image, Item, Remark
from labelqa.paths import temporary_file

ROW_GROUP = 1 << 30
"""Most bytes that a row group says it unpacks to."""
BATCH = 200
"""Rows that are unpacked at once."""
URI = 4096
"""Most code points of an image's address."""
_PIECE = 1 << 20
_BOX = ("x", "y", "width", "height")


def items(stream: BinaryIO, hints: Hints) -> Iterator[Item]:
    """Everything in the file, which is copied first: its end says where things are."""
    with temporary_file(hints.folder) as copy:
        while piece := stream.read(_PIECE):
            copy.write(piece)
        copy.seek(0)
        try:
            yield from _read(pq.ParquetFile(cast(BufferedReader, copy)), hints)
        except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
            text = str(error).partition("\n")[0]
            raise BadFile(
                f"{hints.name}: it is no Parquet file that can be read: {quoted(text)}; write it anew"
            ) from None


def _read(file: Any, hints: Hints) -> Iterator[Item]:
    columns = set(file.schema_arrow.names)
    if shape_of_file(file, hints.name) == "annotations":
        known = [name for name in ANNOTATION.names if name in columns]
        yield from _unread(columns.difference(known), hints)
        yield from _annotations(_rows(file, known, BATCH), hints)
    else:
        known = [name for name in (*BOX, *MORE_OF_BOX) if name in columns]
        yield from _unread(columns.difference(known), hints)
        yield from boxes.items(_rows(file, known, 10 * BATCH), file.metadata.num_rows, hints)


def shape_of_file(file: Any, place: str) -> str:
    """What a Parquet file holds; BadFile when it is neither, or cannot be read within bounds."""
    groups = file.metadata.num_row_groups
    largest = max((file.metadata.row_group(k).total_byte_size for k in range(groups)), default=0)
    if largest > ROW_GROUP:
        text = f"a row group of it unpacks to {largest:,} bytes, and {ROW_GROUP:,} is the most"
        raise BadFile(f"{place}: {text}; write it with smaller row groups")
    columns = file.schema_arrow.names
    if len(set(columns)) < len(columns):
        raise BadFile(f"{place}: has two columns of one name; rename one of them")
    return shape_of(columns, place)


def shape_of(columns: Collection[str], place: str) -> str:
    """What a table holds, by its columns: annotations or boxes; BadFile when it is neither."""
    if "image_id" in columns and not {"objects", "labels", "cancelled"}.isdisjoint(columns):
        return "annotations"
    if set(BOX).issubset(columns):
        return "boxes"
    wanted = f"a table of annotations has image_id and objects or labels, a table of boxes {', '.join(BOX)}"
    raise BadFile(f"{place}: has the columns {listed(columns)}; {wanted}")


def _unread(columns: set[str], hints: Hints) -> Iterator[Item]:
    if columns:
        yield Remark(f"columns that are not read: {listed(columns)}", hints.name)


def _rows(file: Any, columns: list[str], size: int) -> Iterator[dict[str, Any]]:
    for batch in file.iter_batches(size, columns=columns):
        yield from batch.to_pylist()


def _annotations(rows: Iterator[dict[str, Any]], hints: Hints) -> Iterator[Item]:
    last: Image | None = None
    for number, row in enumerate(rows, 1):
        image, *others = given(row, hints, number)
        if image != last and isinstance(image, Image):
            last = image
            yield image
        yield from others


def given(row: dict[str, Any], hints: Hints, number: int) -> list[Item]:
    """What one row of a table of annotations holds: its image, what is left out or remarked, and the annotation.

    `number`: the row's own, for messages. BadFile names what is wrong.
    """
    place = f"{hints.name} row {number}"
    try:
        image = _image(row)
        found = None if _unanswered(row) else native.parse(_line(row), hints, place)
    except BadInput as error:
        problem = error.problems[0]
        at = f", {problem.pointer}" if problem.pointer else ""
        raise BadFile(f"{place}{at}: {problem.detail}", [Problem(f"row {number}{at}", problem.detail)]) from None
    if found is None:
        return [image]
    annotation, remarks = told(found.annotation, hints.kind or found.annotation.kind)
    return [image, *found.notes, *remarks, annotation]


def _unanswered(row: dict[str, Any]) -> bool:
    given = ("annotator_id", "kind", "objects", "labels", "cancelled", "submitted_at")
    return all(row.get(key) is None for key in given)


def _image(row: dict[str, Any]) -> Image:
    """The image of a row, with what the native form does not hold; the rest is checked with the row."""
    bare = {key: row[key] for key in OF_IMAGE if row.get(key) is not None}
    uri, batch = bare.pop("uri", None), bare.pop("batch", None)
    image_id = values.text(row["image_id"], "/image_id")
    return replace(
        native.pictured(bare, image_id) or Image(image_id),
        uri=None if uri is None else values.text(uri, "/uri", URI),
        batch=None if batch is None else values.text(batch, "/batch"),
    )


def _line(row: dict[str, Any]) -> dict[str, Any]:
    """A row as a native line: without what is null, times as text."""
    found = {key: value for key, value in row.items() if value is not None and key not in ("uri", "batch")}
    if "submitted_at" in row:
        found["submitted_at"] = _time(row["submitted_at"], "/submitted_at")
    if "objects" in found:
        found["objects"] = _each(found["objects"], "/objects", _object)
    if "reviews" in found:
        found["reviews"] = _each(found["reviews"], "/reviews", _review)
    return found


def _each(rows: Any, pointer: str, made: Any) -> Any:
    if type(rows) is not list:
        raise wrong(pointer, f"{values.shown(rows)} is not a list")
    found = []
    for i, row in enumerate(rows):
        if type(row) is not dict:
            raise wrong(f"{pointer}/{i}", f"{values.shown(row)} is not an object")
        try:
            found.append(made({key: value for key, value in row.items() if value is not None}))
        except BadInput as error:
            raise under(f"{pointer}/{i}", error) from None
    return found


def _object(row: dict[str, Any]) -> dict[str, Any]:
    if not row.keys().isdisjoint(_BOX):
        row["box"] = [row.pop(key, None) for key in _BOX]
    more = row.get("attributes")
    if type(more) is str:
        try:
            row["attributes"] = document.parse(more.encode("utf-8", "surrogatepass"))
        except BadInput as error:
            raise under("/attributes", error) from None
    return row


def _review(row: dict[str, Any]) -> dict[str, Any]:
    times = {key: _time(row[key], f"/{key}") for key in ("at", "undone_at") if key in row}
    return row | times | {"revision": row.get("revision")}


def _time(value: object, pointer: str) -> object:
    """A time as the native form writes it; one without a time zone stays without, and is refused with the row."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value
