"""What the facts of an image hang on beside its annotations: the settings of the project that it is scored for."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from labelqa.errors import BadFile
from labelqa.model import MEASURED, LabelType, Project


@dataclass(frozen=True, slots=True)
class Terms:
    """The settings, as of a project; `now` (ms since 1970) is the time of verdicts that name none.

    >>> Terms.read(Terms(iou_threshold=0.6, now=7).as_json()) == Terms(iou_threshold=0.6, now=7)
    True
    """

    iou_threshold: float = 0.5
    min_annotators: int = 2
    label_type: LabelType = "single"
    sigmas: Mapping[str, float] = field(default_factory=dict)
    now: int = 0

    def as_json(self) -> dict[str, Any]:
        """What `read` takes."""
        return asdict(self)

    @classmethod
    def read(cls, row: Any) -> "Terms":
        """The settings as a manifest holds them."""
        try:
            return cls(**row)
        except TypeError:
            raise BadFile("the manifest names settings that this version does not know; score anew") from None

    def at(self, now: int) -> "Terms":
        """The same at another time."""
        return replace(self, now=now)

    @property
    def project(self) -> Project:
        """A project of these settings that is in no store."""
        measured = (self.iou_threshold, self.min_annotators, self.label_type, self.sigmas)
        return Project(0, "scored", "scored", "detection", "open", *measured, {}, 0, 0, 0)

    def differs(self, project: Project) -> str | None:
        """The first setting that a project has otherwise, in words; None when it is scored as it would score."""
        for name in MEASURED:
            own, other = getattr(self, name), getattr(project, name)
            if own != other:
                return f"{name} is {other!r} there, the facts are of {own!r}"
        return None
