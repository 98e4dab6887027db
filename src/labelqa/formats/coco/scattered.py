"""A COCO file larger than memory: its rows are put in order on the disk, and taken image by image.

Rows go into buckets by the id of their image record, in whatever order the lists come. Where an image has several
records, all that is about it goes once more into buckets by the image. Nothing is held that grows with the file, but
the names of classes and annotators.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import Any

import orjson

from labelqa.errors import BadInput
from labelqa.formats import document
from labelqa.formats.buckets import Buckets
from labelqa.formats.coco.gathering import Gathering
from labelqa.formats.coco.images import Records, categories, names, own_id
from labelqa.formats.coco.remarks import remarks
from labelqa.formats.coco.shapes import keypoint_names
from labelqa.formats.coco.whole import MISSING, REQUIRED, RESULTS
from labelqa.formats.format import Hints
from labelqa.formats.ids import identity
from labelqa.formats.json_stream import Piece, Readable, pieces
from labelqa.formats.values import shown, under, wrong
from labelqa.model import Item
from labelqa.paths import temporary_file

BUCKETS = 1024
"""Parts that a file is taken in, one after the other."""
_LISTS = ("images", "submissions", "annotations", "categories")
_IMAGES, _SUBMISSIONS, _ANNOTATIONS = range(3)
Row = tuple[int, int, dict[str, Any]]
"""Which of the lists it is of, its index there, and what it says."""


def items(stream: Readable, hints: Hints) -> Iterator[Item]:
    """Everything in the file: some images, what was left out of them, their annotations, and so on; then remarks."""
    with ExitStack() as stack:

        def fresh() -> Buckets:
            return Buckets(stack.enter_context(temporary_file(hints.folder)), BUCKETS)

        gathering = Gathering(Records(hints), hints)
        sorting = Sorting(gathering, fresh(), fresh())
        for piece in pieces(stream):
            sorting.take(piece)
        yield from _in_order(gathering, sorting.sorted(fresh))


class Sorting:
    """Takes the pieces of a file and puts its rows into buckets, while `gathering` hears who speaks."""

    def __init__(self, gathering: Gathering, rows: Buckets, image_ids: Buckets) -> None:
        self._gathering, self._rows, self._image_ids = gathering, rows, image_ids
        self._categories: list[dict[str, Any]] = []
        self._seen: set[str] = set()
        self._at: str | None = None
        self._images_name = False

    def take(self, piece: Piece) -> None:
        """Takes one."""
        if piece.key is None:
            text = "is not an object with images, annotations and categories"
            raise wrong("", RESULTS if piece.index is not None else f"{shown(piece.value)} {text}")
        if piece.key not in _LISTS or piece.value is None:
            return
        if piece.key != self._at or not piece.index:
            self._begin(piece, piece.key)
        if piece.index is None:
            return
        if type(piece.value) is not dict:
            raise wrong(piece.pointer, f"{shown(piece.value)} is not an object")
        if piece.key == "categories":
            self._categories.append(piece.value)
            return
        try:
            self._put(_LISTS.index(piece.key), piece.index, piece.value)
        except BadInput as error:
            raise under(piece.pointer, error) from None

    def sorted(self, fresh: Callable[[], Buckets]) -> Buckets:
        """The rows by image, after the last piece."""
        for key in REQUIRED:
            if key not in self._seen:
                raise wrong(f"/{key}", MISSING)
        found = {"categories": self._categories}
        self._gathering.know(categories(found), keypoint_names(found))
        self._gathering.speakers.repeated = any(map(_twice, self._image_ids.all()))
        rows = self._by_image(fresh()) if self._gathering.speakers.repeated else self._rows
        if self._images_name:
            self._hear_again(rows)
        self._gathering.speakers.heard()
        return rows

    def _begin(self, piece: Piece, key: str) -> None:
        """The first piece of a list."""
        if piece.index is None and piece.value != []:
            raise wrong(f"/{key}", f"{shown(piece.value)} is not a list")
        if key in self._seen:
            raise wrong(f"/{key}", "comes a second time")
        self._at = key
        self._seen.add(key)

    def _put(self, sort: int, index: int, row: dict[str, Any]) -> None:
        if sort == _IMAGES:
            key = own_id(row)
            image_id = names(row, key, self._gathering.hints)[1]
            self._image_ids.add(image_id, _written(image_id))
            self._hear_image(row)
        else:
            key = identity(row.get("image_id"), "/image_id")
            self._gathering.closed |= sort == _SUBMISSIONS
            self._gathering.speakers.hear(row, None, submitted=sort == _SUBMISSIONS)
        self._rows.add(key, _written([sort, index, row]))

    def _hear_image(self, row: dict[str, Any]) -> None:
        """Notes whom an image record names: who was asked is there; who drew is only if there are entries."""
        self._images_name |= row.get("annotator") is not None
        raters = row.get("rater_list")
        for i, rater in enumerate(raters if type(raters) is list else ()):
            self._gathering.speakers.present.add(identity(rater, f"/rater_list/{i}"))

    def _by_image(self, buckets: Buckets) -> Buckets:
        """All rows anew, by image and not by record."""
        for rows in map(_parsed, self._rows.all()):
            records = _records(rows, self._gathering.hints)
            for sort, index, row in rows:
                key = own_id(row) if sort == _IMAGES else identity(row["image_id"], "/image_id")
                if key not in records.by_id:
                    pointer = f"/{_LISTS[sort]}/{index}/image_id"
                    raise wrong(pointer, f"{shown(row['image_id'])} is not the id of an image")
                image_id = records.by_id[key].image.image_id
                buckets.add(image_id, _written([sort, index, row]))
        return buckets

    def _hear_again(self, rows: Buckets) -> None:
        """Hears all entries anew, where image records say who drew."""
        gathering = self._gathering
        gathering.speakers.forget_nameless()
        for found in map(_parsed, rows.all()):
            records = _records(found, gathering.hints).by_id
            for sort, _, row in found:
                if sort == _ANNOTATIONS:
                    record = records.get(identity(row["image_id"], "/image_id"))
                    gathering.speakers.hear(row, record, submitted=False)


def _in_order(gathering: Gathering, rows: Buckets) -> Iterator[Item]:
    for found in map(_parsed, rows.all()):
        gathering.records = records = _records(found, gathering.hints)
        yield from (record.image for record in records.by_id.values() if record.first == record.index)
        for sort, index, row in found:
            if sort == _SUBMISSIONS:
                gathering.submission(row, index)
        gathering.entries((index, row) for sort, index, row in found if sort == _ANNOTATIONS)
        annotations = list(gathering.finish(records.by_id.values()))
        yield from gathering.notes
        gathering.notes.clear()
        yield from annotations
    gathering.check_units()
    yield from remarks(gathering)


def _records(rows: list[Row], hints: Hints) -> Records:
    records = Records(hints)
    for sort, index, row in rows:
        if sort == _IMAGES:
            records.add(row, index)
    return records


def _parsed(lines: Iterable[bytes]) -> list[Row]:
    """The rows of one bucket: images, submissions, annotations, each in the order of the file."""
    return sorted(map(document.parse, lines), key=lambda row: row[:2])


def _twice(image_ids: Iterable[bytes]) -> bool:
    """True when an image has several records."""
    found = list(image_ids)
    return len(set(found)) < len(found)


def _written(row: Any) -> bytes:
    """A row on one line; as orjson writes null where a number is none, the standard library looks after such rows."""
    try:
        line = orjson.dumps(row)
    except TypeError:  # numbers beyond 64 bits, half surrogate pairs
        return json.dumps(row).encode()
    return json.dumps(row).encode() if b"null" in line else line
