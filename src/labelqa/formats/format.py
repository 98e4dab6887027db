"""What a format is, and how one is added: a file in this folder that puts a `Format` into `FORMATS`."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from dataclasses import replace as replaced
from typing import BinaryIO, Literal

from labelqa.model import Annotation, Item, Kind, Remark
from labelqa.registry import Registry

Empty = Literal["unlabelled", "answer"]
ImageId = Literal["path", "name", "stem", "id"]

DEGENERATE = "degenerate box"
"""Why a box without area is left out."""
OUTSIDE = "box outside the image"
"""The remark on a box that reaches beyond the border of its image."""
BORDER = 1e-6
"""How far, in pixels, a box may reach beyond the border by the rounding of floats alone."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the user says about a file, for where the file itself does not.

    `name` is what messages call the file. `annotator`, `kind` and `submitted_at` (ms since 1970) fill gaps; `kind`
    also wins over the file. `empty`: what an image without annotations means where the format leaves it open.
    `image_id`: which part of a COCO image record is the image's id. `stem`: the annotator's id when nobody is named.
    """

    name: str
    stem: str
    annotator: str | None = None
    kind: Kind | None = None
    submitted_at: int | None = None
    empty: Empty = "unlabelled"
    image_id: ImageId = "path"


Reader = Callable[[BinaryIO, Hints], Iterator[Item]]
Writer = Callable[[Iterable[Item], BinaryIO], dict[str, int]]


@dataclass(frozen=True, slots=True)
class Format:
    """One tool's way to write labels down.

    `sniff` tells by the first 64 KiB of a file whether it is of this format; `read` yields what a file holds; `write`
    writes items and returns {what the format cannot hold: how often it was left out}.
    """

    name: str
    extensions: tuple[str, ...]
    sniff: Callable[[bytes], bool]
    read: Reader
    write: Writer
    doc: str


FORMATS: Registry[Format] = Registry("labelqa.formats")
"""Every format by name; other packages add theirs through the entry-point group `labelqa.formats`."""


def told(annotation: Annotation, kind: Kind) -> tuple[Annotation, list[Remark]]:
    """The annotation with the kind the user gave it, without what annotators of that kind cannot have."""
    remarks = []
    objects = annotation.objects
    if kind != "model" and objects and any(o.score is not None for o in objects):
        objects = tuple(replaced(o, score=None) for o in objects)
        remarks.append(Remark(f"scores left out: a {kind} gives none", annotation.place))
    origin = annotation.origin if kind == "person" else None
    if origin != annotation.origin:
        remarks.append(Remark(f"origin left out: it is for persons, not for a {kind}", annotation.place))
    return replaced(annotation, kind=kind, objects=objects, origin=origin), remarks
