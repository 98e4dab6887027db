"""Parquet: annotations as rows of a table, with everything the native form holds; or plain rows of boxes.

pyarrow reads and writes it. That is large and slow to load, so it is an extra, and loaded when a file needs it.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from labelqa.errors import BadCall
from labelqa.formats.format import FORMATS, Format, Hints
from labelqa.model import Item

_MAGIC = b"PAR1"
_MISSING = "the format parquet needs pyarrow, which is not installed; install it with: pip install 'labelqa[parquet]'"


def sniff(head: bytes) -> bool:
    """True for the four bytes that every Parquet file begins with."""
    return head.startswith(_MAGIC)


def read(stream: BinaryIO, hints: Hints) -> Iterator[Item]:
    """Yields images and annotations row by row; rows of boxes after all of them were put in order by image."""
    try:
        from labelqa.formats.parquet import reading  # noqa: PLC0415  (an extra)
    except ModuleNotFoundError:
        raise BadCall(_MISSING) from None
    yield from reading.items(stream, hints)


def write(items: Iterable[Item], out: BinaryIO) -> dict[str, int]:
    """Writes one row per annotation, and one per image that nobody answered; nothing is lost."""
    try:
        from labelqa.formats.parquet import writing  # noqa: PLC0415  (an extra)
    except ModuleNotFoundError:
        raise BadCall(_MISSING) from None
    writing.write(items, out)
    return {}


FORMATS.add(
    "parquet",
    Format(
        name="parquet",
        extensions=(".parquet",),
        sniff=sniff,
        read=read,
        write=write,
        doc="Parquet, one annotation a row with all that the native form holds; needs pyarrow",
    ),
)
