"""What a job's annotations say of each of its frames: objects, image-level labels, and where they come from."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from labelqa.connectors.cvat.drawing import drawn
from labelqa.connectors.cvat.labels import Label
from labelqa.connectors.cvat.rest import Row, number, rows
from labelqa.connectors.cvat.tasks import Frames, Task
from labelqa.connectors.cvat.tracks import followed
from labelqa.errors import BadInput
from labelqa.formats.format import ELLIPSE, NOTHING_READABLE
from labelqa.model import Image, Object, Origin, Remark, Skipped

MERGED = "consensus"
"""The source of what was merged from the answers of several."""
UNKNOWN = "shape of a class that its task does not have"
AI = ("auto", "semi-auto")
"""Sources of what a model drew or helped to draw."""
MANUAL = ("manual", "ground truth")


@dataclass(slots=True)
class Answer:
    """What is drawn on one frame. `unread`: shapes of which nothing could be read; `merged`: those of a consensus."""

    image: Image
    objects: list[Object] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    unread: int = 0
    merged: int = 0
    sources: set[str] = field(default_factory=set)

    @property
    def empty(self) -> bool:
        """True when nothing at all is on it."""
        return not (self.objects or self.labels or self.unread or self.merged)

    @property
    def origin(self) -> Origin | None:
        """How it was drawn; None where CVAT does not say, as of what was read from a file."""
        if any(source in AI for source in self.sources):
            return "ai_assisted"
        return "manual" if self.sources and self.sources.issubset(MANUAL) else None


def _source(row: Row) -> str:
    """Where a shape comes from, in small letters: an open list of words."""
    return str(row.get("source") or "").lower()


class Reading:
    """The annotations of one job as they are read. `notes`: what was left out, and remarks, in their order.

    `answers`: one for each frame that the job holds and whose image has a name, in the order of the frames.
    """

    def __init__(self, task: Task, frames: Frames, place: str) -> None:
        self.task, self.frames, self.place = task, frames, place
        self.notes: list[Skipped | Remark] = []
        self.answers: dict[int, Answer] = {}
        shown = set[str]()
        for frame in frames.held:
            image = task.image(frame)
            if image is None:
                self.notes.append(Skipped("frame without a usable name", f"{place}, frame {frame}"))
            elif image.image_id in shown:
                self.notes.append(Skipped("frame that its job shows a second time", f"{place}, frame {frame}"))
            else:
                shown.add(image.image_id)
                self.answers[frame] = Answer(image)

    @property
    def boxes_asked(self) -> bool:
        """False where every class is one of whole images."""
        return any(label.kind != "tag" for label in self.task.labels.values()) or not self.task.labels

    @property
    def labels_asked(self) -> bool:
        """True where a class is one of whole images."""
        return any(label.kind == "tag" for label in self.task.labels.values())

    def read(self, document: Row) -> None:
        """Reads all that a job's annotations hold; BadInput where they are not as CVAT writes them."""
        for i, row in enumerate(rows(document.get("tags"), "/tags")):
            self._tag(row, f"/tags/{i}")
        for i, row in enumerate(rows(document.get("shapes"), "/shapes")):
            self._shape(row, number(row, "frame", f"/shapes/{i}"), f"/shapes/{i}")
        for i, row in enumerate(rows(document.get("tracks"), "/tracks")):
            self._track(row, f"/tracks/{i}")

    def _tag(self, row: Row, pointer: str) -> None:
        answer, label = self._on(number(row, "frame", pointer), pointer), self._label(row, pointer)
        if answer is None or label is None:
            return
        if self._is_merged(row, answer, pointer):
            return
        if rows(row.get("attributes"), f"{pointer}/attributes"):
            self.notes.append(Remark("attributes of image-level labels are not kept", self._at(pointer)))
        answer.sources.add(_source(row))
        if label.name not in answer.labels:
            answer.labels.append(label.name)

    def _shape(self, row: Row, frame: int, pointer: str, track: str | None = None) -> None:
        answer = self._on(frame, pointer)
        if answer is None or self._is_merged(row, answer, pointer):
            return
        label = self._label(row, pointer)
        size = answer.image.width, answer.image.height
        found = UNKNOWN if label is None else drawn(row, label, size, pointer, track)
        if isinstance(found, str):
            if label is not None:
                self.notes.append(Skipped(found, self._at(pointer)))
            answer.unread += not found.startswith("degenerate")
            return
        answer.objects.append(found)
        answer.sources.add(_source(row))
        if row.get("type") == "ellipse":
            self.notes.append(Remark(ELLIPSE, self._at(pointer)))

    def _track(self, track: Row, pointer: str) -> None:
        """A track on every frame of the job on which it is there; those of types not compared are left out at once."""
        name = f"track-{self.task.number}-{number(track, 'id', pointer)}" if "id" in track else f"track-{pointer}"
        first, last = (self.frames.held[0], self.frames.held[-1]) if self.frames.held else (0, -1)
        try:
            for frame, row in followed(track, first, last, pointer):
                if frame in self.answers:
                    self._shape(row, frame, pointer, name)
        except BadInput:
            self._unreadable(track, pointer, first, last)

    def _unreadable(self, track: Row, pointer: str, first: int, last: int) -> None:
        """Where a track lies cannot be said: no frame from its first one on has an answer of which all is known."""
        self.notes.append(Skipped("track that cannot be read", self._at(pointer)))
        begun = track.get("frame")
        for frame in range(max(first, begun if type(begun) is int else first), last + 1):
            if frame in self.answers:
                self.answers[frame].unread += 1

    def _on(self, frame: int, pointer: str) -> Answer | None:
        if frame not in self.answers and frame not in self.frames.held:
            self.notes.append(Skipped(self.frames.left_out(frame), self._at(pointer)))
        return self.answers.get(frame)

    def _label(self, row: Row, pointer: str) -> Label | None:
        found = self.task.labels.get(number(row, "label_id", pointer))
        if found is None:
            self.notes.append(Skipped(UNKNOWN, self._at(pointer)))
        return found

    def _is_merged(self, row: Row, answer: Answer, pointer: str) -> bool:
        merged = _source(row) == MERGED
        if merged:
            answer.merged += 1
            self.notes.append(Skipped("shape merged from the answers of several", self._at(pointer)))
        return merged

    def _at(self, pointer: str) -> str:
        return f"{self.place}, {pointer}"

    def given(self) -> Iterator[tuple[int, Answer]]:
        """The frames whose answers are somebody's own, and are known: with their images, in the order of the frames."""
        for frame, answer in self.answers.items():
            place = f"{self.place}, frame {frame}"
            if answer.merged:
                continue
            if answer.unread and not answer.objects and not answer.labels:  # "nothing is there" would be a lie
                self.notes.append(Skipped(NOTHING_READABLE, place))
                continue
            yield frame, answer
