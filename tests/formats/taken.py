"""What a reader yields, sorted by sort, for tests that write a small file and look at it."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labelqa import formats
from labelqa.model import Annotation, Image, Item, Object, Remark, Skipped


@dataclass(frozen=True)
class Taken:
    images: list[Image]
    annotations: list[Annotation]
    skipped: Counter[str]
    remarks: Counter[str]

    def remarked(self, words: str) -> bool:
        return any(words in text for text in self.remarks)


def take(path: Path, **options: Any) -> Taken:
    items = list(formats.read(path, **options))
    remarks = Counter[str]()
    for item in items:
        if isinstance(item, Remark):
            remarks[item.text] += item.count
    return Taken(
        [i for i in items if isinstance(i, Image)],
        [i for i in items if isinstance(i, Annotation)],
        Counter(i.reason for i in items if isinstance(i, Skipped)),
        remarks,
    )


def sole(found: Taken) -> Object:
    """The one object of the one annotation."""
    (annotation,) = found.annotations
    (drawn,) = annotation.objects or ()
    return drawn


def read_back(items: Iterable[Item], path: Path, format: str, **options: Any) -> tuple[dict[str, int], Taken]:
    """What a format counts as lost of these items, and what it reads of the file that it wrote."""
    with path.open("wb") as out:
        losses = formats.write(items, out, format=format)
    return losses, take(path, format=format, **options)


def row(**changes: Any) -> dict[str, Any]:
    """A native line; a change to `...` leaves the key out."""
    line = {
        "image_id": "a.jpg",
        "annotator_id": "ana",
        "kind": "person",
        "submitted_at": "2026-11-02T09:14:03Z",
        "objects": [{"class": "car", "box": [1.5, 2, 30, 40]}],
    } | changes
    return {key: value for key, value in line.items() if value is not ...}


def lines(path: Path, *rows: dict[str, Any] | str | bytes) -> Path:
    coded = [r if isinstance(r, bytes) else (r if isinstance(r, str) else json.dumps(r)).encode() for r in rows]
    path.write_bytes(b"\n".join(coded) + b"\n")
    return path


def coco(path: Path, **changes: Any) -> Path:
    """A COCO file with two images, one class of id 0 and one box; a change to `...` leaves the key out."""
    document = {
        "images": [
            {"id": 0, "file_name": "a.jpg", "width": 100, "height": 80},
            {"id": 1, "file_name": "b.jpg", "width": 100, "height": 80},
        ],
        "categories": [{"id": 0, "name": "car"}],
        "annotations": [entry()],
    } | changes
    path.write_text(json.dumps({key: value for key, value in document.items() if value is not ...}))
    return path


def entry(**changes: Any) -> dict[str, Any]:
    found = {"id": 1, "image_id": 0, "category_id": 0, "bbox": [1.5, 2, 30, 40]} | changes
    return {key: value for key, value in found.items() if value is not ...}
