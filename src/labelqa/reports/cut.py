"""The part of a project that an agreement report looks at, and the tally that holds it."""

from dataclasses import dataclass
from datetime import date

from labelqa.errors import BadInput, Problem
from labelqa.metrics import Rows
from labelqa.model import Project
from labelqa.reports.parameters import annotator_number, class_number, own, viewer_number, window
from labelqa.store import Connection, totals
from labelqa.store.totals import Window


@dataclass(frozen=True, slots=True)
class Cut:
    """All images that enough persons answered; or one class, or one annotator's, in a range of days.

    `viewer` is the number of the annotator whose own key asks: others are not named to them.
    """

    project: Project
    at_least: int
    label_class: int | None
    annotator: int | None
    window: Window
    viewer: int | None = None

    @property
    def tally(self) -> str:
        """The tally whose rows add up to this cut."""
        return "class_agreement" if self.label_class else "peer" if self.annotator else "agreement"

    @property
    def where(self) -> dict[str, int]:
        """The keys that pick the cut from its tally."""
        if self.label_class is not None:
            return {"label_class": self.label_class}
        return {} if self.annotator is None else {"annotator": self.annotator}

    def rows(self, connection: Connection, *, by: tuple[str, ...] = (), window: Window | None = None) -> Rows:
        """The cut's rows of its tally."""
        return totals.rows(
            connection,
            self.project.number,
            self.tally,
            window=self.window if window is None else window,
            by=by,
            where=self.where,
            at_least=self.at_least,
        )


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
    """The cut that these parameters ask for; BadInput for a class and an annotator at once, or a name unknown."""
    if class_ is not None and annotator is not None:
        text = "class and annotator together are not kept as a total; ask for one of them"
        raise BadInput(text, [Problem("/annotator", text)])
    return Cut(
        project=project,
        at_least=max(2, min_annotators),
        label_class=class_number(connection, project, class_),
        annotator=annotator_number(connection, project, own(annotator, viewer)),
        window=window(since, until),
        viewer=viewer_number(connection, project, viewer),
    )
