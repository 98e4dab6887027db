"""What annotators said of one image, gathered while the export of a tool is read: one annotation each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from labelqa.errors import BadFile, Degenerate, Problem
from labelqa.formats import shapes, values
from labelqa.formats.border import OUTSIDE, RELATIVE, beyond, border
from labelqa.formats.format import DEGENERATE, NOTHING_READABLE, Hints, told
from labelqa.formats.gaps import UNNAMED, UNTIMED, unnamed
from labelqa.formats.ids import shortened, without_address
from labelqa.formats.parts import Sides
from labelqa.formats.values import wrong
from labelqa.model import Annotation, Called, Image, Item, Kind, Object, Origin, Remark, Review, Skipped
from labelqa.shapes import Keypoint, Keypoints, Mask, Polygon, Shape, Turned

LINE = "line"
POINT = "single point"
CUBOID = "cuboid"
VIDEO = "label of a video"
TEXT = "free text"
OTHER = "object of a kind that is not read"
MASK = "mask that cannot be read"
SIZELESS = "object in units of an image whose size is not known"


@dataclass(slots=True)
class Answer:
    """One annotator's answer while it is gathered. `unread`: what was drawn but cannot be read; `labels` in order."""

    annotator: str
    pointer: str
    kind: Kind = "person"
    objects: list[Object] = field(default_factory=list)
    labels: dict[str, None] = field(default_factory=dict)
    drawn: int = 0
    unread: int = 0
    submitted_at: int | None = None
    seconds: float | None = None
    origin: Origin | None = None
    revision: int | None = None
    cancelled: bool = False
    reviews: list[Review] = field(default_factory=list)

    def at(self, *times: int | None) -> None:
        """Takes note that it was worked on then: the latest counts."""
        known = [t for t in (self.submitted_at, *times) if t is not None]
        self.submitted_at = max(known, default=None)

    def label(self, name: str) -> None:
        """Adds an image-level class, once."""
        self.labels[name] = None


