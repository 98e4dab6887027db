"""What may be written of projects, labels, reviews and keys: one model per body."""

from dataclasses import replace
from typing import Annotated, Any

from annotated_types import Len
from pydantic import ConfigDict, Field, model_validator

from labelqa.ingest.assigning import MOST_ASSIGNEES
from labelqa.model import Annotation, Correction, Image, Review
from labelqa.web import fields
from labelqa.web.bodies import ROWS, Body
from labelqa.web.query import refused


def _pair(one: str, other: str, kinds: tuple[str, str]) -> dict[str, Any]:
    """For readers of the API: both of two, or none."""
    none = {name: {"type": "null"} for name in (one, other)}
    both = {one: {"type": kinds[0]}, other: {"type": kinds[1]}}
    return {"oneOf": [{"properties": none}, {"properties": both, "required": [one, other]}]}


def _one_of(one: str, other: str, kinds: tuple[str, str]) -> dict[str, Any]:
    """For readers of the API: one of two, and not the other."""
    first = {"properties": {one: {"type": kinds[0]}, other: {"type": "null"}}, "required": [one]}
    second = {"properties": {other: {"type": kinds[1]}, one: {"type": "null"}}, "required": [other]}
    return {"oneOf": [first, second]}


_OF_IMAGES: list[Any] = [
    _pair("width", "height", ("integer", "integer")),
    _pair("video", "frame", ("string", "integer")),
]


class NewVerdict(Body):
    """A verdict that comes with the annotation it judges; `sampled`: the image was drawn at random."""

    verdict: fields.VerdictOf
    revision: fields.Revision | None = None
    reviewer_id: fields.Text | None = None
    reason: fields.Prose | None = None
    at: fields.Time | None = None
    sampled: fields.Truth = False

    def review(self, image_id: str, annotator_id: str, revision: int | None) -> Review:
        """The verdict in the words of the model."""
        judged = revision if self.revision is None else self.revision
        return Review(
            image_id, annotator_id, self.verdict, judged, self.reviewer_id, self.reason, self.at, sampled=self.sampled
        )


class NewReview(NewVerdict):
    """A verdict on the annotation of one annotator for one image; `corrected` may bring the corrected answer.

    Of `objects` and `labels`, what is left out stays as it was.
    """

    image_id: fields.Text
    annotator_id: fields.Text
    objects: fields.Objects | None = None
    labels: fields.Labels | None = None

    @model_validator(mode="after")
    def _an_answer_only_to_correct(self) -> "NewReview":
        if self.verdict != "corrected" and (self.objects is not None or self.labels is not None):
            raise refused(f"a corrected answer comes with the verdict corrected, not with {self.verdict}", "/verdict")
        return self

    def judging(self, revision: int | None) -> Review:
        """The review in the words of the model."""
        review = self.review(self.image_id, self.annotator_id, revision)
        if self.objects is None and self.labels is None:
            return review
        return replace(review, correction=Correction(self.objects, self.labels))


class NewImage(Body):
    """An image; both sizes or none."""

    model_config = ConfigDict(json_schema_extra={"allOf": _OF_IMAGES})

    image_id: fields.Text
    width: fields.Side | None = None
    height: fields.Side | None = None
    uri: fields.Uri | None = None
    batch: fields.Text | None = None
    video: fields.Text | None = None
    frame: fields.Frame | None = None

    @model_validator(mode="after")
    def _both_of_two(self) -> "NewImage":
        _check_sizes(self.width, self.height)
        _check_video(self.video, self.frame)
        return self

    def image(self) -> Image:
        """The image in the words of the model."""
        return Image(self.image_id, self.width, self.height, self.uri, self.batch, self.video, self.frame)


class NewAnnotation(Body):
    """One annotator's complete answer for one image. An empty list says: nothing is there."""

    model_config = ConfigDict(json_schema_extra={"allOf": _OF_IMAGES})

    image_id: fields.Text
    width: fields.Side | None = None
    height: fields.Side | None = None
    video: fields.Text | None = None
    frame: fields.Frame | None = None
    annotator_id: fields.Text
    kind: fields.KindOf
    submitted_at: fields.Time | None
    seconds: fields.Seconds | None = None
    origin: fields.OriginOf | None = None
    revision: fields.Revision | None = None
    cancelled: bool = False
    objects: fields.Objects | None = None
    labels: fields.Labels | None = None
    reviews: Annotated[list[NewVerdict], Field(fail_fast=True)] = Field(default=[])

    @model_validator(mode="after")
    def _an_answer(self) -> "NewAnnotation":
        _check_sizes(self.width, self.height)
        _check_video(self.video, self.frame)
        if self.cancelled and (self.objects or self.labels):
            raise refused("a skipped image has neither objects nor labels", "/cancelled")
        if not self.cancelled and self.objects is None and self.labels is None:
            raise refused("neither objects nor labels are there; an empty list says that nothing is in the image")
        return self

    def image(self) -> Image:
        """The image that is answered."""
        return Image(self.image_id, self.width, self.height, video=self.video, frame=self.frame)

    def annotation(self) -> Annotation:
        """The answer in the words of the model."""
        return Annotation(
            image_id=self.image_id,
            annotator_id=self.annotator_id,
            kind=self.kind,
            submitted_at=self.submitted_at,
            objects=self.objects,
            labels=self.labels,
            seconds=self.seconds,
            origin=self.origin,
            revision=self.revision,
            cancelled=self.cancelled,
            reviews=tuple([r.review(self.image_id, self.annotator_id, self.revision) for r in self.reviews]),
        )


