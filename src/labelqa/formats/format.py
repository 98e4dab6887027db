"""What a format is, and how one is added: a file in this folder that puts a `Format` into `FORMATS`."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from dataclasses import replace as replaced
from pathlib import Path
from typing import BinaryIO, Literal

from labelqa.archives import Tree
from labelqa.model import Annotation, Item, Kind, Remark
from labelqa.registry import Registry

Empty = Literal["unlabelled", "answer"]
ImageId = Literal["path", "name", "stem", "id", "task"]
Size = tuple[int, int]
Sizes = Callable[[str], Size | None]
"""From an image's id to its width and height in pixels, None where they are not known."""

DEGENERATE = "degenerate box"
"""Why a box without area is left out."""
NOTHING_READABLE = "answer that draws nothing readable"
"""Why a whole answer is left out: "nothing is there" would be a lie."""
ELLIPSE = "ellipse taken as a polygon of 64 corners"
"""The remark on an ellipse."""
UNCLASSED = "(none)"
"""The class of an object that was given none."""


def unknown(image_id: str) -> Size | None:
    """Where nobody knows the size of any image."""
    return None


@dataclass(frozen=True, slots=True)
class Hints:
    """What the user says about a file, for where the file itself does not.

    `name` is what messages call the file. `annotator`, `kind` and `submitted_at` (ms since 1970) fill gaps; `kind`
    also wins over the file. `empty`: what an image without annotations means where the format leaves it open.
    `image_id`: which part of what a file says of an image is its id. `stem`: the annotator's id when nobody is named.
    `file`: the path of the file at hand in its folder or archive. `sizes`: of images, where the file gives none.
    `voc_base`: the number of the first pixel in Pascal VOC. `image_key`: the key of a task's data that is the image.
    `folder`: where files that are needed on the way lie (None: the system's own folder for such files).
    """

    name: str
    stem: str
    annotator: str | None = None
    kind: Kind | None = None
    submitted_at: int | None = None
    empty: Empty = "unlabelled"
    image_id: ImageId = "path"
    file: str = ""
    sizes: Sizes = unknown
    voc_base: Literal[0, 1] = 0
    image_key: str | None = None
    folder: Path | None = None


Reader = Callable[[BinaryIO, Hints], Iterator[Item]]
"""Reads one file."""
TreeReader = Callable[[Tree, Hints], Iterator[Item]]
"""Reads the files of a folder or archive that belong together."""
Writer = Callable[[Iterable[Item], BinaryIO], dict[str, int]]


@dataclass(frozen=True, slots=True)
class Format:
    """One tool's way to write labels down.

    `sniff` tells by the first 64 KiB of a file whether it is of this format. `read` yields what one file holds, and is
    asked for each such file of a folder or archive; where files belong together, `read_tree` is asked once for all,
    and `layout` tells whether it can be (else `sniff` of any file does). `write` writes items and returns {what the
    format cannot hold: how often it was left out}; `packs`: what it writes is a zip archive of many files, by
    `labelqa.archives.packing`, with the names of `labelqa.formats.naming`. What is written begins with `Classes`, whose
    order is that of the class numbers. A format without `read` and `read_tree` is only written, one without `write`
    only read.
    """

    name: str
    extensions: tuple[str, ...]
    sniff: Callable[[bytes], bool]
    read: Reader | None
    write: Writer | None
    doc: str
    read_tree: TreeReader | None = None
    layout: Callable[[Tree], bool] | None = None
    packs: bool = False

    @property
    def reads(self) -> bool:
        """True when it can be imported."""
        return self.read is not None or self.read_tree is not None


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
