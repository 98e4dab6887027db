"""One CVAT file read: its images one by one as they come, the frames of its tracks at the end.

A track holds one thing on many frames, so a file of tracks is held in memory until the last one is read.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import BinaryIO

from labelqa.archives import Tree
from labelqa.errors import BadFile, BadInput
from labelqa.formats import decimals, parts, values
from labelqa.formats.border import RELATIVE
from labelqa.formats.cvat import own
from labelqa.formats.cvat.answers import Picture, Tally
from labelqa.formats.cvat.drawing import Size
from labelqa.formats.cvat.identity import Identities, home, is_frame
from labelqa.formats.cvat.meta import Meta, Part, absent, bounded, parsed
from labelqa.formats.cvat.remarks import remarks
from labelqa.formats.cvat.tracks import expanded
from labelqa.formats.format import Hints
from labelqa.formats.values import under, wrong
from labelqa.model import Image, Item, Remark, Skipped
from labelqa.xmlio import Element, children, placed

SHAPES = 2_000_000
"""Most shapes on the frames of one file's tracks."""
_KNOWN = frozenset(("annotations", "version", "meta", "image", "track"))


def read(tree: Tree, file: str, hints: Hints) -> Iterator[Item]:
    """Yields what one file holds; BadFile with file and place when it is written wrongly."""
    try:
        identities = Identities(hints)
        with tree.stream(file) as stream:
            identities.learn(children(stream, hints.name))
        with tree.stream(file) as stream:
            yield from _Reading(hints, identities).items(stream)
    except BadFile:
        raise
    except BadInput as error:
        raise parts.bad_file(error, hints.name) from None


