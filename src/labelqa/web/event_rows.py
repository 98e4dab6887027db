"""What those who follow a project are told, as it is served."""

from dataclasses import dataclass

from labelqa.alert import AlertRow
from labelqa.web.import_rows import Progress


@dataclass(frozen=True, slots=True)
class Revision:
    """The project as it stands now. `recomputing`: images whose figures are still of earlier settings."""

    revision: int
    as_of: str
    recomputing: int


@dataclass(frozen=True, slots=True)
class OpenAlerts:
    """How many alerts are open, and the one that was opened last."""

    open: int
    newest: AlertRow | None


@dataclass(frozen=True, slots=True)
class VerdictGiven:
    """A verdict that arrived: on which annotation, by whom, and the `revision` of the annotation that it judged.

    An annotator's own key is not told who gave it.
    """

    review_id: str
    image_id: str
    annotator_id: str
    reviewer_id: str | None
    verdict: str
    at: str
    revision: int


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source as it stands: `active`, `failing` or `paused`; whether it is being pulled now, and when it last was."""

    source_id: str
    state: str
    running: bool
    pulled_at: str | None


@dataclass(frozen=True, slots=True)
class State:
    """Where everything stands; what was told before may be forgotten.

    `imports`: those that wait or run, and those that ended within the last minute.
    """

    revision: int
    as_of: str
    recomputing: int
    alerts: OpenAlerts
    imports: list[Progress]
    sources: list[SourceState]


Told = State | Revision | OpenAlerts | VerdictGiven | Progress | SourceState
KINDS: dict[str, type[Told]] = {
    "state": State,
    "revision": Revision,
    "alerts": OpenAlerts,
    "review": VerdictGiven,
    "import": Progress,
    "source": SourceState,
}
"""What is told under which name."""


@dataclass(frozen=True, slots=True)
class Event:
    """One message: `kind` is its `event:` line and one of `state`, `revision`, `alerts`, `review`, `import`, `source`.

    `data` is JSON on one line; `id` sent back as `Last-Event-ID` goes on behind this message.
    """

    id: str
    kind: str
    data: Told
