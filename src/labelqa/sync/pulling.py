"""Pulls a source: hints first, then what changed since the last time, now and then everything that exists.

Each unit is one transaction: its answers, its version and the mark up to which changes are known. So a pull may end at
any point, and the next one goes on there; nothing is lost, nothing doubled. Of two pulls of one source one has the
lease, and the other can store nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
from typing import Any, Literal

import orjson

from labelqa.connectors import Connector, Fetched, Unit
from labelqa.errors import BadInput, Conflict, NotFound, SourceFailed, StoreUnavailable
from labelqa.formats.border import OUTSIDE
from labelqa.ingest import learn_queue
from labelqa.sources import PLACES, count
from labelqa.store import Connection, Store, projects, source_hints, source_units, sources
from labelqa.store.source_hints import Waiting
from labelqa.store.sources import Source
from labelqa.sync.delays import again, unit_again
from labelqa.sync.pulled import Pulled, Step
from labelqa.sync.seen import Seen
from labelqa.sync.taking import take, withdraw

RECONCILE_MS = 24 * 3_600_000
"""All units are listed after so long, to find what was deleted, and what was missed."""
CHUNK = 100
"""Units whose versions are looked up at once."""
HINTS = 1000
"""Hints followed before changes are listed, at most."""
FEW = 3
"""Units in a row that cannot be fetched: then it is the source."""
BEAT_MS = 30_000
"""A sign of life after so long, where nothing is stored."""
UNREADABLE = "unit that cannot be taken as it is"
DEFERRED = "unit that could not be fetched, to be tried again"

Clock = Callable[[], int]
Progress = Callable[[Step], None]
How = Literal["hints", "changes", "full"]


def pull(
    store: Store,
    source: Source,
    connector: Connector,
    *,
    clock: Clock,
    progress: Progress = lambda step: None,
    how: How = "changes",
    learn: bool = True,
) -> Pulled:
    """Pulls what hints name, and with `changes` what changed since the last pull, and with `full` whatever exists.

    Changes are listed too where a hint is about the source as a whole, and everything where that is due. `learn`: the
    review queue is learnt afterwards, where that is due (else every image is scored at once). `progress` may raise
    Conflict to stop. Raises SourceFailed, noted with the source; Conflict when somebody else pulls it.
    """
    run = _Run(store, _claimed(store, source, clock()), connector, clock, progress, score=not learn)
    try:
        run.everything(how)
    except (SourceFailed, BadInput) as error:
        run.failed(error)
        raise
    except (Conflict, StoreUnavailable, KeyboardInterrupt):
        with suppress(Conflict, StoreUnavailable):
            run.left()
        raise
    run.ended()
    if learn:
        learn_queue(store, source.project_id, now=clock())
    return run.pulled


def _claimed(store: Store, source: Source, now: int) -> Source:
    """The source as it was when the pull got hold of it; its `started_at` is the lease."""
    with store.write(source.project) as connection:
        fresh = sources.by_number(connection, source.number)
        if fresh is None:
            raise NotFound("the source was deleted")
        if not sources.claim(connection, source.number, now=now, next_at=now + again(fresh.failures + 1)):
            raise Conflict(sources.TAKEN_OVER)
    return replace(fresh, started_at=now)


class _Run:
    """One pull under way."""

    def __init__(
        self, store: Store, source: Source, connector: Connector, clock: Clock, progress: Progress, *, score: bool
    ) -> None:
        self._store, self._source, self._connector = store, source, connector
        self._clock, self._progress, self._score = clock, progress, score
        self._lease = source.started_at or 0
        self._mark = source.mark
        self._failing = self._done = 0
        self.pulled = Pulled(clock())

    def everything(self, how: How) -> None:
        """The whole pull."""
        with self._store.read() as connection:
            whole = source_hints.whole(connection, self._source.number, now=self._clock())
        self._follow_hints()
        if how == "hints" and whole is None:
            return
        reconciled = self._source.reconciled_at
        overdue = reconciled is not None and self._clock() - reconciled >= RECONCILE_MS
        self.pulled.full = how == "full" or overdue
        seen = Seen() if self.pulled.full else None
        self._list(seen)
        if seen is not None:
            self._find_deleted(seen)
        listed = {} if reconciled is not None and seen is None else {"reconciled_at": self.pulled.started_at}
        with self._writing(pulled_at=self._clock(), **listed) as connection:
            if whole is not None:
                source_hints.settle(connection, self._source.number, "", seen=whole)

    def _follow_hints(self) -> None:
        followed = 0
        while followed < HINTS:
            with self._store.read() as connection:
                found = source_hints.waiting(connection, self._source.number, now=self._clock())
                known = source_units.some(connection, self._source.number, [hint.unit for hint in found])
            if not found:
                return
            for hint in found:
                state = known[hint.unit].state if hint.unit in known else None
                self._refresh(hint.unit, state, hint=hint)
                self._step("hints")
            followed += len(found)

    def _list(self, seen: Seen | None) -> None:
        self._done = 0
        units = self._connector.units(None if seen is not None else self._mark)
        while chunk := list(islice(units, CHUNK)):
            with self._store.read() as connection:
                known = source_units.some(connection, self._source.number, [unit.key for unit in chunk])
            for unit in chunk:
                before = known.get(unit.key)
                if seen is not None:
                    seen.add(unit.key)
                if before is not None and before.version >= unit.version and before.gone_at is None:
                    self.pulled.units["unchanged"] += 1
                    self._mark = max(self._mark or "", unit.version)
                    self._beat()
                else:
                    self._refresh(unit.key, before.state if before else None, listed=unit)
                self._step("listing")
        with self._writing(mark=self._mark):
            pass

    def _find_deleted(self, seen: Seen) -> None:
        """Units that were not listed are asked for one by one: a list that is being changed may leave one out."""
        self._done = 0
        for unit in self._stored():
            if not seen.holds(unit.unit):
                self._refresh(unit.unit, unit.state)
            self._beat()
            self._step("reconciling")

    def _stored(self) -> Iterator[source_units.Known]:
        after = ""
        while True:
            with self._store.read() as connection:
                page = source_units.page(connection, self._source.number, after=after)
            if not page:
                return
            yield from page
            after = page[-1].unit

    def _refresh(self, key: str, state: str | None, *, listed: Unit | None = None, hint: Waiting | None = None) -> None:
        """Fetches a unit and stores what it holds; `listed`: what is known then moves the mark."""
        mark = max(self._mark or "", listed.version) if listed is not None else self._mark
        try:
            fetched = self._connector.fetch(key, orjson.loads(state) if state else {})
            if fetched is not None and listed is not None and fetched.unit.version < listed.version:
                raise SourceFailed("the tool gave it in an older version than it had listed")
            self._failing = 0
            self._keep(key, fetched, mark, hint)
        except SourceFailed as error:
            self._failing += 1
            if self._failing >= FEW or error.refused or error.answered in (401, 403, 429):
                raise
            self._defer(key, error, mark, hint)
        except BadInput as error:
            self._note(key, error, mark, hint)
        self._mark = mark

    def _keep(self, key: str, fetched: Fetched | None, mark: str | None, hint: Waiting | None) -> None:
        now, effect, written = self._clock(), "withdrawn", None
        with self._writing(mark=mark) as connection:
            self._settle(connection, hint)
            project = projects.get(connection, self._source.project_id)
            if fetched is None:
                if not withdraw(connection, project, self._source.number, key, now=now):
                    effect = "unchanged"
            else:
                written = take(connection, project, self._source.number, fetched, now=now, score=self._score)
                effect = "older" if written is None else "written"
        self.pulled.units[effect] += 1
        if fetched is not None and written is not None:
            self._count(fetched)
            self.pulled.summary.effects.update(written.annotations)
            if written.warnings:
                self.pulled.summary.remarks[OUTSIDE] += len(written.warnings)

    def _count(self, fetched: Fetched) -> None:
        images = set[str]()
        for item in fetched.items:
            count(self.pulled.summary, item, images)
        self.pulled.summary.images += len(images)

    def _defer(self, key: str, error: SourceFailed, mark: str | None, hint: Waiting | None) -> None:
        """A unit that cannot be fetched now becomes a hint, so that the mark may pass it."""
        now = self._clock()
        later = now + max(unit_again(now - hint.received_at if hint else 0), error.wait_ms or 0)
        with self._writing(mark=mark) as connection:
            if hint is None:
                source_hints.add(connection, self._source.number, key, now=now, next_at=later)
            else:
                source_hints.postpone(connection, self._source.number, key, next_at=later)
            source_units.note(connection, self._source.number, key, error.detail, now=now)
        self._left_out("deferred", DEFERRED, f"{key}: {error.detail}")

    def _note(self, key: str, error: BadInput, mark: str | None, hint: Waiting | None) -> None:
        """A unit that cannot be taken stops no other; what was taken of it before stays."""
        with self._writing(mark=mark) as connection:
            self._settle(connection, hint)
            source_units.note(connection, self._source.number, key, error.detail, now=self._clock())
        self._left_out("unreadable", UNREADABLE, f"{key}: {error.detail}")

    def _left_out(self, effect: str, reason: str, place: str) -> None:
        self.pulled.units[effect] += 1
        self.pulled.summary.skipped[reason] += 1
        kept = self.pulled.summary.places.setdefault(reason, [])
        if len(kept) < PLACES:
            kept.append(place)

    @contextmanager
    def _writing(self, **values: Any) -> Iterator[Connection]:
        """A transaction that only the holder of the lease may begin; it moves the lease on."""
        lease = max(self._lease, self._clock())
        with self._store.write(self._source.project) as connection:
            sources.hold(connection, self._source.number, self._lease, started_at=lease, **values)
            yield connection
        self._lease = lease

    def _settle(self, connection: Connection, hint: Waiting | None) -> None:
        if hint is not None:
            source_hints.settle(connection, self._source.number, hint.unit, seen=hint.received_at)

    def _beat(self) -> None:
        if self._clock() - self._lease > BEAT_MS:
            with self._writing(mark=self._mark):
                pass

    def _step(self, phase: str) -> None:
        self._done += 1
        self._progress(Step(phase, self._done))

    def ended(self) -> None:
        """Notes a pull that ended well."""
        now = self._clock()
        self.pulled.ended_at = now
        with self._store.write(self._source.project) as connection:
            fresh = sources.by_number(connection, self._source.number)
            project = projects.get(connection, self._source.project_id)
            self.pulled.summary.revision = project.revision
            self._end(connection, fresh or self._source, now)

    def _end(self, connection: Connection, fresh: Source, now: int) -> None:
        listed = fresh.pulled_at is not None and fresh.pulled_at >= self.pulled.started_at
        regular = None if fresh.minutes is None else now + fresh.minutes * 60_000
        next_at = regular if listed or self._source.failures else self._source.next_at
        values = {"state": "paused" if fresh.state == "paused" else "active", "problem": None, "failures": 0}
        last = orjson.dumps(self.pulled).decode()
        sources.hold(connection, fresh.number, self._lease, started_at=None, next_at=next_at, last=last, **values)

    def failed(self, error: SourceFailed | BadInput) -> None:
        """Notes why a pull did not end well, and when the next one is."""
        now, source = self._clock(), self._source
        lasting = isinstance(error, BadInput) or error.lasting
        wait = None if isinstance(error, BadInput) else error.wait_ms
        with suppress(Conflict), self._store.write(source.project) as connection:
            fresh = sources.by_number(connection, source.number) or source
            state = "paused" if fresh.state == "paused" else "failing" if lasting else "active"
            next_at = now + again(fresh.failures, lasting=lasting, wait_ms=wait)
            values = {"state": state, "problem": error.detail, "next_at": next_at}
            sources.hold(connection, source.number, self._lease, started_at=None, **values)

    def left(self) -> None:
        """Gives the source back after a stop: the next pull goes on at once."""
        with self._store.write(self._source.project) as connection:
            values = {"failures": self._source.failures, "next_at": self._clock()}
            sources.hold(connection, self._source.number, self._lease, started_at=None, **values)
