"""The image records of a COCO file: which image each one is, and whom it names."""

from dataclasses import dataclass
from typing import Any

from labelqa.errors import BadInput, quoted
from labelqa.formats import parts, values
from labelqa.formats.format import Hints, Sizes
from labelqa.formats.ids import identity, shortened, without_address
from labelqa.formats.values import under, wrong
from labelqa.model import Image

OWN_ID = "labelqa_image_id"
"""Key of an image record that carries our id where `file_name` would be read as another one."""


@dataclass(slots=True)
class Record:
    """One entry of `images`, the `index`-th of the list.

    `first`: the index of the first record of the same image; `turn`: the how-manieth record of it this is; `raters`:
    who was asked.
    """

    index: int
    image: Image
    first: int
    turn: int
    annotator: str | None
    raters: tuple[str, ...] | None

    @property
    def pointer(self) -> str:
        """Where it stands."""
        return f"/images/{self.index}"


class Records:
    """The image records of a file by the text of their id, as they come. `repeated`: some image has several."""

    def __init__(self, hints: Hints) -> None:
        self.by_id: dict[str, Record] = {}
        self.repeated = False
        self._hints = hints
        self._first: dict[str, int] = {}
        self._turns: dict[str, int] = {}
        self._files: dict[str, str] = {}

    def add(self, row: dict[str, Any], index: int) -> None:
        """Takes the next one; BadInput when two clash."""
        try:
            self._add(row, index)
        except BadInput as error:
            raise under(f"/images/{index}", error) from None

    def _add(self, row: dict[str, Any], index: int) -> None:
        key = own_id(row)
        if key in self.by_id:
            raise wrong("/id", f"{quoted(key)} is the id of {self.by_id[key].pointer} as well")
        file, image_id = names(row, key, self._hints)
        first = self._first.setdefault(image_id, index)
        if first != index:
            self.repeated = True
            self._turns[image_id] = self._turns.get(image_id, 1) + 1
        elif file != image_id:
            self._files[image_id] = file
        known = self._files.get(image_id, image_id)
        if known != file:
            text = f"{quoted(known)} and {quoted(file)} would both be image {quoted(image_id)}"
            raise wrong("", f"{text}; take other ids with --image-id")
        turn = self._turns.get(image_id, 1)
        image = _image(row, image_id, self._hints.sizes)
        self.by_id[key] = Record(index, image, first, turn, _annotator(row), _raters(row))


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


def own_id(row: dict[str, Any]) -> str:
    """The text of a record's or category's own id."""
    return identity(_required(row, "id"), "/id")


def _required(row: dict[str, Any], key: str) -> object:
    value = row.get(key)
    if value is None:
        raise wrong(f"/{key}", "is missing")
    return value


def names(row: dict[str, Any], key: str, hints: Hints) -> tuple[str, str]:
    """The file's name as written (what tells a second record of one image) and the image's id."""
    if hints.image_id == "id":
        return key, key
    file = row.get("file_name")
    if type(file) is not str or not file:
        raise wrong("/file_name", f"{values.shown(file)} names no file; --image-id id takes the ids instead")
    own = row.get(OWN_ID)
    if own is not None and hints.image_id == "path":
        return file, values.text(own, f"/{OWN_ID}")
    return file, values.text(shortened(without_address(file), hints.image_id), "/file_name")


def _image(row: dict[str, Any], image_id: str, sizes: Sizes) -> Image:
    width, height = parts.sides(row, "")
    if not (width and height):
        width, height = sizes(image_id) or (None, None)
    video, frame = row.get("video_id"), row.get("frame_id")
    placed = type(video) in (int, str) and video != "" and type(frame) is int and 0 <= frame <= values.FRAME
    return Image(
        image_id,
        width,
        height,
        video=identity(video, "/video_id") if placed else None,
        frame=frame if placed else None,
    )


def _annotator(row: dict[str, Any]) -> str | None:
    value = row.get("annotator")
    return None if value is None or value == "" else identity(value, "/annotator")


def _raters(row: dict[str, Any]) -> tuple[str, ...] | None:
    rows = row.get("rater_list")
    if rows is None:
        return None
    if type(rows) is not list:
        raise wrong("/rater_list", f"{values.shown(rows)} is not a list")
    return tuple([identity(rater, f"/rater_list/{i}") for i, rater in enumerate(rows)])


def categories(document: dict[str, Any]) -> dict[str, str]:
    """Class names by the text of their id; the same id twice must mean the same class."""
    found: dict[str, str] = {}
    for i, row in enumerate(listed(document, "categories")):
        try:
            key, name = own_id(row), values.text(row.get("name"), "/name")
        except BadInput as error:
            raise under(f"/categories/{i}", error) from None
        if found.setdefault(key, name) != name:
            raise wrong(f"/categories/{i}/id", f"{quoted(key)} is both {quoted(found[key])} and {quoted(name)}")
    return found
