"""Facts of a sheet of images as rows of a table: each under numbers of its own, all of them at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from labelqa.cluster.schema import ANNOTATOR, CLASSES, FACTS, PAIR, PEOPLE
from labelqa.facts import STATUSES
from labelqa.facts.entries import Entries, Longs, packed
from labelqa.facts.sheet import UNKNOWN, Sheet
from labelqa.facts.sweep import SheetFacts
from labelqa.formats.parquet.schema import OF_IMAGE
from labelqa.model import Image

UNREVIEWED = STATUSES.index("unreviewed")


@dataclass(frozen=True, slots=True)
class _Places:
    """From (image, number) to the place among the image's own, from 1; both sorted by image, then number."""

    image: Longs
    number: Longs
    first: Longs
    width: int

    @classmethod
    def of(cls, image: Longs, number: Longs, images: int, width: int) -> "_Places":
        return cls(image, number, np.searchsorted(image, np.arange(images)), width)

    def __call__(self, image: Longs, number: Longs) -> Longs:
        at = np.searchsorted(self.image * self.width + self.number, image * self.width + number)
        found: Longs = at - self.first[image] + 1
        return found


def columns_of(
    images: Sequence[Image], sheet: Sheet, found: SheetFacts, people: Sequence[str], classes: Sequence[str]
) -> pa.Table:
    """FACTS of the images of a sheet, where number k is the k-th of `people` or `classes`, which are sorted."""
    count = len(images)
    who = _Places.of(sheet.image, sheet.annotator, count, len(people) + 1)
    drawn = _Places.of(found.classes.image, found.classes.label_class, count, len(classes) + 1)
    entries = [_own(e, who, drawn) for e in found.entries if len(e.image)]
    none = np.zeros(count, np.int64)
    names = np.array(["", *people], dtype=object)
    person = pa.array(["person"] * len(sheet.annotator), pa.string())
    annotators = pa.StructArray.from_arrays(
        [pa.array(names[sheet.annotator], pa.string()), person], fields=list(ANNOTATOR)
    )
    columns = {
        "image_id": pa.array([image.image_id for image in images], pa.string()),
        **{name: pa.array([getattr(image, name) for image in images], FACTS.field(name).type) for name in OF_IMAGE},
        **{name: pa.array(getattr(found, name)) for name in ("n", "flags", "empty", "objects", "updated_at", "day")},
        "n_boxes": pa.array(found.n),
        "status": pa.array(none + UNREVIEWED),
        "suggested": pa.array(none),
        **{name: _known(getattr(found, name)) for name in ("iou", "comparable_at", "answered_at")},
        "annotators": _lists(sheet.image_of, annotators),
        "class_names": _lists(_ends(drawn, count), _names(classes, found.classes.label_class)),
        "pairs": _pairs(sheet, found, count),
        "classes": _classes(found, drawn, count),
        "bag": pa.array(list(packed(entries, count)), pa.binary()),
    }
    arrays = [columns.get(field.name, pa.nulls(count, field.type)) for field in FACTS]
    return pa.table(arrays, schema=FACTS)


def _own(entries: Entries, who: _Places, drawn: _Places) -> Entries:
    """The same entries under the numbers of each image, which keep their order."""
    keys = entries.keys.copy()
    for i, key in enumerate(entries.tally.keys):
        if key in PEOPLE:
            keys[:, i] = who(entries.image, keys[:, i])
        elif key in CLASSES:
            keys[:, i] = np.where(keys[:, i] == 0, 0, drawn(entries.image, keys[:, i]))
    return replace(entries, keys=keys)


def _known(column: Longs) -> pa.Array:
    return pa.array(column, pa.int64(), mask=column == UNKNOWN)


def _names(names: Sequence[str], numbers: Longs) -> pa.Array:
    return pa.array(np.array(["", *names], dtype=object)[numbers], pa.string())


def _ends(places: _Places, count: int) -> Longs:
    return np.append(places.first, len(places.image)) if count else np.zeros(1, np.int64)


def _lists(offsets: Longs, values: pa.Array) -> pa.Array:
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values)


def _pairs(sheet: Sheet, found: SheetFacts, count: int) -> pa.Array:
    p = found.pairs
    sides = [side - sheet.image_of[p.image] + 1 for side in (p.first, p.second)]
    columns = [pa.array(c) for c in (*sides, p.score, p.score_any, *p.sums.T[:4])]
    values = pa.StructArray.from_arrays(columns, names=list(PAIR))
    return _lists(np.searchsorted(p.image, np.arange(count + 1)), values)


def _classes(found: SheetFacts, drawn: _Places, count: int) -> pa.Array:
    c = found.classes
    columns = [pa.array(drawn(c.image, c.label_class)), pa.array(c.objects), _known(c.iou)]
    values = pa.StructArray.from_arrays(columns, names=["label_class", "objects", "iou"])
    return _lists(_ends(drawn, count), values)
