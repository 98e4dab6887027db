"""The image records of a COCO file: which image each one is, and whom it names."""

import re
from dataclasses import dataclass
from typing import Any

from labelqa.errors import quoted
from labelqa.formats import values
from labelqa.formats.format import Hints
from labelqa.formats.values import wrong
from labelqa.model import Image

OWN_ID = "labelqa_image_id"
"""Key of an image record that carries our id where `file_name` would be read as another one."""
_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://[^/]*/+([^?#]+)")


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of `images`. `turn`: the how-manieth record of its file name it is; `raters`: who was asked."""

    key: str
    image: Image
    pointer: str
    turn: int
    annotator: str | None
    raters: tuple[str, ...] | None


def identity(value: object, pointer: str) -> str:
    """An id as text: COCO writes numbers, text, and numbers as text, and 0 is as good as any.

    >>> identity(0, "/id"), identity("0", "/id"), identity(7.0, "/id")
    ('0', '0', '7')
    """
    if type(value) is int and abs(value) < 1 << 64:
        return str(value)
    if type(value) is str:
        return values.text(value, pointer)
    if type(value) is float and abs(value) < 1 << 53 and value.is_integer():
        return str(int(value))
    raise wrong(pointer, f"{values.shown(value)} is not an id; write a whole number below 2^64 or a text")


def listed(document: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """A list of objects at the top of the file; empty when it is not there."""
    rows = document.get(key)
    if rows is None:
        return []
    if type(rows) is not list:
        raise wrong(f"/{key}", f"{values.shown(rows)} is not a list")
    for i, row in enumerate(rows):
        if type(row) is not dict:
            raise wrong(f"/{key}/{i}", f"{values.shown(row)} is not an object")
    return rows


def records(document: dict[str, Any], hints: Hints) -> dict[str, Record]:
    """The image records by the text of their id; BadInput when two clash."""
    found: dict[str, Record] = {}
    turns: dict[str, int] = {}
    files: dict[str, str] = {}
    for i, row in enumerate(listed(document, "images")):
        pointer = f"/images/{i}"
        key = identity(_required(row, "id", pointer), f"{pointer}/id")
        if key in found:
            raise wrong(f"{pointer}/id", f"{quoted(key)} is the id of {found[key].pointer} as well")
        file, image_id = _names(row, key, pointer, hints)
        if files.setdefault(image_id, file) != file:
            text = f"{quoted(files[image_id])} and {quoted(file)} would both be image {quoted(image_id)}"
            raise wrong(pointer, f"{text}; take other ids with --image-id")
        turns[file] = turns.get(file, 0) + 1
        found[key] = Record(
            key, _image(row, image_id, pointer), pointer, turns[file], _annotator(row, pointer), _raters(row, pointer)
        )
    return found


def _required(row: dict[str, Any], key: str, pointer: str) -> object:
    value = row.get(key)
    if value is None:
        raise wrong(f"{pointer}/{key}", "is missing")
    return value


def _names(row: dict[str, Any], key: str, pointer: str, hints: Hints) -> tuple[str, str]:
    """The file's name as written (what tells a second record of one image) and the image's id."""
    if hints.image_id == "id":
        return key, key
    file = row.get("file_name")
    if type(file) is not str or not file:
        raise wrong(f"{pointer}/file_name", f"{values.shown(file)} names no file; --image-id id takes the ids instead")
    own = row.get(OWN_ID)
    if own is not None and hints.image_id == "path":
        return file, values.text(own, f"{pointer}/{OWN_ID}")
    return file, values.text(_part(file, hints), f"{pointer}/file_name")


def _part(file: str, hints: Hints) -> str:
    path = without_address(file)
    if hints.image_id == "path":
        return path
    name = re.split(r"[/\\]", path)[-1] or path
    return name if hints.image_id == "name" else name.rpartition(".")[0] or name


def without_address(file: str) -> str:
    """A path without scheme, host, query and signature; one that is no address stays as written.

    >>> without_address("https://pics.example/cam1/17.jpg?sig=abc"), without_address("cam1/a?b.jpg")
    ('cam1/17.jpg', 'cam1/a?b.jpg')
    """
    found = _ADDRESS.match(file)
    return found[1] if found else file


def _image(row: dict[str, Any], image_id: str, pointer: str) -> Image:
    width, height = _size(row, "width", pointer), _size(row, "height", pointer)
    video, frame = row.get("video_id"), row.get("frame_id")
    placed = type(video) in (int, str) and video != "" and type(frame) is int and 0 <= frame <= values.FRAME
    return Image(
        image_id,
        width if width and height else None,
        height if width and height else None,
        video=identity(video, f"{pointer}/video_id") if placed else None,
        frame=frame if placed else None,
    )


def _size(row: dict[str, Any], key: str, pointer: str) -> int | None:
    """A size in pixels; None where it is missing or 0, which some tools write for "not known"."""
    value = row.get(key)
    if type(value) is float and value.is_integer():
        value = int(value)
    return None if value is None or value == 0 else values.whole(value, f"{pointer}/{key}")


def _annotator(row: dict[str, Any], pointer: str) -> str | None:
    value = row.get("annotator")
    return None if value is None or value == "" else identity(value, f"{pointer}/annotator")


def _raters(row: dict[str, Any], pointer: str) -> tuple[str, ...] | None:
    rows = row.get("rater_list")
    if rows is None:
        return None
    if type(rows) is not list:
        raise wrong(f"{pointer}/rater_list", f"{values.shown(rows)} is not a list")
    return tuple([identity(rater, f"{pointer}/rater_list/{i}") for i, rater in enumerate(rows)])


def categories(document: dict[str, Any]) -> dict[str, str]:
    """Class names by the text of their id; the same id twice must mean the same class."""
    found: dict[str, str] = {}
    for i, row in enumerate(listed(document, "categories")):
        pointer = f"/categories/{i}"
        key = identity(_required(row, "id", pointer), f"{pointer}/id")
        name = values.text(row.get("name"), f"{pointer}/name")
        if found.setdefault(key, name) != name:
            raise wrong(f"{pointer}/id", f"{quoted(key)} is both {quoted(found[key])} and {quoted(name)}")
    return found
