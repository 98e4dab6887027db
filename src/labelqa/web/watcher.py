"""Looks at the projects that somebody follows, and tells those who do: one for each server process.

It looks once a second while somebody listens, and at once when this process wrote something. Whoever listens holds
neither a thread nor a connection.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from labelqa.errors import LabelqaError, StoreUnavailable, TooManyRequests
from labelqa.store import Store, keys
from labelqa.store.import_jobs import Job
from labelqa.web.event_rows import VerdictGiven
from labelqa.web.listener import Listener
from labelqa.web.standing import Followed, Standing, look, verdicts_since

log = logging.getLogger(__name__)

POLL = 1.0
"""Seconds between two looks, when nothing is written here."""
GAP = 0.5
"""Seconds between two looks at least: who writes all the time, such as an import, is not looked at all the time."""
BEAT = 15.0
"""Seconds of silence after which a listener is told that the line still stands."""
STALLED = 30.0
"""Seconds after which a listener that takes nothing is let go."""
RETRY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one look came to: projects by number, keys that still hold, what each fresh listener has missed."""

    standings: dict[int, Standing]
    keys: set[str]
    missed: Mapping[Listener, Sequence[VerdictGiven] | None]


class Watcher:
    """Those who follow projects, and one task that looks for what to tell them, as long as there are any.

    `most`: listeners that one key may have. All but `wake` and `stop` is of the event loop that serves.
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], int],
        lost: Callable[[Job], bool],
        *,
        most: int,
        poll: float = POLL,
        beat: float = BEAT,
        stalled: float = STALLED,
    ) -> None:
        self._store, self._clock, self._lost, self._most, self._poll = store, clock, lost, most, poll
        self.beat, self.stalled = beat, stalled
        self._listeners: dict[Listener, None] = {}
        self._standings: dict[int, Standing] = {}
        self._reading = CapacityLimiter(1)
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken: asyncio.Event | None = None
        self._stopping = self._failing = False

    @property
    def busy(self) -> bool:
        """True while it looks at anything."""
        return self._task is not None

    @property
    def listening(self) -> list[Listener]:
        """Those who are told."""
        return list(self._listeners)

    def start(self) -> None:
        """Takes listeners from now on."""
        self._stopping = False
        self._store.told.append(self.wake)

    def join(self, listener: Listener) -> None:
        """Tells a listener of its project until it leaves or is ended. TooManyRequests when its key has too many."""
        if self._stopping:
            raise StoreUnavailable("the server stops")
        if Counter(one.key_id for one in self._listeners)[listener.key_id] >= self._most:
            text = f"this key follows {self._most} streams of events already; close one of them"
            raise TooManyRequests(text, RETRY_SECONDS)
        self._listeners[listener] = None
        if self._task is None:
            self._loop, self._woken = asyncio.get_running_loop(), asyncio.Event()
            self._task = self._loop.create_task(self._run())
        elif self._woken is not None:
            self._woken.set()

    def leave(self, listener: Listener) -> None:
        """Tells it nothing more."""
        self._listeners.pop(listener, None)
        if not self._listeners and self._woken is not None:
            self._woken.set()

    def wake(self, project: int | None = None) -> None:
        """Something was written, to that project or to what belongs to none: look now. From any thread."""
        if self._task is not None and (project is None or project in self._standings):
            self._call(self._wake)

    def stop(self) -> None:
        """Ends all streams. From any thread, or from the handler of a signal."""
        self._stopping = True
        if self.wake in self._store.told:
            self._store.told.remove(self.wake)
        self._call(self._end_all)

    def _call(self, work: Callable[[], None]) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            try:
                loop.call_soon_threadsafe(work)
            except RuntimeError:  # closed meanwhile: nobody listens any more
                return

    def _wake(self) -> None:
        if self._woken is not None:
            self._woken.set()

    def _end_all(self) -> None:
        for listener in self.listening:
            listener.end()

    async def _run(self) -> None:
        assert self._woken is not None
        try:
            while self._listeners:
                self._woken.clear()
                await self._looked()
                await asyncio.sleep(GAP)
                try:
                    await asyncio.wait_for(self._woken.wait(), self._poll)
                except TimeoutError:
                    continue
        finally:  # whatever ended it: who listens comes back, and the first to do so begins anew
            self._end_all()
            self._task, self._standings = None, {}

    async def _looked(self) -> None:
        """One look; when the store cannot be reached, the next one finds what this one would have."""
        followed, listeners = self._followed(), self.listening
        looking = asyncio.ensure_future(run_sync(self._look, followed, listeners, limiter=self._reading))
        await asyncio.wait([looking])
        error = looking.exception()
        if error is None:
            self._tell(looking.result(), listeners)
        elif not self._failing:
            known = isinstance(error, LabelqaError)
            log.warning("events wait: %s", error, exc_info=None if known else error)
        self._failing = error is not None

    def _followed(self) -> dict[int, Followed]:
        viewers: dict[int, set[str | None]] = {}
        for one in self._listeners:
            viewers.setdefault(one.project, set()).add(one.viewer)
        return {number: Followed(self._standings.get(number), frozenset(who)) for number, who in viewers.items()}

    def _look(self, followed: dict[int, Followed], listeners: list[Listener]) -> _Seen:
        """In a thread: one snapshot for all."""
        now = self._clock()
        with self._store.read() as connection:
            standings = look(connection, followed, now=now, lost=self._lost)
            live = keys.live(connection, {one.key_id for one in listeners}, now=now)
            missed = {
                one: verdicts_since(connection, one.project, one.after)
                for one in listeners
                if one.fresh and one.after is not None
            }
        return _Seen(standings, live, missed)

    def _tell(self, seen: _Seen, listeners: list[Listener]) -> None:
        """Ends those whose key is void or whose project is gone, and tells the others."""
        self._standings = seen.standings
        for one in listeners:
            standing = seen.standings.get(one.project)
            if one.key_id not in seen.keys or standing is None or standing.made != one.made:
                one.end()
            elif one.fresh:
                one.welcome(standing, seen.missed.get(one))
            else:
                one.update(standing)
