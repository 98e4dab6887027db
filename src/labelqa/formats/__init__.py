"""Files of labels: which format one is in, what it holds, and how labels are written down again.

Readers stream: images, annotations, what had to be left out and what the user should know, as they come. Nothing is
dropped silently: whatever is not taken is yielded as `Skipped` with its reason and place.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePath
from typing import BinaryIO, Literal

from labelqa.archives import RATIO, UNPACKED, Progress, Tree, open_tree
from labelqa.errors import BadCall, BadFile, BadInput, quoted
from labelqa.formats import detection, values
from labelqa.formats import sizes as size_table
from labelqa.formats.format import FORMATS, Empty, Format, Hints, ImageId, Sizes, unknown
from labelqa.model import KINDS, Item, Kind, Skipped
from labelqa.paths import StrPath, shown

__all__ = ["FORMATS", "Format", "Hints", "detect", "read", "stem", "write"]


STRAY = "a link that leads out of the folder"
"""Why a file of a folder is left out that lies elsewhere."""
_PACKED = (".gz", ".zip", ".tar", ".tgz")


def detect(path: StrPath) -> str:
    """Tells which format a file, a folder or an archive is in by what it holds; its name does not matter.

    BadFile when no format knows it, or several do: then name the format.
    """
    with open_tree(path) as tree:
        return detection.detect(tree)


def read(
    path: StrPath,
    *,
    format: str = "auto",
    name: str | None = None,
    annotator: str | None = None,
    kind: Kind | None = None,
    submitted_at: int | None = None,
    empty: Empty = "unlabelled",
    image_id: ImageId = "path",
    voc_base: Literal[0, 1] = 0,
    image_key: str | None = None,
    sizes: Sizes = unknown,
    strict: bool = False,
    on_progress: Progress | None = None,
    max_bytes: int = UNPACKED,
    max_ratio: int = RATIO,
    folder: Path | None = None,
) -> Iterator[Item]:
    """Yields what files of labels hold: images, annotations, what was left out, and what the user should know.

    `path` is a file, a folder, or an archive (zip, tar, packed with gzip or not). `format` "auto" tells by the content.
    `name` is what messages call it. For `annotator`, `kind`, `submitted_at` (ms since 1970), `empty`, `image_id`,
    `voc_base`, `image_key` and `sizes` see `Hints`. `strict` makes an error of the first thing left out. `on_progress`
    is called now and then with the bytes that are done. `folder`: for files needed on the way. Raises BadCall when
    the file cannot be opened or an argument is wrong, BadFile when the content is, TooLarge when what was compressed
    comes to more than `max_bytes`, or to `max_ratio` times its size.
    """
    called = path if name is None else name
    given = (annotator, kind, submitted_at, empty, image_id, "", sizes, voc_base, image_key, folder)
    hints = Hints(shown(called), stem(called), *given)
    _check(hints, format)
    return _items(path, format, hints, strict, on_progress, max_bytes, max_ratio, folder)


def write(items: Iterable[Item], out: BinaryIO, *, format: str = "native") -> dict[str, int]:
    """Writes images and annotations in a format; returns {what the format cannot hold: how often it was left out}."""
    _check_format(format)
    writer = FORMATS[format].write
    if writer is None:
        known = ", ".join(n for n, f in FORMATS.items() if f.write is not None)
        raise BadCall(f"format {quoted(format)} cannot be written; take one of {known}")
    return writer(items, out)


def _items(
    path: StrPath,
    format: str,
    hints: Hints,
    strict: bool,
    on_progress: Progress | None,
    max_bytes: int,
    max_ratio: int,
    folder: Path | None,
) -> Iterator[Item]:
    bounds = {"max_bytes": max_bytes, "max_ratio": max_ratio}
    with open_tree(path, name=hints.name, on_progress=on_progress, folder=folder, **bounds) as tree:
        chosen = FORMATS[detection.detect(tree) if format == "auto" else format]
        for item in _of_tree(tree, chosen, hints):
            if strict and isinstance(item, Skipped):
                raise BadFile(f"{item.place}: {item.reason}; mend it, or import without --strict to leave it out")
            yield item


def _of_tree(tree: Tree, format: Format, hints: Hints) -> Iterator[Item]:
    listed, beside, known = size_table.of_tree(tree), size_table.Beside(tree), hints.sizes
    hints = replace(hints, sizes=lambda image_id: beside(image_id) or listed(image_id) or known(image_id))
    for stray in tree.strays:
        yield Skipped(STRAY, tree.place(stray))
    if format.read_tree is not None:
        yield from format.read_tree(tree, hints)
        return
    if format.read is None:
        raise BadCall(f"format {format.name} is only written; labels in it cannot be read")
    for entry, fits in detection.members(tree, format):
        place = tree.place(entry.name)
        if not fits:
            yield detection.foreign(format, place)
            continue
        with tree.stream(entry.name) as stream:
            yield from format.read(stream, replace(hints, name=place, file=entry.name))


def stem(name: StrPath) -> str:
    """The file's own name without folder and ending: the annotator's id when nothing says who drew.

    >>> stem("a/ana.json.gz"), stem("site.ana.json"), stem("site.ana.zip")
    ('ana', 'site.ana', 'site.ana')
    """
    path = plain = PurePath(name)
    while plain.suffix.lower() in _PACKED:
        plain = plain.with_suffix("")
    return plain.stem if plain == path or plain.suffix.lower() in detection.SUFFIXES else plain.name


def _check(hints: Hints, format: str) -> None:
    if format != "auto":
        _check_format(format)
    try:
        if hints.annotator is not None:
            values.text(hints.annotator, "annotator")
        if hints.submitted_at is not None:
            values.milliseconds(hints.submitted_at, "submitted_at")
        if hints.kind is not None:
            values.choice(hints.kind, "kind", KINDS)
        values.choice(hints.empty, "empty", ("unlabelled", "answer"))
        values.choice(hints.image_id, "image_id", ("path", "name", "stem", "id", "task"))
        values.whole(hints.voc_base, "voc_base", 0, 1)
        if hints.image_key is not None:
            values.text(hints.image_key, "image_key")
    except BadInput as error:
        raise BadCall(error.detail, error.problems) from None


def _check_format(format: str) -> None:
    if format not in FORMATS:
        raise BadCall(f"format {quoted(format)} is not known; take one of {', '.join(FORMATS)}")
