"""A pull has its source by a lease: it moves on while the pull lives, and whoever comes too late can store nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import orjson

from labelqa.errors import BadInput, Conflict, NotFound, SourceFailed
from labelqa.store import Connection, Store, projects, sources
from labelqa.store.sources import Source
from labelqa.sync.delays import again
from labelqa.sync.pulled import Pulled

BEAT_MS = 30_000
"""A sign of life after so long, where nothing is stored."""

Clock = Callable[[], int]


class Lease:
    """The right to pull a source, from now on; Conflict when somebody else has it, NotFound when it is gone.

    A pull counts as failed, and is due again, until it ends well: one that is killed comes back like one that failed.
    `source`: as it stood before.
    """

    def __init__(self, store: Store, source: Source, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._at = clock()
        with store.write(source.project) as connection:
            fresh = sources.by_number(connection, source.number)
            if fresh is None:
                raise NotFound("the source was deleted")
            next_at = self._at + again(fresh.failures + 1)
            if not sources.claim(connection, source.number, now=self._at, next_at=next_at):
                raise Conflict(sources.TAKEN_OVER)
        self.source = fresh

    @contextmanager
    def writing(self, **values: Any) -> Iterator[Connection]:
        """A transaction that only the holder may begin; it moves the lease on, and changes the source as is given."""
        at = max(self._at, self._clock())
        with self._store.write(self.source.project) as connection:
            sources.hold(connection, self.source.number, self._at, started_at=at, **values)
            yield connection
        self._at = at

    def beat(self) -> None:
        """A sign of life, where it is time for one."""
        if self._clock() - self._at > BEAT_MS:
            with self.writing():
                pass

    def ended(self, pulled: Pulled) -> None:
        """Notes a pull that ended well, and when the next one is."""
        now = pulled.ended_at = self._clock()
        with self._store.write(self.source.project) as connection:
            fresh = sources.by_number(connection, self.source.number) or self.source
            pulled.summary.revision = projects.get(connection, self.source.project_id).revision
            listed = fresh.pulled_at is not None and fresh.pulled_at >= pulled.started_at
            changed = fresh.minutes != self.source.minutes
            regular = None if fresh.minutes is None else now + fresh.minutes * 60_000
            values = {
                "state": "paused" if fresh.state == "paused" else "active",
                "problem": None,
                "failures": 0,
                "next_at": regular if listed or self.source.failures or changed else self.source.next_at,
                "last": orjson.dumps(pulled).decode(),
            }
            self._end(connection, values)

    def failed(self, error: SourceFailed | BadInput) -> None:
        """Notes why a pull did not end well, and when the next one is."""
        lasting = isinstance(error, BadInput) or error.lasting
        wait = None if isinstance(error, BadInput) else error.wait_ms
        with suppress(Conflict), self._store.write(self.source.project) as connection:
            fresh = sources.by_number(connection, self.source.number) or self.source
            state = "paused" if fresh.state == "paused" else "failing" if lasting else "active"
            next_at = self._clock() + again(fresh.failures, lasting=lasting, wait_ms=wait)
            self._end(connection, {"state": state, "problem": error.detail, "next_at": next_at})

    def left(self) -> None:
        """Gives the source back after a stop: the next pull goes on at once."""
        with self._store.write(self.source.project) as connection:
            self._end(connection, {"failures": self.source.failures, "next_at": self._clock()})

    def _end(self, connection: Connection, values: dict[str, Any]) -> None:
        sources.hold(connection, self.source.number, self._at, started_at=None, **values)
