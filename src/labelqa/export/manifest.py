"""What an export holds and what was left out, counted while it is written. No clock: a revision has one manifest."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from labelqa import __version__
from labelqa.export.figures import AnnotatorFigures
from labelqa.export.query import Query
from labelqa.model import Annotation

ADDED_UP = ("images", "annotations", "objects", "image_labels")
"""What is counted, of a project as of an export."""


@dataclass(slots=True)
class Part:
    """What one split holds, or the whole; `classes` counts objects and image-level labels by class."""

    images: int = 0
    annotations: int = 0
    objects: int = 0
    image_labels: int = 0
    classes: Counter[str] = field(default_factory=Counter)

    def add(self, annotation: Annotation) -> None:
        """One annotation more."""
        objects, labels = annotation.objects or (), annotation.labels or ()
        self.annotations += 1
        self.objects += len(objects)
        self.image_labels += len(labels)
        self.classes.update(o.class_name for o in objects)
        self.classes.update(labels)


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of an archive: its name in there, its size, and its SHA-256 in hex."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is."""

    images: int
    annotations: int
    objects: int
    image_labels: int


@dataclass(frozen=True, slots=True)
class SplitCounts:
    """How much a split holds; `classes` counts objects and image-level labels by class."""

    images: int
    annotations: int
    objects: int
    image_labels: int
    classes: dict[str, int]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an export holds, and what it leaves out.

    `filters` is what was asked beyond what holds anyway. `images`, `annotations`, `objects` and `image_labels` are in
    the file, with `classes` and `annotators`, and by split in `splits`. `project` counts all there is, `taken` what
    passed: the difference is `left_out` (annotations by reason), `left_out_images`, `left_out_objects` and
    `left_out_labels`. What was taken is what the file holds, unless a consensus was made of it; `consensus` then counts
    objects and labels that are not part of it. `annotator_figures`: of everybody, where they decided. `not_held`: what
    the format cannot hold. Of an archive, `files` are all others in it, and `renamed` says the id of the image behind a
    file where its name does not. `bytes` and `sha256` are of the file itself; they are null inside an archive.
    """

    project_id: str
    revision: int
    made_by: str
    format: str
    filters: dict[str, Any]
    images: int
    annotations: int
    objects: int
    image_labels: int
    classes: dict[str, int]
    annotators: dict[str, int]
    splits: dict[str, SplitCounts]
    project: Counts
    taken: Counts
    left_out: dict[str, int]
    left_out_images: dict[str, int]
    left_out_objects: dict[str, int]
    left_out_labels: dict[str, int]
    consensus: dict[str, int]
    annotator_figures: list[AnnotatorFigures]
    not_held: dict[str, int]
    renamed: dict[str, str]
    files: list[PackedFile]
    bytes: int | None = None
    sha256: str | None = None


@dataclass(slots=True)
class Counting:
    """What an export holds and leaves out, on its way to a `Manifest`, which says what is what."""

    project_id: str
    revision: int
    query: Query
    project: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    holds: Part = field(default_factory=Part)
    splits: dict[str, Part] = field(default_factory=dict)
    annotators: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    left_out_images: Counter[str] = field(default_factory=Counter)
    left_out_objects: Counter[str] = field(default_factory=Counter)
    left_out_labels: Counter[str] = field(default_factory=Counter)
    consensus: Counter[str] = field(default_factory=Counter)
    figures: list[AnnotatorFigures] = field(default_factory=list)
    not_held: Counter[str] = field(default_factory=Counter)
    files: list[PackedFile] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)

    def leave(self, annotation: Annotation, reason: str) -> None:
        """Counts an annotation that is left out, with all that is in it."""
        self.left_out[reason] += 1
        self.left_out_objects[reason] += len(annotation.objects or ())
        self.left_out_labels[reason] += len(annotation.labels or ())

    def take(self, annotation: Annotation, of: Annotation) -> None:
        """Counts an annotation that passed, and what of it was of classes nobody asked for."""
        count(self.taken, [annotation])
        self.left_out_objects["class"] += len(of.objects or ()) - len(annotation.objects or ())
        self.left_out_labels["class"] += len(of.labels or ()) - len(annotation.labels or ())

    def hold(self, annotations: Iterable[Annotation], split: str | None) -> None:
        """Counts an image that is written, with its annotations."""
        parts = [self.holds] if split is None else [self.holds, self.splits.setdefault(split, Part())]
        for part in parts:
            part.images += 1
        for annotation in annotations:
            self.annotators[annotation.annotator_id] += 1
            for part in parts:
                part.add(annotation)

    @property
    def manifest(self) -> Manifest:
        """What was counted, in the order of names."""
        shares, query = self.query.shares, self.query
        names = () if shares is None else tuple(n for n in shares.names if query.split in (None, n))
        return Manifest(
            project_id=self.project_id,
            revision=self.revision,
            made_by=f"labelqa {__version__}",
            format=query.format,
            filters=query.asked,
            images=self.holds.images,
            annotations=self.holds.annotations,
            objects=self.holds.objects,
            image_labels=self.holds.image_labels,
            classes=_plain(self.holds.classes),
            annotators=_plain(self.annotators),
            splits={name: _part(self.splits.get(name, Part())) for name in names},
            project=_counts(self.project),
            taken=_counts(self.taken),
            left_out=_plain(self.left_out),
            left_out_images=_plain(self.left_out_images),
            left_out_objects=_plain(self.left_out_objects),
            left_out_labels=_plain(self.left_out_labels),
            consensus=_plain(self.consensus),
            annotator_figures=self.figures,
            not_held=_plain(self.not_held),
            renamed=self.renamed,
            files=self.files,
        )


def json_of(manifest: Manifest | Mapping[str, Any]) -> bytes:
    """A manifest as the bytes of a file."""
    return orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def short(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What of a manifest is short enough for a header."""
    names = ("project_id", "revision", *ADDED_UP, "left_out", "bytes", "sha256")
    return {name: manifest[name] for name in names}


def count(counter: Counter[str], annotations: Iterable[Annotation]) -> None:
    """Adds annotations with their objects and image-level labels."""
    for a in annotations:
        counter.update(annotations=1, objects=len(a.objects or ()), image_labels=len(a.labels or ()))


def _counts(counter: Counter[str]) -> Counts:
    return Counts(**{name: counter[name] for name in ADDED_UP})


def _part(part: Part) -> SplitCounts:
    return SplitCounts(part.images, part.annotations, part.objects, part.image_labels, _plain(part.classes))


def _plain(counter: Counter[str]) -> dict[str, int]:
    return {name: n for name, n in sorted(counter.items()) if n}
