"""A COCO file larger than memory: its image records are held, its entries put in order by image on the disk.

The lists may come in any order: entries that come before their images wait on the disk as well. An image's bucket
follows from its place among the images, so that what is read comes out in the order of the images.
"""

import json
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, BinaryIO

import orjson

from labelqa.errors import BadInput
from labelqa.formats import document
from labelqa.formats.coco.answers import Gathering
from labelqa.formats.coco.buckets import Buckets
from labelqa.formats.coco.images import Record, Records, categories
from labelqa.formats.coco.remarks import remarks
from labelqa.formats.coco.shapes import keypoint_names
from labelqa.formats.coco.whole import MISSING, REQUIRED, RESULTS
from labelqa.formats.format import Hints
from labelqa.formats.json_stream import Piece, pieces
from labelqa.formats.values import shown, under, wrong
from labelqa.model import Item
from labelqa.paths import temporary_file

BUCKETS = 1024
"""Parts that the images are taken in, one after the other."""
_LISTS = ("images", "categories", "submissions", "annotations")
_SAID = ("submissions", "annotations")
"""Lists whose rows are about an image, in the order they are taken."""


class Rejoined:
    """A stream of which the first pieces were read already."""

    def __init__(self, head: deque[bytes], rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int, /) -> bytes:
        """The next piece; of the rest, as many bytes as asked for."""
        return self._head.popleft() if self._head else self._rest.read(size)


def items(stream: Rejoined, hints: Hints) -> Iterator[Item]:
    """Everything in the file: image by image with its annotations and what was left out of them, then the remarks."""
    with ExitStack() as stack:
        file, waiting = (stack.enter_context(temporary_file(hints.folder)) for _ in range(2))
        sorting = Sorting(Gathering(Records(hints), hints), Buckets(file, BUCKETS), Buckets(waiting, len(_SAID)))
        for piece in pieces(stream):
            sorting.take(piece)
        yield from _in_order(*sorting.sorted())


class Sorting:
    """Takes the pieces of a file; the rows about an image wait until the images are known, and are put in buckets."""

    def __init__(self, gathering: Gathering, buckets: Buckets, waiting: Buckets) -> None:
        self.gathering, self._buckets, self._waiting = gathering, buckets, waiting
        self._records = gathering.records
        self._categories: list[dict[str, Any]] = []
        self._seen: set[str] = set()
        self._at: str | None = None

    def take(self, piece: Piece) -> None:
        """Takes one."""
        if piece.key is None:
            text = "is not an object with images, annotations and categories"
            raise wrong("", RESULTS if piece.index is not None else f"{shown(piece.value)} {text}")
        if piece.key not in _LISTS or piece.value is None:
            return
        if piece.key != self._at or not piece.index:
            self._begin(piece)
        if piece.index is None:
            return
        if type(piece.value) is not dict:
            raise wrong(piece.pointer, f"{shown(piece.value)} is not an object")
        if piece.key == "images":
            self._records.add(piece.value, piece.index)
        elif piece.key == "categories":
            self._categories.append(piece.value)
        elif "images" in self._seen:
            self._put(piece.key, piece.index, piece.value)
        else:
            self._waiting.add(_SAID.index(piece.key), _written([piece.index, piece.value]))

    def sorted(self) -> tuple[Gathering, Buckets]:
        """All that was taken, after the last piece."""
        for key in REQUIRED:
            if key not in self._seen:
                raise wrong(f"/{key}", MISSING)
        for number, key in enumerate(_SAID):
            for line in self._waiting.rows(number):
                self._put(key, *document.parse(line))
        found = {"categories": self._categories}
        self.gathering.know(categories(found), keypoint_names(found))
        self.gathering.asked(self._records.by_id.values())
        return self.gathering, self._buckets

    def _begin(self, piece: Piece) -> None:
        """The first piece of a list."""
        if piece.index is None and piece.value != []:
            raise wrong(f"/{piece.key}", f"{shown(piece.value)} is not a list")
        if piece.key in self._seen:
            raise wrong(f"/{piece.key}", "comes a second time")
        self._at = piece.key
        self._seen.add(piece.key or "")

    def _put(self, key: str, index: int, row: dict[str, Any]) -> None:
        submitted = key == "submissions"
        try:
            record = self.gathering.hear(row, submitted=submitted)
        except BadInput as error:
            raise under(f"/{key}/{index}", error) from None
        self.gathering.closed |= submitted
        bucket = record.first * BUCKETS // len(self._records.by_id)
        self._buckets.add(bucket, _written([_SAID.index(key), index, row]))


def _in_order(gathering: Gathering, buckets: Buckets) -> Iterator[Item]:
    for bucket, records in enumerate(_parted(gathering.records)):
        yield from (record.image for record in records if record.first == record.index)
        rows = [document.parse(line) for line in buckets.rows(bucket)]
        for _, index, row in (r for r in rows if r[0] == 0):
            gathering.submission(row, index)
        gathering.entries((index, row) for number, index, row in rows if number == 1)
        annotations = list(gathering.finish(records))
        yield from gathering.notes
        gathering.notes.clear()
        yield from annotations
    gathering.check_units()
    yield from remarks(gathering)


def _parted(records: Records) -> list[list[Record]]:
    """The records of each bucket."""
    parts: list[list[Record]] = [[] for _ in range(BUCKETS)]
    for record in records.by_id.values():
        parts[record.first * BUCKETS // len(records.by_id)].append(record)
    return parts


def _written(row: list[Any]) -> bytes:
    """A row on one line; as orjson writes null where a number is none, the standard library looks after such rows."""
    try:
        line = orjson.dumps(row)
    except TypeError:  # numbers beyond 64 bits, half surrogate pairs
        return json.dumps(row).encode()
    return json.dumps(row).encode() if b"null" in line else line
