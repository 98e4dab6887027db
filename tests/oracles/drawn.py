"""Random boxes that every tool can hold, written with our writers as the datasets that other tools read."""

import io
import random
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Picture

from labelqa import formats
from labelqa.model import Annotation, Image, Object

CLASSES = ["car", "a bus", "dog"]
SIZES = {"a.png": (64, 48), "b.png": (100, 80), "c.png": (33, 77), "empty.png": (20, 20)}


def items(seed: int = 1) -> list[Image | Annotation]:
    """One annotator's answers, whose boxes lie inside their images and are at least a pixel wide."""
    r = random.Random(seed)
    found: list[Image | Annotation] = [Image(name, *size) for name, size in SIZES.items()]
    for name, (width, height) in SIZES.items():
        objects = []
        for _ in range(0 if name == "empty.png" else r.randint(3, 9)):
            x, y = r.uniform(0, width - 2), r.uniform(0, height - 2)
            box = (x, y, r.uniform(1, width - x), r.uniform(1, height - y))
            objects.append(Object(r.choice(CLASSES), *box))
        found.append(Annotation(name, "ana", "person", 1793610843000, tuple(objects)))
    return found


def written(path: Path, format: str) -> Path:
    """The file that our writer makes of the boxes, or the folder with its files."""
    out = io.BytesIO()
    formats.write(items(), out, format=format)
    if formats.FORMATS[format].packs:
        with zipfile.ZipFile(out) as archive:
            archive.extractall(path)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(out.getvalue())
    return path


def pictures(folder: Path) -> None:
    """Black pictures of the sizes the images have."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, size in SIZES.items():
        Picture.new("RGB", size).save(folder / name)


def persons(path: Path, **options: Any) -> list[Annotation]:
    """The answers of persons; other tools leave out what models suggest."""
    found = formats.read(path, **options)
    return [item for item in found if isinstance(item, Annotation) and item.kind == "person"]


def boxes(path: Path, **options: Any) -> list[list[Any]]:
    """What we read of persons: image, class, x, y, width and height of every object, by its box."""
    answers = persons(path, **options)
    return [[stem(a.image_id), o.class_name, o.x, o.y, o.width, o.height] for a in answers for o in a.objects or ()]


def stem(image_id: str) -> str:
    """The name of an image without folders and ending, as tools differ in how much of it they keep."""
    name = image_id.rpartition("/")[2]
    return name.rpartition(".")[0] or name


def agree(theirs: list[list[Any]], ours: list[list[Any]], within: float = 1e-6) -> None:
    """Fails unless both hold the same boxes of the same classes on the same images, to `within` pixels."""
    theirs = [[stem(image), *rest] for image, *rest in theirs]
    assert Counter((b[0], b[1]) for b in theirs) == Counter((b[0], b[1]) for b in ours)
    for their, our in zip(sorted(theirs, key=_order), sorted(ours, key=_order), strict=True):
        assert their[:2] == our[:2]
        assert their[2:] == pytest.approx(our[2:], abs=within)


def _order(box: list[Any]) -> tuple[Any, ...]:
    return box[0], box[1], *(round(v, 2) for v in box[2:])
