"""The words of the trade: what an image, an annotation, an object and a review are.

Everyone who draws is an annotator: a person, a model that suggests, or the truth set. So one comparison, two
annotations of one image, serves agreement, the benchmark and the audit of suggestions.

Units: pixels with continuous coordinates, origin top-left, y down; times are whole milliseconds since 1970 UTC
(`None`: unknown); `seconds` are seconds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from labelqa.shapes import Shape

Kind = Literal["person", "model", "truth"]
Origin = Literal["manual", "ai_assisted"]
Verdict = Literal["approved", "rejected", "corrected"]
Task = Literal["detection", "classification"]
ClassPolicy = Literal["open", "closed"]
LabelType = Literal["single", "multi", "ordinal"]

KINDS: tuple[Kind, ...] = ("person", "model", "truth")
ORIGINS: tuple[Origin, ...] = ("manual", "ai_assisted")
LABEL_TYPES: tuple[LabelType, ...] = ("single", "multi", "ordinal")
VERDICTS: tuple[Verdict, ...] = ("approved", "rejected", "corrected")


@dataclass(frozen=True, slots=True)
class Object:
    """One drawn instance: a class and the box `[x, y, width, height]` around it, in pixels.

    `shape` is what was drawn where that is no upright box; the box is then its hull. `track_id` names the same thing
    on the frames of a video. `score` (0..1) is a model's confidence; `object_id` and `attributes` are kept and handed
    back, never compared.

    >>> Object("car", 10.0, 20.0, 100.0, 50.0).corners
    (10.0, 20.0, 110.0, 70.0)
    """

    class_name: str
    x: float
    y: float
    width: float
    height: float
    score: float | None = None
    object_id: str | None = None
    attributes: Mapping[str, Any] | None = field(default=None, hash=False)
    shape: Shape | None = None
    track_id: str | None = None

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """x1, y1, x2, y2."""
        return self.x, self.y, self.x + self.width, self.y + self.height

    @property
    def order(self) -> tuple[float, float, float, float, str, str]:
        """The canonical place among the objects of one annotation: corners, class name, then what else was drawn."""
        return *self.corners, self.class_name, "" if self.shape is None else repr(self.shape)

    @property
    def degenerate(self) -> bool:
        """True when the box has no area a float can hold: nothing can be compared with it."""
        x1, y1, x2, y2 = self.corners
        return not (self.width > 0 and self.height > 0 and (x2 - x1) * (y2 - y1) > 0)


class _Draft:
    """An object while it is made: the same slots, not frozen yet."""

    __slots__ = tuple(Object.__slots__)

    def __init__(self, class_name: str, x: float, y: float, width: float, height: float) -> None:
        self.class_name, self.x, self.y, self.width, self.height = class_name, x, y, width, height
        self.score = self.object_id = self.attributes = self.shape = self.track_id = None


def upright(class_name: str, x: float, y: float, width: float, height: float) -> Object:
    """An upright box with nothing more to say of it: `Object(...)`, but four times as quick.

    A frozen dataclass sets each field through a call of its own, and files hold millions of boxes.

    >>> upright("car", 10.0, 20.0, 100.0, 50.0) == Object("car", 10.0, 20.0, 100.0, 50.0)
    True
    """
    made: Any = _Draft(class_name, x, y, width, height)
    made.__class__ = Object
    return cast(Object, made)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture to be labelled. `image_id` is the user's own and unique in the project; sizes in pixels.

    A frame of a video names it and its place there: `video` and `frame`, from 0.
    """

    image_id: str
    width: int | None = None
    height: int | None = None
    uri: str | None = None
    batch: str | None = None
    video: str | None = None
    frame: int | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """The answer that a reviewer puts in the place of the one they judge; what is None stays as it was."""

    objects: tuple[Object, ...] | None = None
    labels: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A verdict on one revision of an annotation (`revision` None: on whichever is current).

    `correction` is to be stored with the verdict `corrected`; `corrected_to` is the revision it became. A verdict that
    was taken back says when and by whom, and counts no more. `sampled`: the image was drawn at random, not taken from
    the top of a queue. `review_id` is given by the store.
    """

    image_id: str
    annotator_id: str
    verdict: Verdict
    revision: int | None = None
    reviewer_id: str | None = None
    reason: str | None = None
    at: int | None = None
    corrected_to: int | None = None
    undone_at: int | None = None
    undone_by: str | None = None
    correction: Correction | None = None
    sampled: bool = False
    review_id: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotator's complete answer for one image.

    `objects` None means "not asked for boxes"; an empty tuple is an answer: nothing is there. The same holds for
    `labels`, the image-level classes. `submitted_at` None: the source did not say; such answers count in no window.
    `revision` None: the newest by `submitted_at` is current. `cancelled`: skipped, no answer. `place` names where
    it was read ("file:line") and is no part of its value.
    """

    image_id: str
    annotator_id: str
    kind: Kind
    submitted_at: int | None = None
    objects: tuple[Object, ...] | None = None
    labels: tuple[str, ...] | None = None
    seconds: float | None = None
    origin: Origin | None = None
    revision: int | None = None
    cancelled: bool = False
    reviews: tuple[Review, ...] = ()
    place: str = field(default="", compare=False)

    @property
    def judged(self) -> tuple[Review, ...]:
        """The reviews of this revision that were not taken back; where there are none, the one that put it there."""
        counted = [r for r in self.reviews if r.undone_at is None]
        own = tuple(r for r in counted if r.revision == self.revision)
        return own or tuple(r for r in counted if r.corrected_to is not None and r.corrected_to == self.revision)

    @property
    def verdict(self) -> Verdict | None:
        """The verdict that stands: the latest of the reviews, which are in the order of time."""
        return self.judged[-1].verdict if self.judged else None


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in a file that was left out: the reason, in words that can be counted, and the place."""

    reason: str
    place: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the user should know of a file ("names no annotator: ..."), and how often; nothing was left out."""

    text: str
    place: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Called:
    """What people call an annotator: for display beside the id, never to tell annotators apart."""

    annotator_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of a project in the order of their numbers, for a writer: comes first, and is no answer.

    So the parts of a data set, each a file of its own, number their classes alike. Those that come up beside them get
    the numbers after.
    """

    names: tuple[str, ...]


Item = Image | Annotation | Called | Skipped | Remark | Classes
"""What a reader of files yields, and a writer takes."""


@dataclass(frozen=True, slots=True)
class Project:
    """One labelling project with its settings, as stored at `revision`.

    `number` is the store's own handle; it decides nothing and is never shown. `thresholds` holds, per alert type, the
    settings that differ from the rule's defaults. `label_type`: image-level labels are one class each, several, or one
    of declared classes in their order. `sigmas`: spread of a keypoint by name, as a share of the object's size, where
    it is not 0.09. `recomputing`: images whose facts are still of earlier settings.
    """

    number: int
    project_id: str
    name: str
    task: Task
    class_policy: ClassPolicy
    iou_threshold: float
    min_annotators: int
    label_type: LabelType
    sigmas: Mapping[str, float]
    thresholds: Mapping[str, Mapping[str, float]]
    revision: int
    created_at: int
    changed_at: int
    recomputing: int = 0


MEASURED = ("iou_threshold", "min_annotators", "label_type", "sigmas")
"""Settings of a project that the facts of every image hang on."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """The objects of one annotation as columns, in canonical order: class numbers and x, y, width, height in pixels.

    `shapes`: per object what was drawn instead of an upright box, None when all are upright boxes; `tracks`: names of
    the things over the frames of a video, None when there are none; `scores`: a model's confidence per object, 0..1,
    None where it gave none. Nothing that is compared reads the scores.
    """

    classes: Sequence[int]
    x: Sequence[float]
    y: Sequence[float]
    width: Sequence[float]
    height: Sequence[float]
    shapes: Sequence[Shape | None] | None = None
    tracks: Sequence[str | None] | None = None
    scores: Sequence[float | None] | None = None

    def __len__(self) -> int:
        return len(self.classes)


@dataclass(frozen=True, slots=True)
class Answer:
    """One annotator's current annotation of an image, as facts are made of it: numbers for annotator and classes.

    `name` is the annotator's id: pairs are ordered by it. `ms` is the time spent in milliseconds. Verdicts are
    positions in `VERDICTS` + 1: `verdict` judges this revision, `first_verdict` is the first the annotation ever got.
    `conflict`: reviewers differ on whether this revision is right.
    """

    annotator: int
    name: str
    kind: Kind
    submitted_at: int | None = None
    ms: int | None = None
    ai_assisted: bool = False
    cancelled: bool = False
    boxes: Boxes | None = None
    labels: tuple[int, ...] | None = None
    verdict: int | None = None
    verdict_at: int | None = None
    first_verdict: int | None = None
    conflict: bool = False
