"""A task of CVAT: names and sizes of its frames, the real frames behind honeypots, and its classes."""

from collections.abc import Mapping
from dataclasses import dataclass

from labelqa.connectors.cvat.labels import Label, labels
from labelqa.connectors.cvat.rest import Rest, Row, numbers, rows, understood
from labelqa.errors import BadInput
from labelqa.formats import values
from labelqa.formats.values import wrong
from labelqa.model import Image

FRAMES = 10_000_000
"""Most frames of a task."""


@dataclass(frozen=True, slots=True)
class Task:
    """Frames are numbered from 0. `start` and `step`: which of the data's own frames those are.

    `pictures`: one record a frame, one for all of a video. `honeypots`: the frame of the validation pool that a frame
    repeats. `disabled`: frames of the pool that are no truth any more. `by_task`: images are called after the task too.
    """

    number: int
    size: int
    start: int
    step: int
    video: bool
    pictures: list[Row]
    honeypots: Mapping[int, int]
    disabled: frozenset[int]
    labels: Mapping[int, Label]
    by_task: bool

    def real(self, frame: int) -> int:
        """The frame that a frame shows: itself, or the one behind a honeypot."""
        return self.honeypots.get(frame, frame)

    def own(self, absolute: int) -> int:
        """The number of a frame in the task by its number in the data."""
        return (absolute - self.start) // self.step

    def image(self, frame: int) -> Image | None:
        """The image that a frame shows; None when it has no name that an image can have."""
        real = self.real(frame)
        if real >= len(self.pictures) and not (self.video and self.pictures):
            return None
        picture = self.pictures[0 if self.video else real]
        try:
            name = values.text(picture.get("name"), "")
            if not self.video:
                return Image(values.text(self._called(name), ""), *_size(picture))
            place = self.start + real * self.step
            shown = values.text(self._called(f"frame_{place:06d}", name), "")
            return Image(shown, *_size(picture), video=values.text(self._called(name), ""), frame=place)
        except BadInput:
            return None

    def _called(self, name: str, video: str = "") -> str:
        """As an export of CVAT calls it within its task; else a frame of a video goes by the name of that."""
        if self.by_task:
            return f"{self.number}/{name}"
        return f"{video}/{name}" if video else name


def _size(picture: Row) -> tuple[int | None, int | None]:
    """Width and height, None where CVAT knows none."""
    width, height = picture.get("width"), picture.get("height")
    known = all(type(v) is int and 1 <= v <= values.SIZE for v in (width, height))
    return (width, height) if known else (None, None)


def load(rest: Rest, task: int, *, video: bool, by_task: bool) -> Task:
    """Asks for all of a task that its jobs need; `video` as they say."""
    path = f"/api/tasks/{task}/data/meta"
    meta = rest.one(path)
    layout = rest.maybe(f"/api/tasks/{task}/validation_layout") or {}
    found = list(rest.every("/api/labels", {"task_id": task}))
    with understood(path):
        pictures = rows(meta.get("frames"), "/frames")
        size = values.whole(meta.get("size", len(pictures)), "/size", 0, FRAMES)
        start = values.whole(meta.get("start_frame", 0), "/start_frame", 0, values.REVISION)
        step = _step(meta.get("frame_filter"))
    with understood(f"/api/tasks/{task}/validation_layout"):
        honeypots = dict(zip(numbers(layout, "honeypot_frames"), numbers(layout, "honeypot_real_frames"), strict=False))
        disabled = frozenset(numbers(layout, "disabled_frames"))
    with understood("/api/labels"):
        classes = labels(found)
    return Task(task, size, start, step, video, pictures, honeypots, disabled, classes, by_task)


def _step(value: object) -> int:
    """Of how many frames of the data one is in the task: `step=N`.

    >>> _step("step=5"), _step("")
    (5, 1)
    """
    if value in (None, ""):
        return 1
    text = value.removeprefix("step=") if type(value) is str else ""
    if not text.isascii() or not text.isdigit() or not 1 <= len(text) <= 9 or int(text) == 0:
        raise wrong("/frame_filter", f"{values.shown(value)} is no step")
    return int(text)


@dataclass(frozen=True, slots=True)
class Frames:
    """Which frames of its task a job consists of, in their order; `deleted` are taken out of it.

    `sure`: False where CVAT does not say which frames a truth job was given; then one without shapes says nothing.
    """

    held: tuple[int, ...]
    deleted: frozenset[int]
    disabled: frozenset[int]
    truth: bool
    sure: bool = True

    def left_out(self, frame: int) -> str:
        """Why what is drawn on a frame that is not held does not count."""
        if frame in self.deleted:
            return "shape on a deleted frame"
        if frame in self.disabled:
            return "shape on a frame that is excluded from validation"
        return f"shape outside the frames of its {'truth ' if self.truth else ''}job"


def frames(rest: Rest, task: Task, job: int, first: int, last: int, *, truth: bool) -> Frames:
    """Asks which frames a job holds: all from the first to the last, or those that a truth job was given."""
    path = f"/api/jobs/{job}/data/meta"
    meta = rest.one(path)
    with understood(path):
        deleted = frozenset(numbers(meta, "deleted_frames"))
        included = {task.own(frame) for frame in numbers(meta, "included_frames")}
        span = values.whole(last - first, "/stop_frame", 0, FRAMES) + 1
        size = values.whole(meta.get("size", span), "/size", 0, FRAMES)
    disabled = task.disabled if truth else frozenset()
    every = [f for f in range(first, last + 1) if not included or f in included]
    held = tuple(f for f in every if f not in deleted and f not in disabled)
    sure = not truth or bool(included) or size == span
    return Frames(held, deleted & set(every), disabled & set(every), truth, sure)
