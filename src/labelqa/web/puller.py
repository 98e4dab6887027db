"""Pulls sources while the server runs: those whose time has come, and those that a message named."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock, Thread
from time import monotonic

from labelqa.errors import BadInput, Conflict, LabelqaError, SourceFailed, Unreadable
from labelqa.store import Store, sources
from labelqa.store.sources import Due, Source
from labelqa.sync import Connecting, How, Pulled, Step, pull
from labelqa.sync.delays import again
from labelqa.web.runner import STOPPED

log = logging.getLogger(__name__)

POLL = 2.0
"""Seconds between two looks at what is due, when nothing else wakes it."""
PULLERS = 2
"""Sources that are pulled at once."""
PATIENCE = 5.0
"""Seconds that pulls have to end when the server stops; one that waits for its tool is left, and can store nothing."""
UNFORESEEN = "something went wrong here, and the log of the server knows more"


class Puller:
    """One thread that looks for work, and a few that pull; several servers share the sources by their leases.

    `learn`: told of a project that changed.
    """

    def __init__(
        self,
        store: Store,
        connecting: Connecting,
        clock: Callable[[], int],
        learn: Callable[[str], None],
        *,
        poll: float = POLL,
    ) -> None:
        self._store, self._connecting, self._clock, self._learn, self._poll = store, connecting, clock, learn, poll
        self._stopping, self._wake, self._lock = Event(), Event(), Lock()
        self._looking: Thread | None = None
        self._pulling: dict[int, Thread] = {}

    def start(self) -> None:
        """Begins; what an earlier server left half done is taken up."""
        if self._store.sqlite:  # there can be no other server
            with self._store.write() as connection:
                sources.release(connection)
        self._stopping.clear()
        self._looking = Thread(target=self._run, name="labelqa-puller", daemon=True)
        self._looking.start()

    def wake(self) -> None:
        """There may be something to pull: look now."""
        self._wake.set()

    def stop(self) -> None:
        """Ends pulls after the unit at hand; the next start goes on there."""
        with self._lock:  # from here on no pull begins
            self._stopping.set()
            pulling = list(self._pulling.values())
        self._wake.set()
        end = monotonic() + PATIENCE
        for thread in (self._looking, *pulling):
            if thread is not None:
                thread.join(max(0.0, end - monotonic()))

    def _run(self) -> None:
        with ThreadPoolExecutor(1, "labelqa-sources") as looking:
            while not self._stopping.is_set():
                error = looking.submit(self.look).exception()  # an error ends the look, and not this thread
                if isinstance(error, LabelqaError):
                    log.warning("sources wait: %s", error)
                elif error is not None:
                    log.error("looking for sources to pull failed", exc_info=error)
                self._wake.wait(self._poll)
                self._wake.clear()

    def look(self) -> None:
        """Begins to pull what is due, as far as there is room."""
        with self._lock:
            room = PULLERS - len(self._pulling)
        if room <= 0:
            return
        with self._store.read() as connection:
            due = [one for one in sources.due(connection, now=self._clock()) if one.number not in self._pulling]
        for one in due[:room]:
            thread = Thread(target=self._pull, args=(one,), name=f"labelqa-pull-{one.number}", daemon=True)
            with self._lock:
                if self._stopping.is_set():
                    return
                thread.start()  # before it is noted: one that cannot begin takes no room
                self._pulling[one.number] = thread

    def _pull(self, due: Due) -> None:
        ended = False
        try:
            self._pulled(due)
            ended = True
            self._wake.set()  # there is room now, and more may be due
        except (SourceFailed, BadInput) as error:  # noted with the source
            ended = True
            log.warning("source %s failed: %s", due.number, error)
        except LabelqaError as error:
            ended = True
            log.warning("source %s waits: %s", due.number, error)
        finally:
            try:
                if not ended:
                    log.error("source %s could not be pulled", due.number, exc_info=True)
                    self._blame(due.number, UNFORESEEN)
            finally:
                with self._lock:
                    self._pulling.pop(due.number, None)

    def _pulled(self, due: Due) -> None:
        with self._store.read() as connection:
            source = sources.by_number(connection, due.number)
        if source is None:
            return
        try:
            connector = self._connecting.connector(source, now=self._clock())
        except (Unreadable, BadInput) as error:
            self._blame(source.number, error.detail, failing=True)
            return
        how: How = "changes" if due.listing else "hints"
        found = pull(self._store, source, connector, clock=self._clock, progress=self._go_on, how=how, learn=False)
        if _changed(found):
            self._learn(source.project_id)

    def _go_on(self, step: Step) -> None:
        if self._stopping.is_set():
            raise Conflict(STOPPED)

    def _blame(self, number: int, problem: str, *, failing: bool = False) -> None:
        """Notes what hinders a source that could not even be asked."""
        with self._store.write() as connection:
            source: Source | None = sources.by_number(connection, number)
            if source is not None and source.state != "paused":
                later = self._clock() + again(source.failures + 1, lasting=True)
                state = "failing" if failing else source.state
                values = {"problem": problem, "state": state, "next_at": later, "failures": source.failures + 1}
                sources.change(connection, number, values)


def _changed(found: Pulled) -> bool:
    return bool(found.units["written"] or found.units["withdrawn"])
