"""What one image of a CVAT file says: its shapes and tags, as the answers of those who drew them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from labelqa.errors import BadInput
from labelqa.formats import values
from labelqa.formats.border import OUTSIDE, beyond, border
from labelqa.formats.cvat import own
from labelqa.formats.cvat.drawing import Size, drawn
from labelqa.formats.cvat.meta import Part
from labelqa.formats.format import NOTHING_READABLE, UNCLASSED, Hints, told
from labelqa.formats.values import under
from labelqa.model import ORIGINS, Annotation, Kind, Object, Origin, Remark, Skipped
from labelqa.xmlio import Element

CONSENSUS = "cvat-consensus"
"""The annotator of shapes that CVAT merged out of several answers: nobody drew them."""
_ASSISTED = frozenset(("auto", "semi-auto"))
_SAID = _ASSISTED | {"manual", "consensus"}


@dataclass(slots=True)
class Drawn:
    """Shapes and tags of one annotator on one image. `shapes` counts those that can be compared, with area or not."""

    objects: list[Object] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    shapes: int = 0
    unread: int = 0

    @property
    def nothing(self) -> bool:
        """True when not even something unreadable was drawn."""
        return not (self.shapes or self.labels or self.unread)

    @property
    def origin(self) -> Origin | None:
        """Assisted if anything was, manual if everything was; else nobody knows."""
        if self.sources & _ASSISTED:
            return "ai_assisted"
        return "manual" if self.sources == {"manual"} else None


@dataclass(slots=True)
class Tally:
    """What a file's remarks count, over all its images. `largest`: coordinate of any object, either side of zero."""

    counts: Counter[str] = field(default_factory=Counter)
    attributed: Counter[Part] = field(default_factory=Counter)
    undeclared: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    largest: float = 0.0
    lowest: float = 0.0


class Picture:
    """One image while its elements are read; `notes` are remarks and what was left out, with their places."""

    def __init__(self, image_id: str, size: Size | None, place: str, tally: Tally, labels: frozenset[str]) -> None:
        self.image_id, self.size, self.place = image_id, size, place
        self.notes: list[Skipped | Remark] = []
        self._tally, self._labels = tally, labels
        self._by = {False: Drawn(), True: Drawn()}

    def take(self, element: Element, pointer: str) -> None:
        """Reads one shape or tag; BadInput with its place when it is written wrongly."""
        source = (element.get("source") or "").strip().lower()
        by = self._by[source == "consensus"]
        place = f"{self.place}{pointer}"
        if element.tag in own.SHAPES:
            by.sources.add(source)
            self._shape(element, by, pointer, place)
        elif element.tag == "tag":
            by.sources.add(source)
            self._tag(element, by, place)
        elif element.tag in own.UNCOMPARED:
            by.unread += 1
            self.notes.append(Skipped(element.tag, place))
        else:
            self.notes.append(Skipped("element that is no shape known here", place))
            return
        self._declared(element.get("label") or "")
        if source not in _SAID:
            self._tally.sources[element.get("source") or ""] += 1

    def _declared(self, label: str) -> None:
        if self._labels and label and label not in self._labels:
            self._tally.undeclared[label] += 1

    def _shape(self, element: Element, by: Drawn, pointer: str, place: str) -> None:
        try:
            found = drawn(element, self.size)
        except BadInput as error:
            raise under(pointer, error) from None
        if isinstance(found, str):
            self.notes.append(Skipped(found, place))
            by.shapes += found.startswith("degenerate")
            by.unread += not found.startswith("degenerate")
            return
        by.shapes += 1
        by.objects.append(found)
        counts, corners = self._tally.counts, found.corners
        counts["ellipses"] += element.tag == "ellipse"
        counts["nameless"] += found.class_name == UNCLASSED and not element.get("label")
        if element.tag != "mask":  # pixels by their nature
            self._tally.largest = max(self._tally.largest, *corners)
            self._tally.lowest = min(self._tally.lowest, *corners)
        if beyond(corners, *(self.size or border(None))):
            self.notes.append(Remark(OUTSIDE, place))

    def _tag(self, element: Element, by: Drawn, place: str) -> None:
        label = element.get("label")
        if not label:
            self.notes.append(Skipped("tag without a label", place))
            return
        by.labels.append(values.text(label, "/@label"))
        self._tally.counts["attributes of tags"] += len(element.findall("attribute"))

    def answers(self, hints: Hints, part: Part, kind: Kind | None, image: Element | None) -> Iterator[Annotation]:
        """What the assignee answered, and what CVAT merged out of several answers; notes may grow meanwhile."""
        person, merged = self._by[False], self._by[True]
        if merged.nothing or not person.nothing:
            who = part.annotator if hints.annotator is None or kind is not None else hints.annotator
            found = self._answer(person, who, hints.kind or kind or "person", hints, image)
            if found is not None:
                self._tally.attributed[part] += 1
                self._tally.counts["guessed"] += (hints.kind or kind) is None
                yield from self._told(found)
        if not merged.nothing:
            found = self._answer(merged, CONSENSUS, "truth" if hints.kind == "truth" else "model", hints, None)
            if found is not None:
                self._tally.counts["consensus"] += 1
                yield found

    def _told(self, found: Annotation) -> Iterator[Annotation]:
        """The answer without scores where the user says that it is of nobody who gives them."""
        made, remarks = told(found, found.kind)
        self.notes += remarks
        yield made

    def _answer(self, by: Drawn, who: str, kind: Kind, hints: Hints, image: Element | None) -> Annotation | None:
        asked = None if image is None else image.get(own.ASKED)
        empty = hints.empty == "answer" and not by.unread
        objects = tuple(by.objects) if by.shapes or empty else None
        labels = tuple(by.labels) or None
        origin = by.origin
        if asked is not None and image is not None:
            objects = tuple(by.objects) if "objects" in asked.split() else None
            labels = tuple(by.labels) if "labels" in asked.split() else None
            said = image.get(own.ORIGIN)
            origin = None if said is None else values.choice(said, f"/@{own.ORIGIN}", ORIGINS)
        if by.unread and not objects:  # "nothing is there" would be a lie
            objects = None
        if objects is None and labels is None:
            if by.unread:
                self.notes.append(Skipped(NOTHING_READABLE, self.place))
            self._tally.counts["unlabelled"] += not by.unread
            return None
        at = hints.submitted_at
        self._tally.counts["untimed"] += at is None
        origin = origin if kind == "person" else None
        return Annotation(self.image_id, who, kind, at, objects, labels, origin=origin, place=self.place)
