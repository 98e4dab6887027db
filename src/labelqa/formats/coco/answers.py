"""One answer in a COCO file: what its submission says of it, and the annotation that it becomes.

COCO knows objects only; `submissions` is a list of our own.
"""

from dataclasses import dataclass, field
from typing import Any

from labelqa.formats import values
from labelqa.model import ORIGINS, Annotation, Kind, Object, Origin


@dataclass(slots=True)
class Answer:
    """What one annotator said of one image, while it is gathered.

    `unread`: entries that draw nothing readable; `submitted`: it stands among the submissions, which `stated` its size.
    """

    image_id: str
    annotator: str
    pointer: str
    kind: Kind | None = None
    objects: list[Object] = field(default_factory=list)
    unread: int = 0
    entries: int = 0
    submitted_at: int | None = None
    seconds: float | None = None
    origin: Origin | None = None
    revision: int | None = None
    cancelled: bool = False
    scored: bool = False
    submitted: bool = False
    stated: int | None = None

    def submit(self, row: dict[str, Any]) -> None:
        """Takes what its submission says of it, but for the image, the annotator and the kind."""
        if row.get("submitted_at") is not None:
            self.submitted_at = values.moment(row["submitted_at"], "/submitted_at")
        if row.get("seconds") is not None:
            self.seconds = values.seconds(row["seconds"], "/seconds")
        if row.get("origin") is not None:
            self.origin = values.choice(row["origin"], "/origin", ORIGINS)
        if row.get("revision") is not None:
            self.revision = values.whole(row["revision"], "/revision", 0, values.REVISION)
        self.cancelled = row.get("cancelled") is True
        self.stated = row["n_objects"] if type(row.get("n_objects")) is int else None
        self.submitted = True

    def annotation(self, kind: Kind, at: int | None, place: str) -> Annotation:
        """What it comes to, of an annotator of a kind and at a time."""
        return Annotation(
            self.image_id,
            self.annotator,
            kind,
            at,
            tuple(self.objects),
            seconds=self.seconds,
            origin=self.origin,
            revision=self.revision,
            cancelled=self.cancelled and not self.objects,
            place=place,
        )
