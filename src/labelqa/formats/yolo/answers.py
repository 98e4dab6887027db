"""What YOLO cannot say, in a table that labelqa writes beside its label files: image, size, annotator, kind, time."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from labelqa.archives import Tree
from labelqa.errors import BadFile, BadInput
from labelqa.formats import decimals, values
from labelqa.formats.cells import named
from labelqa.formats.native.writing import written_time
from labelqa.model import KINDS, Annotation, Kind

NAME = "labelqa-answers.csv"
_COLUMNS = ("file", "image_id", "width", "height", "annotator_id", "kind", "submitted_at")


@dataclass(frozen=True, slots=True)
class Answer:
    """Whose answer one label file is, and for which image."""

    image_id: str
    size: tuple[int, int] | None
    annotator: str
    kind: Kind
    submitted_at: int | None


def written(rows: Iterable[tuple[str, Annotation, tuple[int, int] | None]]) -> bytes:
    """The table for label files with what they hold and the size of its image."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(_COLUMNS)
    for file, a, size in rows:
        at = "" if a.submitted_at is None else written_time(a.submitted_at)
        table.writerow([file, a.image_id, *(size or ("", "")), a.annotator_id, a.kind, at])
    return out.getvalue().encode()


def read(tree: Tree) -> dict[str, Answer]:
    """The answers of a tree by the name of their file; empty for a tree that labelqa did not write.

    Each folder may have a table of its own, as the splits of an export have.
    """
    tables = [] if tree.single else [e.name for e in tree.entries if e.name.rpartition("/")[2] == NAME]
    return {file: answer for name in tables for file, answer in _table(tree, name)}


def _table(tree: Tree, name: str) -> Iterator[tuple[str, Answer]]:
    folder = name.removesuffix(NAME)
    with tree.stream(name) as stream, io.TextIOWrapper(stream, "utf-8-sig", newline="") as text:
        try:
            rows = named(text)
            for row in rows:
                yield folder + (row["file"] or ""), _answer(row)
        except (csv.Error, KeyError, UnicodeDecodeError):
            raise BadFile(f"{tree.place(name)}: is not the table labelqa writes; remove it, or export anew") from None
        except BadFile:
            raise
        except BadInput as error:
            raise BadFile(f"{tree.place(name)} line {rows.line_num}, {error.detail}", error.problems) from None


def _answer(row: dict[str, str]) -> Answer:
    sides = [decimals.whole(row[key], key, 1, values.SIZE) for key in ("width", "height") if row[key]]
    return Answer(
        values.text(row["image_id"], "image_id"),
        (sides[0], sides[1]) if len(sides) == 2 else None,
        values.text(row["annotator_id"], "annotator_id"),
        values.choice(row["kind"], "kind", KINDS),
        values.moment(row["submitted_at"], "submitted_at") if row["submitted_at"] else None,
    )
