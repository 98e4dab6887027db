"""Tables of cells between commas, read row by row.

The csv module of Python has one bound for the length of a cell, which the whole process shares and any library may
move. Whoever reads a table here sets the same bound anew, so that no file is refused because of what was read before.
"""

import csv
from collections.abc import Iterable
from typing import Any

from labelqa.formats.json_stream import ELEMENT


def rows(text: Iterable[str], **dialect: Any) -> Any:
    """A csv.reader of these lines, whose cells may be as long as one element of a JSON file."""
    csv.field_size_limit(ELEMENT)
    return csv.reader(text, **dialect)


def named(text: Iterable[str], **dialect: Any) -> "csv.DictReader[str]":
    """A csv.DictReader of these lines: rows by the names of the first, as `rows` reads them."""
    csv.field_size_limit(ELEMENT)
    return csv.DictReader(text, **dialect)
