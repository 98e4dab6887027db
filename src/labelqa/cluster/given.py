"""The rows of a bucket as annotations, checked by the readers of the formats, in the order in which files gave them."""

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import groupby
from typing import Any

import pyarrow as pa

from labelqa.cluster.schema import KNOWN
from labelqa.errors import BadFile, Problem, quoted
from labelqa.formats import native, stem
from labelqa.formats.buckets import Buckets
from labelqa.formats.format import Hints
from labelqa.formats.parquet import boxes, reading
from labelqa.model import Annotation, Image, Item, Kind, Remark, Skipped


@dataclass(frozen=True, slots=True)
class Known:
    """What only the whole of the files can tell of a table of boxes: by file, who gives scores, and whether any box is
    beyond the unit square.
    """

    scored: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    in_pixels: frozenset[str] = frozenset()


@dataclass(slots=True)
class Given:
    """An image with what files say of it, and its annotations as they came."""

    image: Image
    annotations: list[Annotation] = field(default_factory=list)


@dataclass(slots=True)
class Gathered:
    """Images by id, and what was left out or remarked: {(text, first place): how often}."""

    images: dict[str, Given] = field(default_factory=dict)
    notes: Counter[str] = field(default_factory=Counter)
    places: dict[str, str] = field(default_factory=dict)

    def take(self, item: Item) -> None:
        """Takes what a reader yields."""
        match item:
            case Image():
                held = self.images.get(item.image_id)
                if held is None:
                    self.images[item.image_id] = Given(item)
                else:
                    held.image = _with(held.image, item)
            case Annotation():
                given = self.images.setdefault(item.image_id, Given(Image(item.image_id)))
                given.annotations.append(item)
            case Skipped(text, place, count) | Remark(text, place, count):
                self.notes[text] += count
                self.places.setdefault(text, place)


def gathered(table: pa.Table, shape: str, known: Known) -> Gathered:
    """All that the rows hold. Raises BadFile naming file and row."""
    found = Gathered()
    rows = sorted(table.to_pylist(), key=_order)
    if shape == "boxes":
        for name, own in groupby(rows, key=lambda row: row["file"]):
            for item in _boxes(name, own, known):
                found.take(item)
    else:
        read = _line if shape == "lines" else _annotation
        for row in rows:
            for item in read(row):
                found.take(item)
    for given in found.images.values():
        _one_answer_each(given.annotations)
    return found


def _order(row: Mapping[str, Any]) -> tuple[str, int, int]:
    return row["file"], row["block"], row["row"]


def hints(file: str) -> Hints:
    """What is known of a file from outside: its name."""
    return Hints(file, stem(file))


def _line(row: Mapping[str, Any]) -> list[Item]:
    if row["row"] >= 0:
        return native.given(row["line"], hints(row["file"]), row["row"] + 1)
    try:
        return native.given(row["line"], hints(row["file"]), 0)
    except BadFile as error:  # who read the file does not know which line it was
        text = error.detail.replace(" line 0", f", a line about image {quoted(row['image_id'])}")
        raise BadFile(text, [Problem(row["file"], text)]) from None


def _annotation(row: dict[str, Any]) -> list[Item]:
    own = {name: row[name] for name in KNOWN["annotations"] if name in row}
    return reading.given(own, hints(row["file"]), row["row"] + 1)


def _boxes(file: str, rows: Iterable[dict[str, Any]], known: Known) -> Iterator[Item]:
    where = Buckets(io.BytesIO(), 1)
    told = {"scored": known.scored.get(file, ()), "in_pixels": file in known.in_pixels}
    table = boxes.Table(where, hints(file), **told)  # type: ignore[arg-type]
    for row in rows:
        table.take(row, row["row"] + 1)
    yield from table.items()


def _with(held: Image, image: Image) -> Image:
    """All that two rows tell of one image; where both tell the same thing, the later one."""
    if held == image:
        return held
    told = {f.name: value for f in fields(image) if (value := getattr(image, f.name)) is not None}
    return replace(held, **told)


def _one_answer_each(annotations: Iterable[Annotation]) -> None:
    """Refuses two answers of one annotator of which nothing tells the later, as an import does."""
    seen: dict[tuple[str, int | None], Annotation] = {}
    for a in annotations:
        if a.submitted_at is not None:
            continue
        first = seen.setdefault((a.annotator_id, a.revision), a)
        if (first.objects, first.labels, first.cancelled) != (a.objects, a.labels, a.cancelled):
            who = f"a second answer of {quoted(a.annotator_id)} for {quoted(a.image_id)}"
            text = f"{a.place}: {who}, and no time tells which is the later; the first is at {first.place}"
            raise BadFile(text, [Problem(a.place, who)])


def one_kind_each(kinds: Iterable[tuple[str, Kind]]) -> None:
    """Refuses an annotator who is of two kinds."""
    seen: dict[str, Kind] = {}
    for name, kind in kinds:
        if seen.setdefault(name, kind) != kind:
            text = f"annotator {quoted(name)} is a {kind} here and a {seen[name]} there; use another id"
            raise BadFile(text, [Problem("/kind", text)])
