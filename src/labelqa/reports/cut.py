"""The part of a project that an agreement report looks at."""

from dataclasses import dataclass
from datetime import date

from labelqa.model import Project
from labelqa.reports.parameters import annotator_number, class_number, own, viewer_number, window
from labelqa.store import Connection
from labelqa.store.totals import Window


@dataclass(frozen=True, slots=True)
class Cut:
    """All images that enough persons answered; or one class of them, one annotator's pairs, a range of days.

    `viewer` is the number of the annotator whose own key asks: others are not named to them.
    """

    project: Project
    at_least: int
    label_class: int | None
    annotator: int | None
    window: Window
    viewer: int | None = None

    @property
    def where(self) -> dict[str, int]:
        """The class and the annotator that narrow the cut; empty when neither does."""
        keys = {"label_class": self.label_class, "annotator": self.annotator}
        return {name: number for name, number in keys.items() if number is not None}

    @property
    def listed(self) -> int | None:
        """Whose images are listed: the viewer's own, else those of the annotator, else (None) everybody's."""
        return self.annotator if self.viewer is None else self.viewer


def cut_of(
    connection: Connection,
    project: Project,
    min_annotators: int,
    class_: str | None,
    annotator: str | None,
    since: date | None,
    until: date | None,
    viewer: str | None,
) -> Cut:
    """The cut that these parameters ask for; BadInput for a class or an annotator that the project does not have."""
    return Cut(
        project=project,
        at_least=max(2, min_annotators),
        label_class=class_number(connection, project, class_),
        annotator=annotator_number(connection, project, own(annotator, viewer)),
        window=window(since, until),
        viewer=viewer_number(connection, project, viewer),
    )
