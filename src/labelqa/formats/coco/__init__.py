"""COCO: images, categories, and objects with boxes in one JSON file.

Read with the dialects that say who drew: see `speakers`. Also with the list `submissions` that labelqa writes,
one entry an answer with kind, times and seconds, so that an empty answer can be told from none.
"""

import re
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

import orjson

from labelqa.errors import BadCall, BadFile, BadInput
from labelqa.formats import parts
from labelqa.formats.coco import scattered, whole, writing
from labelqa.formats.format import FORMATS, Format, Hints
from labelqa.formats.json_stream import Rejoined
from labelqa.model import Item

WHOLE = 64 << 20
"""Bytes of a file that is read as a whole."""
_PIECE = 1 << 20
_LISTS = re.compile(rb'"(images|categories)"\s*:\s*\[(?!\s*")')
_IMAGES = re.compile(rb'"images"\s*:')
_ENTRIES = re.compile(rb'"annotations"\s*:\s*\[')
_CATEGORY = re.compile(rb'"category_id"\s*:')


def sniff(head: bytes) -> bool:
    """True for an object with COCO's lists, and for a list of COCO results, which the reader explains."""
    start = head.lstrip()
    if start.startswith(b"["):
        return _CATEGORY.search(start, 0, 4096) is not None and b'"image_id"' in start[:4096]
    if not start.startswith(b"{") or _is_line(start):
        return False
    if b'"jsonResponse"' in start:  # of Kili, whose objects have categories too
        return False
    if start.rstrip().endswith(b"}") and not _IMAGES.search(start) and not _ENTRIES.search(start):
        return False  # classes alone, as Label Studio puts them beside YOLO files
    return bool(_LISTS.search(start) or (_ENTRIES.search(start) and _CATEGORY.search(start)))


def _is_line(start: bytes) -> bool:
    """True when the first line is a whole object that answers for one image: the native form."""
    try:
        row = orjson.loads(start.partition(b"\n")[0])
    except orjson.JSONDecodeError:
        return False
    return isinstance(row, dict) and "image_id" in row


def read(stream: BinaryIO, hints: Hints) -> Iterator[Item]:
    """Yields images, one annotation per image and annotator, remarks and what was left out.

    COCO scatters an image's objects over the file. So one of up to 64 MiB is held in memory; a larger one comes image
    by image after all of it was put in order on the disk.
    """
    try:
        head, more = _head(stream)
        if more:
            yield from scattered.items(Rejoined(head, stream), hints)
        else:
            yield from whole.items(_joined(head), hints)
    except (BadFile, BadCall):
        raise
    except BadInput as error:
        raise parts.bad_file(error, hints.name) from None


def _head(stream: BinaryIO) -> tuple[deque[bytes], bool]:
    """The first pieces of a file, and whether there may be more of them."""
    head, size = deque[bytes](), 0
    while size <= WHOLE:
        piece = stream.read(_PIECE)
        if not piece:
            return head, False
        head.append(piece)
        size += len(piece)
    return head, True


def _joined(pieces: deque[bytes]) -> bytes:
    data = b"".join(pieces)
    pieces.clear()  # or the file would be held twice
    return data


FORMATS.add(
    "coco",
    Format(
        name="coco",
        extensions=(".json",),
        sniff=sniff,
        read=read,
        write=writing.write,
        doc="COCO instances JSON, with annotator, times and empty answers where a dialect holds them",
    ),
)
