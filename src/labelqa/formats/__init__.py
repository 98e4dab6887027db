"""Files of labels: which format one is in, what it holds, and how labels are written down again.

Readers stream: images, annotations, what had to be left out and what the user should know, as they come. Nothing is
dropped silently: whatever is not taken is yielded as `Skipped` with its reason and place.
"""

from collections.abc import Iterable, Iterator
from io import BufferedReader
from pathlib import PurePath
from typing import BinaryIO, cast

from labelqa.archives import RATIO, UNPACKED, Progress, open_stream
from labelqa.errors import BadCall, BadFile, BadInput, quoted
from labelqa.formats import values
from labelqa.formats.document import BOM
from labelqa.formats.format import FORMATS, Empty, Format, Hints, ImageId
from labelqa.model import KINDS, Item, Kind, Skipped
from labelqa.paths import StrPath, shown

__all__ = ["FORMATS", "Format", "Hints", "detect", "read", "write"]

HEAD = 64 << 10
"""Bytes at the start of a file that tell its format."""
_FOREIGN = (
    (b"PK\x03\x04", "a zip archive; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd; unpack it first, or use gzip"),
    (b"\xff\xfe", "text in UTF-16; save it as UTF-8"),
    (b"\xfe\xff", "text in UTF-16; save it as UTF-8"),
    (b"<", "XML"),
    (b"[", "a JSON list"),
    (b"{", "JSON, but with the keys of no format known here"),
)


def detect(path: StrPath) -> str:
    """Tells which format a file is in by what it holds; its name does not matter.

    BadFile when no format knows it, or several do: then name the format.
    """
    with open_stream(path) as stream:
        return _detect(_head(stream), shown(path))


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
    strict: bool = False,
    on_progress: Progress | None = None,
    max_bytes: int = UNPACKED,
    max_ratio: int = RATIO,
) -> Iterator[Item]:
    """Yields what a file of labels holds: images, annotations, what was left out, and what the user should know.

    `format` "auto" tells by the content; gzip is unpacked on the way. `name` is what messages call the file. For
    `annotator`, `kind`, `submitted_at` (ms since 1970), `empty` and `image_id` see `Hints`. `strict` makes an error
    of the first thing left out. `on_progress` is called now and then with the bytes of the file that are done.
    Raises BadCall when the file cannot be opened or an argument is wrong, BadFile when the content is, TooLarge
    beyond `max_bytes` unpacked or `max_ratio` times its size.
    """
    called = path if name is None else name
    hints = Hints(shown(called), _stem(called), annotator, kind, submitted_at, empty, image_id)
    _check(hints, format)
    return _items(path, format, hints, strict, on_progress, max_bytes, max_ratio)


def write(items: Iterable[Item], out: BinaryIO, *, format: str = "native") -> dict[str, int]:
    """Writes images and annotations in a format; returns {what the format cannot hold: how often it was left out}."""
    _check_format(format)
    return FORMATS[format].write(items, out)


def _items(
    path: StrPath,
    format: str,
    hints: Hints,
    strict: bool,
    on_progress: Progress | None,
    max_bytes: int,
    max_ratio: int,
) -> Iterator[Item]:
    bounds = {"max_bytes": max_bytes, "max_ratio": max_ratio}
    with open_stream(path, name=hints.name, on_progress=on_progress, **bounds) as stream:
        chosen = _detect(_head(stream), hints.name) if format == "auto" else format
        for item in FORMATS[chosen].read(stream, hints):
            if strict and isinstance(item, Skipped):
                raise BadFile(f"{item.place}: {item.reason}; mend it, or import without --strict to leave it out")
            yield item


def _head(stream: BinaryIO) -> bytes:
    return cast(BufferedReader, stream).peek(HEAD)[:HEAD].removeprefix(BOM)


def _detect(head: bytes, name: str) -> str:
    found = [format.name for _, format in FORMATS.items() if format.sniff(head)]
    if len(found) == 1:
        return found[0]
    if found:
        raise BadFile(f"{name}: could be {' or '.join(found)}; say which with --format")
    known = ", ".join(FORMATS)
    raise BadFile(f"{name}: {_seen(head)}. Known formats: {known}; force one with --format to see what does not fit")


def _seen(head: bytes) -> str:
    start = head.lstrip()
    if not start:
        return "the file is empty"
    for magic, what in _FOREIGN:
        if start.startswith(magic):
            return f"it is {what}"
    return f"it begins with {quoted(start[:40].decode('utf-8', 'backslashreplace'))}, which no format does"


def _stem(name: StrPath) -> str:
    """The file's own name without folder and ending: the annotator's id when nothing says who drew."""
    path = PurePath(name)
    path = path.with_suffix("") if path.suffix == ".gz" else path
    return path.stem


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
        values.choice(hints.image_id, "image_id", ("path", "name", "stem", "id"))
    except BadInput as error:
        raise BadCall(error.detail, error.problems) from None


def _check_format(format: str) -> None:
    if format not in FORMATS:
        raise BadCall(f"format {quoted(format)} is not known; take one of {', '.join(FORMATS)}")
