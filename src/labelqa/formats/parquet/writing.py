"""Writes annotations as rows: the same annotations give the same bytes."""

from collections.abc import Iterable
from typing import Any, BinaryIO

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from labelqa.formats.native import writing as native
from labelqa.formats.parquet.schema import ANNOTATION, OF_IMAGE
from labelqa.model import Annotation, Image, Item, Object, Review

GROUP = 20_000
"""Objects and annotations of one row group."""


def write(items: Iterable[Item], out: BinaryIO) -> None:
    """Writes each annotation with what is known of its image by then, and at the end the images nobody answered."""
    images: dict[str, Image] = {}
    answered: set[str] = set()
    with pq.ParquetWriter(out, ANNOTATION, compression="zstd", write_statistics=True) as writer:
        group = _Group(writer)
        for item in items:
            if isinstance(item, Image):
                images[item.image_id] = item
            elif isinstance(item, Annotation):
                answered.add(item.image_id)
                group.add(_row(item, images.get(item.image_id)), len(item.objects or ()))
        for image in images.values():
            if image.image_id not in answered:
                group.add(_about(image), 0)
        group.write()


class _Group:
    """Rows until there are enough of them."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self._rows: list[dict[str, Any]] = []
        self._size = 0

    def add(self, row: dict[str, Any], objects: int) -> None:
        self._rows.append(row)
        self._size += 1 + objects
        if self._size >= GROUP:
            self.write()

    def write(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema=ANNOTATION))
        self._rows, self._size = [], 0


def _about(image: Image) -> dict[str, Any]:
    return {"image_id": image.image_id} | {key: getattr(image, key) for key in OF_IMAGE}


def _row(annotation: Annotation, image: Image | None) -> dict[str, Any]:
    row = native.line(annotation, image) | ({} if image is None else _about(image))
    row |= {"submitted_at": annotation.submitted_at, "cancelled": annotation.cancelled}
    if annotation.objects is not None:
        row["objects"] = [_object(o, written) for o, written in zip(annotation.objects, row["objects"], strict=True)]
    row["reviews"] = [_review(review) for review in annotation.reviews]
    return row


def _object(drawn: Object, row: dict[str, Any]) -> dict[str, Any]:
    box = row.pop("box", None)
    if box is not None:
        row |= dict(zip(("x", "y", "width", "height"), box, strict=True))
    if drawn.attributes is not None:
        row["attributes"] = orjson.dumps(row["attributes"]).decode()
    return row


def _review(review: Review) -> dict[str, Any]:
    keys = ("verdict", "revision", "reviewer_id", "reason", "at", "sampled", "corrected_to", "undone_at", "undone_by")
    return {key: getattr(review, key) for key in keys}