class Answers:
    """The answers to one image. `where` is the line or the place in the file, which goes before every pointer.

    `nameless`: one of them is by nobody the file or the user names.
    """

    def __init__(self, image: Image, hints: Hints, where: str = "") -> None:
        self.image, self.hints, self.where = image, hints, where
        self.answers: list[Answer] = []
        self._first: dict[str, Answer] = {}
        self.notes: list[Skipped | Remark] = []
        self.called: list[Called] = []
        self.nameless = False

    def answer(self, annotator: str, pointer: str, kind: Kind = "person") -> Answer:
        """A new answer."""
        made = Answer(annotator, pointer, kind)
        self.answers.append(made)
        self._first.setdefault(annotator, made)
        return made

    def drop(self, answer: Answer) -> None:
        """Takes an answer back."""
        self.answers.remove(answer)
        self._first = {a.annotator: a for a in reversed(self.answers)}

    def of(self, annotator: str, pointer: str, kind: Kind = "person") -> Answer:
        """The answer of an annotator, which begins when they are first named."""
        return self._first.get(annotator) or self.answer(annotator, pointer, kind)

    def by_nobody(self, pointer: str) -> Answer:
        """The answer of which nobody is named: it is by whom the user names, else by the name of the file or folder."""
        name = unnamed(self.hints)
        if self.hints.annotator is None and not self.nameless:
            self.nameless = True
            self.remark(UNNAMED, pointer)
        return self.of(name, pointer)

    def place(self, pointer: str) -> str:
        """What messages call a place in the file."""
        return ", ".join(filter(None, (self.hints.name, self.where, pointer)))

    def skip(self, reason: str, pointer: str, answer: Answer | None = None, count: int = 1) -> None:
        """Notes that something was left out; `answer`: of whose drawing."""
        self.notes.append(Skipped(reason, self.place(pointer), count))
        if answer is not None:
            answer.drawn += count
            answer.unread += count

    def remark(self, text: str, pointer: str = "") -> None:
        """Notes what the user should know."""
        self.notes.append(Remark(text, self.place(pointer)))

    def box(
        self, answer: Answer, found: Object, box: tuple[float, float, float, float], pointer: str, degrees: float = 0.0
    ) -> None:
        """Adds a box x, y, width, height, turned clockwise about its centre."""
        drawn = replace(found, x=box[0], y=box[1], width=box[2], height=box[3])
        if drawn.degenerate:
            self._degenerate(answer, DEGENERATE, pointer)
        elif degrees % 360 == 0:
            self._add(answer, drawn, pointer)
        else:
            self.shape(answer, found, Turned(*box, degrees % 360), pointer)

    def shape(self, answer: Answer, found: Object, shape: Shape, pointer: str) -> None:
        """Adds an object of any shape."""
        if isinstance(shape, Polygon) and sum(map(len, shape.rings)) > 2 * shapes.POINTS:
            raise wrong(pointer, f"has more than {shapes.POINTS:,} corners")
        try:
            self._add(answer, shapes.of_shape(found, shape), pointer)
        except Degenerate as error:
            self._degenerate(answer, error.reason, pointer)

    def points(self, answer: Answer, found: Object, points: Iterable[Keypoint], pointer: str) -> None:
        """Adds keypoints that were drawn without a box."""
        given = tuple(points)
        if len(given) > shapes.KEYPOINTS:
            raise wrong(pointer, f"has more than {shapes.KEYPOINTS:,} keypoints")
        there = [p for p in given if p.seen]
        if not there:
            self._degenerate(answer, "degenerate keypoints", pointer)
            return
        x, y = min(p.x for p in there), min(p.y for p in there)
        width, height = max(p.x for p in there) - x, max(p.y for p in there) - y
        hull = replace(found, x=x, y=y, width=width, height=height)
        self.shape(answer, hull, Keypoints(given, False), pointer)

    def items(self) -> Iterator[Item]:
        """The image, what was left out, and one annotation an answer, and what the annotators are called."""
        found = [item for answer in self.answers for item in self._annotation(answer)]
        yield self.image
        yield from self.notes
        yield from found
        yield from self.called

    def _degenerate(self, answer: Answer, reason: str, pointer: str) -> None:
        self.notes.append(Skipped(reason, self.place(pointer)))
        answer.drawn += 1

    def _add(self, answer: Answer, drawn: Object, pointer: str) -> None:
        answer.objects.append(drawn)
        answer.drawn += 1
        if beyond(drawn.corners, *border(self.image)):
            self.remark(OUTSIDE, pointer)

    def _annotation(self, answer: Answer) -> Iterator[Item]:
        place = self.place(answer.pointer)
        if answer.unread and not answer.objects and not answer.labels:  # "nothing is there" would be a lie
            yield Skipped(NOTHING_READABLE, place)
            return
        at = self.hints.submitted_at if answer.submitted_at is None else answer.submitted_at
        if at is None:
            yield Remark(UNTIMED, place)
        cancelled = answer.cancelled and not answer.objects and not answer.labels
        annotation = Annotation(
            self.image.image_id,
            answer.annotator,
            answer.kind,
            at,
            None if cancelled else self._objects(answer),
            None if cancelled else tuple(answer.labels) or None,
            answer.seconds,
            answer.origin,
            answer.revision,
            cancelled,
            tuple(sorted(answer.reviews, key=lambda review: review.at or 0)),
            place,
        )
        annotation, remarks = told(annotation, self.hints.kind or answer.kind)
        yield from remarks
        yield annotation

    def _objects(self, answer: Answer) -> tuple[Object, ...] | None:
        """None where classes were given and nothing was drawn: nobody knows whether boxes were asked for."""
        if answer.labels and not answer.objects and (answer.unread or not answer.drawn):
            return () if self.hints.empty == "answer" and not answer.unread else None
        return tuple(answer.objects)


class Units:
    """Whether the objects of an export are in pixels, which all of its files together tell.

    One object within the first pixel of its image is a slip of the hand; when all are, they are shares of the image.
    """

    def __init__(self) -> None:
        self._any = self._pixels = False

    def take(self, answers: Answers) -> None:
        """Takes note of the objects of one image."""
        objects = [o for answer in answers.answers for o in answer.objects]
        self._any = self._any or bool(objects)
        self._pixels = self._pixels or not all(map(_relative, objects))

    def check(self, name: str) -> None:
        """After all: refuses the export `name` when none of its objects leaves the first pixel."""
        if self._any and not self._pixels:
            raise BadFile(f"{name}: {RELATIVE}", [Problem("", RELATIVE)])


def _relative(found: Object) -> bool:
    """True when an object that is no mask lies between 0 and 1."""
    return not isinstance(found.shape, Mask) and min(found.corners) >= 0 and max(found.corners) <= 1


def image_of(path: str, own: str | None, size: Sides, hints: Hints, pointer: str) -> Image:
    """The image a tool calls `path`, its own id being `own`; its size from the file, else from who knows it."""
    if hints.image_id in ("id", "task"):
        if own is None:
            raise wrong(pointer, f"the file gives no id of the image; take another --image-id than {hints.image_id}")
        image_id = own
    else:
        image_id = shortened(without_address(path), hints.image_id)
    values.text(image_id, pointer)
    known = size if size[0] and size[1] else hints.sizes(image_id)
    return Image(image_id, *(known or (None, None)))


def attributes(found: dict[str, Any], pointer: str) -> dict[str, Any] | None:
    """What else is said of an object, checked; None when it is nothing."""
    return values.attributes(found, pointer) if found else None
