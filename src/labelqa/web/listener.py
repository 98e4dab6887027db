"""One who follows a project: what there is to tell, never more than a little, however slowly it is taken."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from labelqa.model import Project
from labelqa.web.encoding import json_bytes
from labelqa.web.event_rows import Event, OpenAlerts, State, Told, VerdictGiven
from labelqa.web.standing import Standing

MOST = 200
"""Messages that wait for one listener; where there are more, the state is told in their place."""
_ID = re.compile(r"[0-9]{1,19}:(rv_[0-9a-f]{24})?", re.ASCII)
NO_ALERTS = OpenAlerts(0, None)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A message on its way: `place` is the verdict up to which the listener knows all once it is told."""

    kind: str
    data: Told
    revision: int
    place: str | None = None


def place_in(last_event_id: str) -> str | None:
    """The verdict up to which somebody was told, "" for none yet; None when the text is no id of a message.

    >>> place_in("7:rv_0123456789abcdef01234567"), place_in("7:"), place_in("seven")
    ('rv_0123456789abcdef01234567', '', None)
    """
    found = _ID.fullmatch(last_event_id)
    return (found[1] or "") if found else None


class Listener:
    """Somebody with a key who follows a project.

    `viewer`: the annotator whose own key it is, who is told of their own work only. `after`: the verdict up to which
    an earlier stream has told. Used from the event loop alone.
    """

    def __init__(self, project: Project, key_id: str, *, viewer: str | None = None, after: str | None = None) -> None:
        self.project, self.made = project.number, (project.project_id, project.created_at)
        self.key_id, self.viewer, self.after = key_id, viewer, after
        self._waiting: dict[str, _Waiting] = {}
        self._told: Standing | None = None
        self._place = ""
        self._ended = False
        self._something = asyncio.Event()

    @property
    def fresh(self) -> bool:
        """True before it was told anything."""
        return self._told is None

    def welcome(self, standing: Standing, missed: Sequence[VerdictGiven] | None) -> None:
        """Tells the state, and then what an earlier stream did not tell any more, where that can be said."""
        self._told = standing
        self._tell_state(standing, standing.newest if missed is None else self.after)
        self._tell_verdicts(missed or (), standing)

    def update(self, standing: Standing) -> None:
        """Tells what is new since the last look; all of it, where that is much."""
        before, self._told = self._told, standing
        assert before is not None, "a listener is welcomed first"
        waiting = self._waiting.get("state")
        if standing.verdicts is None or len(self._waiting) + len(standing.verdicts) > MOST:
            self._waiting.clear()
            self._tell_state(standing, standing.newest)
            return
        if waiting is not None:
            self._tell_state(standing, waiting.place)
        self._tell_verdicts(standing.verdicts, standing)
        if waiting is None:
            for name, kind, data in self._changes(before, standing):
                self._tell(name, _Waiting(kind, data, standing.revision.revision))

    def end(self) -> None:
        """There is nothing more to tell."""
        self._ended = True
        self._something.set()

    @property
    def ended(self) -> bool:
        """True when there is nothing more to tell."""
        return self._ended

    async def next(self, patience: float) -> Event | None:
        """The next message; None when there was none for so many seconds, or it is ended."""
        if not self._waiting and not self._ended:
            self._something.clear()
            try:
                await asyncio.wait_for(self._something.wait(), patience)
            except TimeoutError:
                return None
        return None if self._ended else self._taken()

    def all(self) -> Iterator[Event]:
        """What waits now."""
        while self._waiting:
            yield self._taken()

    def _taken(self) -> Event:
        found = self._waiting.pop(next(iter(self._waiting)))
        if found.place is not None:
            self._place = found.place
        return Event(f"{found.revision}:{self._place}", found.kind, found.data)

    def _tell(self, name: str, message: _Waiting) -> None:
        """Puts a message last; an older one under this name need not be told any more."""
        self._waiting.pop(name, None)
        self._waiting[name] = message
        self._something.set()

    def _tell_state(self, standing: Standing, place: str | None) -> None:
        """What waits already comes after it."""
        others = self._waiting
        self._waiting = {}
        self._tell("state", _Waiting("state", self._state(standing), standing.revision.revision, place))
        self._waiting |= {name: message for name, message in others.items() if name != "state"}

    def _state(self, standing: Standing) -> State:
        now = standing.revision
        seen = _seen(standing, self.viewer)
        imports, sources = list(seen.imports.values()), list(seen.sources.values())
        alerts = seen.alerts.get(self.viewer, NO_ALERTS)
        return State(now.revision, now.as_of, now.recomputing, alerts, imports, sources)

    def _tell_verdicts(self, verdicts: Sequence[VerdictGiven], standing: Standing) -> None:
        for given in verdicts:
            if self.viewer is None or given.annotator_id == self.viewer:
                shown = given if self.viewer is None else replace(given, reviewer_id=None)
                message = _Waiting("review", shown, standing.revision.revision, given.review_id)
                self._tell(f"review {given.review_id}", message)

    def _changes(self, before: Standing, now: Standing) -> Iterator[tuple[str, str, Told]]:
        before, now = _seen(before, self.viewer), _seen(now, self.viewer)
        for import_id, progress in now.imports.items():
            if progress != before.imports.get(import_id):
                yield f"import {import_id}", "import", progress
        for source_id, state in now.sources.items():
            if state != before.sources.get(source_id):
                yield f"source {source_id}", "source", state
        alerts = now.alerts.get(self.viewer, NO_ALERTS)
        if alerts != before.alerts.get(self.viewer, NO_ALERTS):
            yield "alerts", "alerts", alerts
        if now.revision != before.revision:
            yield "revision", "revision", now.revision


def _seen(standing: Standing, viewer: str | None) -> Standing:
    """An annotator's own key sees neither imports nor sources."""
    return standing if viewer is None else replace(standing, imports={}, sources={})


def written(event: Event) -> bytes:
    """A message as it is sent.

    >>> written(Event("7:", "alerts", OpenAlerts(0, None)))
    b'id: 7:\\nevent: alerts\\ndata: {"open":0,"newest":null}\\n\\n'
    """
    return b"id: %s\nevent: %s\ndata: %s\n\n" % (event.id.encode(), event.kind.encode(), json_bytes(event.data))