class _Reading:
    """The elements of a file as they come, and what is counted of them."""

    def __init__(self, hints: Hints, identities: Identities) -> None:
        self._hints, self._ids = hints, identities
        self._meta: Meta | None = None
        self._tally = Tally()
        self._numbers = Counter[str]()
        self._tracks: dict[str, dict[int, list[tuple[Element, str]]]] = defaultdict(lambda: defaultdict(list))
        self._shapes = 0

    @property
    def meta(self) -> Meta:
        """What the file says of itself; that of a file which says nothing."""
        if self._meta is None:
            self._meta = absent(self._hints.annotator or self._hints.stem)
        return self._meta

    def items(self, stream: BinaryIO) -> Iterator[Item]:
        """All of the file."""
        for element in children(stream, self._hints.name):
            self._numbers[element.tag] += 1
            pointer = f"/{element.tag}[{self._numbers[element.tag]}]"
            if element.tag == "meta":
                self._meta = parsed(element, self._hints.stem)
            elif element.tag == "image":
                yield from self._image(element, pointer)
            elif element.tag == "track":
                yield from self._track(element, pointer)
            elif element.tag not in _KNOWN:
                yield Skipped("element that is not read", f"{self._hints.name}, {pointer}")
        if self._numbers["track"]:
            yield from self._frames()
        self._check_units()
        yield from self._remarks()

    def _image(self, element: Element, pointer: str) -> Iterator[Item]:
        at, place = home(element), f"{self._hints.name}, {pointer}"
        name, part = element.get("name"), self.meta.part(at[0])
        try:
            if name is None:
                raise wrong("/@name", "is missing")
            image_id = self._ids.of(name, at, element.get("id") or "", part.part_id if part.sort == "task" else "")
            if image_id is None:
                yield Skipped("image that comes again in the file", place)
                return
            image = self._described(element, image_id, part)
            picture = self._picture(image, place)
            for where, child in placed(element):
                picture.take(child, where)
            answers = list(picture.answers(self._hints, part, self.meta.kind, element))
        except BadInput as error:
            raise under(pointer, error) from None
        self._tally.counts["generic"] += is_frame(name)
        yield image
        yield from picture.notes
        yield from answers

    def _described(self, element: Element, image_id: str, part: Part) -> Image:
        """The image with its size and its place in a video, as far as they are told."""
        width, height = (decimals.side(element.get(key), f"/@{key}") for key in ("width", "height"))
        video, frame = element.get(own.VIDEO), element.get(own.FRAME)
        if video is None and self.meta.kind is None:
            video, frame = part.video, element.get("id")
        if width is None or height is None:
            width, height = self._hints.sizes(image_id) or (None, None)
        filmed = video is not None and frame is not None
        return Image(
            image_id,
            width,
            height,
            video=values.text(video, f"/@{own.VIDEO}") if filmed else None,
            frame=decimals.whole(frame, "/@id", 0, values.FRAME) if filmed else None,
        )

    def _picture(self, image: Image, place: str) -> Picture:
        size: Size | None = None
        if image.width is not None and image.height is not None:
            size = image.width, image.height
        self._tally.counts["unsized"] += size is None
        return Picture(image.image_id, size, place, self._tally, self.meta.labels)

    def _track(self, element: Element, pointer: str) -> Iterator[Item]:
        """Puts a track's shapes with the frames they are on."""
        task = self.meta.key(home(element)[0])
        try:
            found = expanded(element, self.meta.part(task).frames)
        except BadInput as error:
            raise under(pointer, error) from None
        self._shapes += len(found.shapes)
        if self._shapes > SHAPES:
            raise wrong(pointer, f"is the track with which the file draws more than {SHAPES:,} shapes; split it")
        for frame, shape in found.shapes:
            self._tracks[task][frame].append((shape, pointer))
        self._tally.counts["held"] += found.held
        if found.beyond:
            yield Skipped("shape on a frame that is none of its job's", f"{self._hints.name}, {pointer}", found.beyond)

    def _frames(self) -> Iterator[Item]:
        """The images of all frames, with what the tracks draw on them."""
        parts = {task: self.meta.part(task) for task in (*self.meta.parts, *self._tracks)}
        for task, part in parts.items():
            self._ids.note(_name(0), (task, part.subset))
        for task, part in parts.items():
            drawn = self._tracks.get(task, {})
            told = range(min(drawn), max(drawn) + 1) if drawn else range(0)
            for frame in bounded(told, "/meta") if part.frames is None else part.frames:
                yield from self._frame(frame, part, (task, part.subset), drawn.get(frame, []))

    def _frame(self, frame: int, part: Part, at: tuple[str, str], shapes: list[tuple[Element, str]]) -> Iterator[Item]:
        place = f"{self._hints.name}, frame {frame}"
        image_id = self._ids.of(_name(frame), at, str(frame), part.part_id if part.sort == "task" else "")
        if image_id is None:
            yield Skipped("image that comes again in the file", place)
            return
        width, height = self.meta.size or self._hints.sizes(image_id) or (None, None)
        video = part.video or (f"{part.sort}-{part.part_id}" if part.part_id else self._hints.stem)
        image = Image(image_id, width, height, video=values.text(video, "/meta/source"), frame=frame)
        picture = self._picture(image, place)
        for shape, pointer in shapes:
            picture.take(shape, pointer)
        answers = list(picture.answers(self._hints, part, self.meta.kind, None))
        self._tally.counts["generic"] += 1
        yield image
        yield from picture.notes
        yield from answers

    def _check_units(self) -> None:
        if self.meta.kind is None and 0 < self._tally.largest <= 1 and self._tally.lowest >= 0:
            raise wrong("", RELATIVE)

    def _remarks(self) -> Iterator[Item]:
        yield from remarks(self._tally, self.meta, self._hints)
        if self._ids.renamed:
            text = "images have a file name that another task or subset has too: that is put before it"
            yield Remark(f"{self._ids.renamed} {text}", self._hints.name)
        if not self._numbers["image"] and not self._numbers["track"]:
            yield Remark("the file holds neither images nor tracks", self._hints.name)


def _name(frame: int) -> str:
    """What CVAT calls a frame of a video."""
    return f"frame_{frame:06d}"
