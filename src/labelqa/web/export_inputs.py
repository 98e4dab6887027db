"""What an export may be asked for over HTTP: whose labels, which of them pass, and how they are split."""

from typing import Annotated, Any

from annotated_types import Ge, Le, MaxLen
from pydantic import AfterValidator, BaseModel, Field, WithJsonSchema

from labelqa.export import Query, checked
from labelqa.export.query import Judged, Labels, written_formats
from labelqa.facts.image import FLAGS
from labelqa.formats.values import shown
from labelqa.model import Kind
from labelqa.web.query import DECIMAL, STRICT, WHOLE, YES_NO, Name, refused

SEED = (1 << 31) - 1
"""Largest seed of a split."""


def _format(name: str) -> str:
    known = written_formats()
    if name not in known:
        raise refused(f"{shown(name)} is none of {', '.join(known)}")
    return name


def _flag(name: str) -> str:
    if name not in FLAGS:
        raise refused(f"{shown(name)} is none of {', '.join(FLAGS)}")
    return name


Share = Annotated[float, Ge(0), Le(1), DECIMAL]
Flags = Annotated[
    list[Annotated[str, AfterValidator(_flag), WithJsonSchema({"type": "string", "enum": list(FLAGS)})]],
    MaxLen(len(FLAGS)),
]


class Wanted(BaseModel):
    """Which labels are wanted, and how; `labelqa.export.Query` says more."""

    model_config = STRICT
    format: Annotated[str, AfterValidator(_format)] = Field(
        "native",
        description="format of the file",
        json_schema_extra=lambda schema: schema.update(enum=[*written_formats()]),
    )
    labels: Labels = Field(
        "all",
        description="whose labels: `all` that pass, the `consensus` of an image's persons, the annotation by the "
        "`best` of them, or the `truth`. Of the last three a rejected annotation is never part",
    )
    verdict: Annotated[list[Judged], MaxLen(5)] = Field(
        [],
        description="annotations whose standing verdict is one of these; `verified`: approved, or put there by a "
        "correction; `unreviewed`: none. May be repeated",
    )
    min_iou: Share | None = Field(None, description="lowest agreement of the image")
    min_annotators: Annotated[int, Ge(1), Le(1000), WHOLE] | None = Field(
        None, description="images that at least so many persons answered; 2 for a consensus where nothing is said"
    )
    min_annotator_accuracy: Share | None = Field(
        None, description="lowest accuracy of the annotator against the truth; who has none is left out"
    )
    flag: Flags = Field([], description="images with one of these flags. May be repeated")
    without_flag: Flags = Field([], description="images without any of these flags. May be repeated")
    class_: Annotated[list[Name], MaxLen(1000)] = Field(
        [], alias="class", description="objects and image-level labels of these classes. May be repeated"
    )
    kind: Kind | None = Field(None, description="annotations by persons, models or the truth")
    annotator: Name | None = Field(None, description="annotations by this annotator")
    batch: Name | None = Field(None, description="images of this batch")
    video: Name | None = Field(None, description="frames of this video")
    quorum: Annotated[float, Ge(0.01), Le(1), DECIMAL] = Field(
        0.5, description="share of an image's persons that must have drawn an object of a consensus"
    )
    exclude_disputed: Annotated[bool, YES_NO] = Field(
        False, description="leave out images on which a consensus is open, and not the open objects alone"
    )
    splits: Annotated[Name, MaxLen(500)] | None = Field(
        None,
        description="shares of the images, as in `train:0.8,val:0.1,test:0.1`; frames of a video stay together",
    )
    split: Name | None = Field(
        None, description="the one split that is wanted; without it an archive holds a folder for each"
    )
    seed: Annotated[int, Ge(0), Le(SEED), WHOLE] = Field(0, description="another one shares the images out otherwise")

    def query(self) -> Query:
        """The same for the export; BadInput where it cannot be answered."""
        values: dict[str, Any] = {name: getattr(self, name) for name in type(self).model_fields}
        values |= {name: tuple(v) for name, v in values.items() if isinstance(v, list)}
        return checked(Query(**values))