def _check_sizes(width: int | None, height: int | None) -> None:
    if (width is None) != (height is None):
        raise refused("is missing; give both sizes or none", "/width" if width is None else "/height")


def _check_video(video: str | None, frame: int | None) -> None:
    if (video is None) != (frame is None):
        raise refused("is missing; a frame of a video names both", "/video" if video is None else "/frame")


class ImageBatch(Body):
    """Images to create, or to tell more of."""

    images: Annotated[list[NewImage], Len(1, ROWS)]


class AnnotationBatch(Body):
    """Annotations to store."""

    annotations: Annotated[list[NewAnnotation], Len(1, ROWS)]


class ReviewBatch(Body):
    """Verdicts to store."""

    reviews: Annotated[list[NewReview], Len(1, ROWS)]


class Where(Body):
    """Which annotations are meant: those of persons, not skipped, that meet everything that is given.

    `verdict`: what stands on the annotation now; by default it is one that nobody has judged.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "not": {
                "properties": {n: {"type": "null"} for n in ("image_ids", "annotator_id", "status", "flag")},
            }
        }
    )

    image_ids: Annotated[list[fields.Text], Len(1, ROWS)] | None = None
    annotator_id: fields.Text | None = None
    status: fields.StatusOf | None = None
    flag: fields.FlagOf | None = None
    verdict: fields.StandingOf = "none"

    @model_validator(mode="after")
    def _something(self) -> "Where":
        if self.image_ids is None and self.annotator_id is None and self.status is None and self.flag is None:
            raise refused("name images, an annotator, a status or a flag; everything at once is never meant")
        return self


class BulkReview(Body):
    """One verdict for many annotations."""

    verdict: fields.BulkVerdictOf
    reason: fields.Prose | None = None
    reviewer_id: fields.Text | None = None
    where: Where
    dry_run: fields.Truth = False


class Pick(Body):
    """Images to be picked: how, and how many."""

    by: fields.PickOf
    n: fields.Picked


class NewAssignments(Body):
    """Images to give to persons: those that are named, or some that are picked."""

    model_config = ConfigDict(json_schema_extra=_one_of("image_ids", "select", ("array", "object")))

    role: fields.RoleOf
    assignees: Annotated[list[fields.Text], Len(1, MOST_ASSIGNEES)]
    image_ids: Annotated[list[fields.Text], Len(1, ROWS)] | None = None
    select: Pick | None = None
    per_image: fields.PerImage = 1
    list_: fields.Text | None = Field(None, alias="list")
    seed: fields.Seed = 0

    @model_validator(mode="after")
    def _one_of_two(self) -> "NewAssignments":
        if (self.image_ids is None) == (self.select is None):
            raise refused("give image_ids or select, one of the two")
        return self


class ProjectChange(Body):
    """Settings of a project; what is left out stays."""

    name: fields.Text = Field(default="")
    task: fields.TaskOf = Field(default="")
    classes: fields.Classes = Field(default=[])
    class_policy: fields.PolicyOf = Field(default="")
    iou_threshold: fields.IouThreshold = Field(default=0.0)
    min_annotators: fields.Persons = Field(default=0)
    label_type: fields.LabelTypeOf = Field(default="single")
    sigmas: fields.Sigmas = Field(default={})
    thresholds: fields.Thresholds = Field(default={})

    def given(self) -> dict[str, Any]:
        """What the body says."""
        return self.model_dump(exclude_unset=True)


class NewProject(ProjectChange):
    """A project with its settings; what is left out takes its default."""

    project_id: fields.ProjectId


class NewKey(Body):
    """A key to make."""

    name: fields.Text
    scopes: list[fields.Text]
    projects: list[fields.ProjectId] | None = None
    annotator: fields.Text | None = None
    days: fields.Days | None = None


class SignIn(Body):
    """What a session begins with: a key, or the token of a link."""

    model_config = ConfigDict(json_schema_extra=_one_of("key", "token", ("string", "string")))

    key: str | None = None
    token: str | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> "SignIn":
        if (self.key is None) == (self.token is None):
            raise refused("give key or token, one of the two")
        return self


class Rotation(Body):
    """How long the old key goes on."""

    overlap_seconds: fields.Overlap = 0
