"""Rows that are nothing but upright boxes of persons, as nearly all are: columns straight from Arrow.

An image is taken here only when every row of it is beyond doubt: one answer an annotator, not judged, every value
within its bounds. Whatever is not goes the other way, row by row, where it is checked and said what is wrong; both ways
come to the same facts.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from labelqa.cluster.doubt import BOX, Bools, beyond_doubt, is_text, milliseconds, objects_of
from labelqa.cluster.schema import ORDER
from labelqa.facts.entries import Longs, starts_of
from labelqa.facts.sheet import PERSONS, UNKNOWN, Sheet, bands_of
from labelqa.ingest.labelled import MANY
from labelqa.kernel.sweeping import Drawings
from labelqa.model import Image

MUST = frozenset({"image_id", "annotator_id", "kind", "submitted_at", "objects"})
"""Columns without which nothing is plain."""


@dataclass(frozen=True, slots=True)
class Plain:
    """Images in the order of their ids, with columns by annotation and by box under numbers of `people` and `classes`.

    Annotations lie image by image, each image's in the order of names; boxes annotation by annotation, in no order.
    """

    images: list[Image]
    people: list[str]
    classes: list[str]
    image_of: Longs
    annotator: Longs
    submitted_at: Longs
    ms: Longs
    assisted: Longs
    box_of: Longs
    label_class: Longs
    box: NDArray[np.float64]

    def sheet(self, people: Mapping[str, int], classes: Mapping[str, int]) -> Sheet:
        """The same under the numbers of a bucket, boxes in canonical order."""
        label_class = np.array([0, *[classes[name] for name in self.classes]], np.int64)[self.label_class + 1]
        x, y, width, height = self.box
        right, bottom = x + width, y + height
        owner = np.repeat(np.arange(len(self.annotator)), np.diff(self.box_of))
        order = np.lexsort((label_class, bottom, right, y, x, owner))
        corners = x[order], y[order], right[order], bottom[order]
        return Sheet(
            image_of=self.image_of,
            annotator=np.array([people[name] for name in self.people], np.int64)[self.annotator],
            submitted_at=self.submitted_at,
            ms=self.ms,
            assisted=self.assisted,
            drawings=Drawings(*corners, classes=label_class[order], box_of=self.box_of),
            bands=bands_of(width[order], height[order]),
        )


def plain_of(table: pa.Table, shape: str) -> tuple[list[Plain], pa.Table]:
    """The plain images of a bucket, so many at once as a sheet may hold, and the rows of all others."""
    if shape != "annotations" or not MUST.issubset(table.column_names) or not len(table):
        return [], table
    table = table.combine_chunks()
    rows = beyond_doubt(table)
    image = table.column("image_id").combine_chunks().dictionary_encode()
    number = image.indices.fill_null(len(image.dictionary)).to_numpy(zero_copy_only=False)
    refused = np.zeros(len(image.dictionary) + 1, bool)
    refused[number[~rows]] = True
    refused[-1] = True
    refused[:-1] |= _crowded(table, number, len(image.dictionary))
    for k, name in enumerate(image.dictionary.to_pylist()):
        refused[k] = refused[k] or not is_text(name)
    taken = ~refused[number]
    rest = table.filter(pa.array(~taken))
    return [_columns(some) for some in _portions(table.filter(pa.array(taken)))], rest


def _portions(table: pa.Table) -> Iterator[pa.Table]:
    """The rows in order, by image id, then by annotator; so many images at once as a sheet may hold."""
    if not len(table):
        return
    keys = [("image_id", "ascending"), ("annotator_id", "ascending")]
    table = table.take(pc.sort_indices(table.select(["image_id", "annotator_id"]), sort_keys=keys)).combine_chunks()
    number = table.column("image_id").combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)
    begins = starts_of(number)
    weight = np.add.reduceat(objects_of(table)[1], begins) * np.maximum(1, np.diff(np.append(begins, len(table))) - 1)
    portion = (np.cumsum(weight) - 1) // MANY
    cuts = [*begins[starts_of(portion)].tolist(), len(table)]
    for begin, end in itertools.pairwise(cuts):
        yield table.slice(begin, end - begin).combine_chunks()


def _crowded(table: pa.Table, image: Longs, images: int) -> Bools:
    """Which images have two answers of one annotator, more persons or more boxes than a sheet is for."""
    who = table.column("annotator_id").combine_chunks().dictionary_encode()
    number = who.indices.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    place = image * (len(who.dictionary) + 1) + number
    order = np.argsort(place, kind="stable")
    again = order[1:][place[order][1:] == place[order][:-1]]
    persons = np.bincount(image, minlength=images + 1)
    boxes = np.bincount(image, weights=objects_of(table)[1], minlength=images + 1)
    found = (persons > PERSONS) | (boxes * np.maximum(1, persons - 1) > MANY)
    found[image[again]] = True
    return np.asarray(found[:images])


def _columns(table: pa.Table) -> Plain:
    """The columns of plain rows that are in order."""
    image = table.column("image_id").combine_chunks().dictionary_encode()
    number = image.indices.to_numpy(zero_copy_only=False)
    people = table.column("annotator_id").combine_chunks().dictionary_encode()
    objects, counts = objects_of(table)
    classes = pc.struct_field(objects, "class").dictionary_encode()
    box = np.array([pc.struct_field(objects, name).to_numpy(zero_copy_only=False) for name in BOX])
    names = image.dictionary.to_pylist()
    return Plain(
        images=_images_of(table, names, number),
        people=people.dictionary.to_pylist(),
        classes=classes.dictionary.to_pylist(),
        image_of=np.searchsorted(number, np.arange(len(names) + 1)).astype(np.int64),
        annotator=people.indices.to_numpy(zero_copy_only=False).astype(np.int64),
        submitted_at=milliseconds(table),
        ms=_spent_ms(table),
        assisted=_assisted(table),
        box_of=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        label_class=classes.indices.to_numpy(zero_copy_only=False).astype(np.int64),
        box=box,
    )


def _images_of(table: pa.Table, names: Sequence[str], number: Longs) -> list[Image]:
    """Each image with the last size that a row says of it, in the order in which the rows came."""
    if "width" not in table.column_names:
        return [Image(name) for name in names]
    told = ~table.column("width").is_null().to_numpy()
    order = np.lexsort([_rank(table, name) for name, _ in reversed(ORDER)])
    last = np.full(len(names), -1)
    seen = order[told[order]]
    last[number[seen]] = seen
    width, height = (table.column(k).to_pylist() for k in ("width", "height"))
    return [Image(name, width[k], height[k]) if k >= 0 else Image(name) for name, k in zip(names, last, strict=True)]


def _rank(table: pa.Table, name: str) -> Longs:
    column = table.column(name)
    return np.asarray(pc.rank(column, tiebreaker="dense").to_numpy(), np.int64)


def _spent_ms(table: pa.Table) -> Longs:
    """Whole milliseconds, halves to the even one as `round` has it."""
    if "seconds" not in table.column_names:
        return np.full(len(table), UNKNOWN)
    seconds = table.column("seconds")
    known = ~seconds.is_null().to_numpy()
    spent = seconds.cast(pa.float64()).fill_null(0.0).to_numpy()
    return np.where(known, np.rint(spent * 1000).astype(np.int64), UNKNOWN)


def _assisted(table: pa.Table) -> Longs:
    if "origin" not in table.column_names:
        return np.zeros(len(table), np.int64)
    return np.asarray(pc.equal(table.column("origin"), "ai_assisted").fill_null(False).to_numpy(), np.int64)
