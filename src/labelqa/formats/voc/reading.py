"""VOC files read one after the other: each is one annotator's answer for one image, with nothing in it too."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from labelqa import xmlio
from labelqa.archives import Tree
from labelqa.errors import BadFile, BadInput, Problem, quoted
from labelqa.formats import decimals, detection, parts, values
from labelqa.formats.border import OUTSIDE, RELATIVE, beyond, border
from labelqa.formats.format import NOTHING_READABLE, Format, Hints, told
from labelqa.formats.gaps import unnamed
from labelqa.formats.values import under, wrong
from labelqa.formats.voc import own
from labelqa.formats.voc.objects import SHAPELESS, UNREADABLE, drawn
from labelqa.formats.voc.pictures import Pictures
from labelqa.formats.voc.remarks import Tally, remarks
from labelqa.model import KINDS, ORIGINS, Annotation, Image, Item, Kind, Object, Remark, Skipped
from labelqa.xmlio import Element

_LISTS = frozenset(("ImageSets",))
"""Folders of lists of names, which say nothing of labels."""


def read(tree: Tree, hints: Hints, format: Format) -> Iterator[Item]:
    """Yields what the files of a tree hold, in the order of their names."""
    reading = _Reading(tree, hints)
    for entry, fits in detection.members(tree, format):
        path = PurePosixPath(entry.name)
        if fits:
            with tree.stream(entry.name) as stream:
                yield from reading.file(stream, detection.unpacked(entry.name), tree.place(entry.name))
        elif path.name != "labelmap.txt" and _LISTS.isdisjoint(path.parts):
            yield detection.foreign(format, tree.place(entry.name))
    reading.check_units()
    yield from remarks(reading.tally, reading.pictures, hints)


class _Reading:
    """The files of a tree as they come, and what is counted of them."""

    def __init__(self, tree: Tree, hints: Hints) -> None:
        self._hints, self._single = hints, tree.single
        self.pictures = Pictures(tree)
        self.tally = Tally()
        self._answered: dict[tuple[str, str], str] = {}

    def file(self, stream: BinaryIO, file: str, place: str) -> Iterator[Item]:
        """The image, what was left out of it, and the answer."""
        try:
            root = xmlio.document(stream, place)
            image = self._image(root, file)
            notes: list[Item] = []
            answer = self._answer(root, image, place, notes)
        except BadFile:
            raise
        except BadInput as error:
            raise parts.bad_file(error, place) from None
        yield image
        yield from notes
        if answer is not None:
            self.tally.counts["untimed"] += answer.submitted_at is None
            yield answer

    def _image(self, root: Element, file: str) -> Image:
        said = root.find(own.OWN)
        picture = self.pictures.beside(file)
        image_id = said.get(own.IMAGE_ID) if said is not None and self._hints.image_id == "path" else None
        image_id = values.text(image_id or self._name(root, file, picture), "/filename")
        width, height = (decimals.side(root.findtext(f"size/{key}"), f"/size/{key}") for key in ("width", "height"))
        size = (width, height) if width and height else None
        if size is None and picture is not None:
            size = self.pictures.size(picture)
        if size is None:
            size = self._hints.sizes(image_id)
        self.tally.counts["unsized"] += size is None
        video, frame = (None, None) if said is None else (said.get(own.VIDEO), said.get(own.FRAME))
        placed = video is not None and frame is not None
        return Image(
            image_id,
            None if size is None else size[0],
            None if size is None else size[1],
            video=values.text(video, f"/{own.OWN}/@{own.VIDEO}") if placed else None,
            frame=decimals.whole(frame, f"/{own.OWN}/@{own.FRAME}", 0, values.FRAME) if placed else None,
        )

    def _name(self, root: Element, file: str, picture: PurePosixPath | None) -> str:
        """The image of a file: what it names, if that is called as the file is; else the file's own name counts."""
        path = PurePosixPath(file)
        named = root.findtext("filename") or ""
        name = PurePosixPath(named.replace("\\", "/"))
        if path.stem not in (name.stem, name.name):
            self.tally.counts["differing"] += bool(named)
            ending = name.suffix if picture is None else picture.suffix
            named = f"{path.stem}{ending}"
            name = PurePosixPath(named)
        match self._hints.image_id:
            case "path":
                return named
            case "name":
                return name.name
            case "stem":
                return name.stem
        raise wrong("/filename", "VOC knows neither ids nor tasks of images; take --image-id path, name or stem")

    def _answer(self, root: Element, image: Image, place: str, notes: list[Item]) -> Annotation | None:
        said = root.find(own.OWN)
        kind, origin = (None, None) if said is None else (said.get(own.KIND), said.get(own.ORIGIN))
        known: Kind | None = None if kind is None else values.choice(kind, f"/{own.OWN}/@{own.KIND}", KINDS)
        annotator = self._annotator(root)
        self._once(image.image_id, annotator, place)
        objects = self._objects(root, image, place, notes)
        if objects is None:  # "nothing is there" would be a lie
            notes.append(Skipped(NOTHING_READABLE, place))
            return None
        self.tally.counts["guessed"] += (self._hints.kind or known) is None
        made, more = told(
            Annotation(
                image.image_id,
                annotator,
                "person",
                self._hints.submitted_at,
                objects,
                origin=None if origin is None else values.choice(origin, f"/{own.OWN}/@{own.ORIGIN}", ORIGINS),
                place=place,
            ),
            self._hints.kind or known or "person",
        )
        notes += more
        return made

    def _objects(self, root: Element, image: Image, place: str, notes: list[Item]) -> tuple[Object, ...] | None:
        """All objects that can be read; None when there are some, and none can."""
        ours = root.find(own.OWN) is not None
        base = 0 if ours else self._hints.voc_base
        objects, unread = [], 0
        for number, element in enumerate(root.iterfind("object"), 1):
            where = f"{place}, /object[{number}]"
            try:
                found = drawn(element, base, self.tally.unread)
            except BadInput as error:
                raise under(f"/object[{number}]", error) from None
            self.tally.counts["parts"] += len(element.findall("part"))
            if isinstance(found, str):
                unread += found in (SHAPELESS, UNREADABLE)
                notes.append(Skipped(found, where))
                continue
            objects.append(found)
            self.tally.measure(found, image, ours=ours)
            if beyond(found.corners, *border(image)):
                notes.append(Remark(OUTSIDE, where))
        return None if unread and not objects else tuple(objects)

    def _annotator(self, root: Element) -> str:
        """Who drew: as `<source>` says, else as the user says, else the name of the folder or archive."""
        named = root.findtext("source/annotator")
        if named and named.strip():
            return values.text(named, "/source/annotator")
        if self._hints.annotator is None and self._single:
            raise wrong("/source/annotator", "is missing, so nothing says who drew; give --annotator")
        self.tally.counts["unnamed"] += self._hints.annotator is None
        return unnamed(self._hints)

    def _once(self, image_id: str, annotator: str, place: str) -> None:
        before = self._answered.setdefault((image_id, annotator), place)
        if before != place:
            text = f"is the answer of {quoted(annotator)} for {quoted(image_id)}, as is {before}; import the folders "
            raise wrong("", f"{text}one by one, each with its --annotator")

    def check_units(self) -> None:
        """Refuses files whose numbers are no pixels."""
        if 0 < self.tally.largest <= 1 and self.tally.lowest >= 0:
            raise BadFile(f"{self._hints.name}: {RELATIVE}", [Problem("", RELATIVE)])
