"""Files of labels as rows of a table, read piece by piece."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from labelqa.cluster.schema import KNOWN, LINE
from labelqa.errors import BadCall, BadFile, quoted
from labelqa.formats import document
from labelqa.formats.native import LONGEST
from labelqa.formats.parquet import reading
from labelqa.paths import files_below, open_binary, shown

ENDINGS = {".parquet": "parquet", ".jsonl": "lines", ".ndjson": "lines"}
ROWS = 50_000
"""Rows of a piece, about: what one process holds at once while it shares them out."""
LINE_BYTES = 500
"""Bytes of a line, about."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file: row groups from `first` up to `last`, whose rows count from `row` on; of lines, all of it."""

    name: str
    first: int = 0
    last: int = 0
    row: int = 0


def is_input(name: str) -> bool:
    """True for files of labels: no part of their path is hidden or begins with an underscore."""
    return Path(name).suffix in ENDINGS and not any(part.startswith(("_", ".")) for part in Path(name).parts)


def names_of(root: Path) -> list[str]:
    """The names of all files of labels in a folder, in order; of a file, its own. BadCall when there is none."""
    if not root.is_dir():
        open_binary(root).close()
        found = [root.name] if root.suffix in ENDINGS else []
    else:
        found = sorted(name for name, _ in files_below(root, []) if is_input(name))
    if not found:
        raise no_labels(shown(root))
    return found


def no_labels(place: str) -> BadCall:
    """The refusal of an input without any file of labels."""
    return BadCall(f"{place}: holds no file that ends in {', '.join(ENDINGS)}")


def check_apart(place: str, within: bool) -> None:
    """BadCall for an output that lies in the input."""
    if within:
        raise BadCall(f"{place}: lies in the input, and would be read as labels; name a folder beside it")


def below(root: Path, name: str) -> Path:
    """The path of a file of the input."""
    return root / name if root.is_dir() else root


def shared_shape(shapes: Collection[str]) -> str:
    """The one thing that all files hold; BadCall when they differ."""
    if len(set(shapes)) > 1:
        raise BadCall(f"the files hold {' and '.join(sorted(set(shapes)))}; score one sort at a time")
    return next(iter(shapes))


def shape_of_file(path: Path) -> str:
    """What a file holds."""
    if ENDINGS[path.suffix] == "lines":
        return "lines"
    with opened(path) as file:
        return reading.shape_of_file(file, shown(path))


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """A Parquet file; BadFile when it is none."""
    with open_binary(path) as file:
        try:
            found = pq.ParquetFile(file)
        except (pa.ArrowException, OSError, ValueError) as error:
            text = f"it is no Parquet file that can be read: {quoted(str(error))}"
            raise BadFile(f"{shown(path)}: {text}") from None
        yield found


def pieces(root: Path, name: str) -> list[Piece]:
    """A file in pieces of whole row groups, about equal ones."""
    path = below(root, name)
    if ENDINGS[path.suffix] == "lines":
        return [Piece(name)]
    found, first, row, begin = [], 0, 0, 0
    with opened(path) as file:
        about = file.metadata
        for group in range(about.num_row_groups):
            row += about.row_group(group).num_rows
            if row - begin >= ROWS or group == about.num_row_groups - 1:
                found.append(Piece(name, first, group + 1, begin))
                first, begin = group + 1, row
    return found


def rows_about(root: Path, names: Sequence[str]) -> int:
    """How many rows the files hold, about."""
    total = 0
    for name in names:
        path = below(root, name)
        if ENDINGS[path.suffix] == "lines":
            total += path.stat().st_size // LINE_BYTES + 1
        else:
            with opened(path) as file:
                total += file.metadata.num_rows
    return total


def read(root: Path, piece: Piece, shape: str) -> Iterator[pa.Table]:
    """The rows of a piece with their places, so many at once as one process should hold."""
    path = below(root, piece.name)
    if shape == "lines":
        yield from _lines(path, piece.name)
        return
    with opened(path) as file:
        known = [name for name in KNOWN[shape] if name in file.schema_arrow.names]
        row = piece.row
        with readable(path):
            for batch in file.iter_batches(ROWS, row_groups=list(range(piece.first, piece.last)), columns=known):
                yield placed(pa.Table.from_batches([batch]), piece.name, row)
                row += len(batch)


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """BadFile where the rows of a Parquet file turn out to be damaged."""
    try:
        yield
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BadFile(f"{shown(path)}: it cannot be read: {quoted(str(error))}; write it anew") from None


def placed(table: pa.Table, name: str, row: int) -> pa.Table:
    """Rows with their places: that file, from that row on; ids of images as text."""
    n = len(table)
    at = table.column_names.index("image_id")
    table = table.set_column(at, "image_id", table.column("image_id").cast(pa.string()))
    table = table.append_column("file", pa.array([name] * n, pa.string()))
    table = table.append_column("block", pa.array([0] * n, pa.int64()))
    return table.append_column("row", pa.array(range(row, row + n), pa.int64()))


def _lines(path: Path, name: str) -> Iterator[pa.Table]:
    rows: list[dict[str, Any]] = []
    held = 0
    with open_binary(path) as file:
        number = -1
        while line := file.readline(LONGEST + 1):
            number += 1
            line = line.removeprefix(document.BOM) if number == 0 else line
            if len(line) > LONGEST:
                raise BadFile(f"{shown(path)} line {number + 1}: is longer than {LONGEST >> 20} MiB")
            if line.strip():
                rows.append({"image_id": _image_id(line), "line": line, "file": name, "block": 0, "row": number})
                held += len(line)
            if len(rows) >= ROWS or held >= ROWS * LINE_BYTES:
                yield pa.Table.from_pylist(rows, schema=LINE)
                rows, held = [], 0
    yield pa.Table.from_pylist(rows, schema=LINE)


def _image_id(line: bytes) -> str:
    """The image of a line; of one that cannot be read, none: who reads it in full says why."""
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return ""
    found = row.get("image_id") if isinstance(row, dict) else None
    return found if isinstance(found, str) else ""
