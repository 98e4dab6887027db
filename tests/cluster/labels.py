"""Sets of labels as files: what a labelling tool might write, made up from a seed."""

import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from labelqa import formats
from labelqa.model import Annotation, Image, Object, Review

DAY = 86_400_000
START = 20_000 * DAY
NOW = 20_400 * DAY
PEOPLE = ("ana", "bo", "cy", "di")


def drawn(r: random.Random, boxes: int) -> tuple[Object, ...]:
    """Boxes of a few classes, some of them close to each other."""
    return tuple(
        Object(
            r.choice(["car", "van", "bus"]),
            *[round(r.uniform(0, 300), 1) for _ in range(2)],
            *[round(r.uniform(20, 120), 1) for _ in range(2)],
        )
        for _ in range(boxes)
    )


def answer(r: random.Random, image: str, who: str, objects: tuple[Object, ...]) -> Annotation:
    """One answer, a little otherwise than the objects that are there."""
    moved = tuple(replace(o, x=o.x + r.choice([0.0, 1.5, 3.0])) for o in objects if r.random() > 0.1)
    at = START + r.randrange(300) * DAY // 3
    return Annotation(image, who, "person", at, moved, seconds=r.choice([None, 4.5, 30.0]))


def plain(images: int, seed: int, first: int = 0) -> list[Annotation]:
    """Images with one to four persons."""
    r = random.Random(seed)
    found = []
    for k in range(first, first + images):
        objects = drawn(r, r.randrange(6))
        found += [answer(r, f"img_{k:05}", who, objects) for who in r.sample(PEOPLE, r.randrange(1, 5))]
    return found


def mixed(images: int, seed: int, first: int = 0) -> list[Annotation]:
    """The same, with a model, the truth, labels, verdicts, skipped images and answers that came again later."""
    r = random.Random(seed)
    found = []
    for a in plain(images, seed, first):
        found.append(a)
        what = r.randrange(8)
        if what == 0:
            found.append(replace(a, annotator_id="net", kind="model", seconds=None))
        elif what == 1:
            found.append(replace(a, annotator_id="gt", kind="truth", seconds=None, objects=drawn(r, 3)))
        elif what == 2:
            found[-1] = replace(a, labels=(r.choice(["day", "night"]),))
        elif what == 3:
            review = Review(a.image_id, a.annotator_id, r.choice(["approved", "rejected"]), None, "rui", None, NOW - 5)
            found[-1] = replace(a, reviews=(review,))
        elif what == 4:
            found.append(replace(a, objects=drawn(r, 2), submitted_at=(a.submitted_at or 0) + DAY))
        elif what == 5:
            found.append(a)
    return found


def parquet(path: Path, items: Iterable[Annotation | Image]) -> Path:
    """The labels as a Parquet file."""
    return file(path, items, "parquet")


def lines(path: Path, items: Iterable[Annotation | Image]) -> Path:
    """The labels as JSON lines."""
    return file(path, items, "native")


def file(path: Path, items: Iterable[Annotation | Image], form: str) -> Path:
    out = io.BytesIO()
    formats.write(items, out, format=form)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out.getvalue())
    return path


def scattered(folder: Path, annotations: Sequence[Annotation], files: int, seed: int = 0) -> Path:
    """The labels in several Parquet files, the answers of an image in any of them."""
    r = random.Random(seed)
    parts: list[list[Annotation]] = [[] for _ in range(files)]
    for a in annotations:
        r.choice(parts).append(a)
    for k, part in enumerate(parts):
        parquet(folder / f"part-{k}.parquet", part)
    return folder
