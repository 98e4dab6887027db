"""Pulls a source: hints first, then what changed since the last time, now and then everything that exists.

A few units are one transaction: their answers, their versions and the mark up to which changes are known. So a pull may
end at any point, and the next one goes on there; nothing is lost, nothing doubled. Of two pulls of one source one has
the lease, and the other can store nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Literal

import orjson

from labelqa.connectors import Connector, Fetched, Unit
from labelqa.errors import BadInput, Conflict, SourceFailed, StoreUnavailable
from labelqa.formats.border import OUTSIDE
from labelqa.ingest import learn_queue
from labelqa.model import Item, Remark
from labelqa.sources import PLACES, count
from labelqa.store import Connection, Store, projects, source_hints, source_units
from labelqa.store.source_hints import Waiting
from labelqa.store.sources import Source
from labelqa.sync.delays import unit_again
from labelqa.sync.lease import Clock, Lease
from labelqa.sync.pulled import Pulled, Step
from labelqa.sync.seen import Seen
from labelqa.sync.taking import Taken, take, withdraw

RECONCILE_MS = 24 * 3_600_000
"""All units are listed after so long, to find what was deleted, and what was missed."""
CHUNK = 100
"""Units whose versions are looked up at once."""
HINTS = 1000
"""Hints followed before changes are listed, at most."""
FEW = 3
"""Units in a row that cannot be fetched: then it may be the source, and it is asked."""
TOGETHER, ITEMS = 50, 500
"""Units, and images and answers in them, that are stored in one transaction."""
REMARKS = 100
"""Different remarks that a summary holds: what tools say of people and jobs has no end."""
FURTHER = "further remarks, of which no more is kept"
UNREADABLE = "unit that cannot be taken as it is"
DEFERRED = "unit that could not be fetched, to be tried again"

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
    lease = Lease(store, source, clock)
    run = _Run(store, lease, connector, clock, progress, score=not learn)
    try:
        run.everything(how)
    except (SourceFailed, BadInput) as error:
        lease.failed(error)
        raise
    except (Conflict, StoreUnavailable, KeyboardInterrupt):
        with suppress(Conflict, StoreUnavailable):
            lease.left()
        raise
    lease.ended(run.pulled)
    if learn:
        learn_queue(store, source.project_id, now=clock())
    return run.pulled


class _Run:
    """One pull under way. All that changed up to `_mark` is stored; up to `_ahead` once `_gathered` is."""

    def __init__(
        self, store: Store, lease: Lease, connector: Connector, clock: Clock, progress: Progress, *, score: bool
    ) -> None:
        self._store, self._lease, self._connector = store, lease, connector
        self._clock, self._progress, self._score = clock, progress, score
        self._source = lease.source
        self._mark = self._ahead = lease.source.mark
        self._gathered: list[Fetched] = []
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
        with self._lease.writing(pulled_at=self._clock(), **listed) as connection:
            if whole is not None:
                source_hints.settle(connection, self._source.number, source_hints.WHOLE, seen=whole)

    def _follow_hints(self) -> None:
        followed = 0
        while followed < HINTS:
            with self._store.read() as connection:
                found = source_hints.waiting(connection, self._source.number, now=self._clock())
                known = source_units.some(connection, self._source.number, [hint.unit for hint in found])
            if not found:
                return
            for hint in found:
                self._refresh(hint.unit, known[hint.unit].state if hint.unit in known else None, hint)
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
                    self._ahead = max(self._ahead or "", unit.version)
                else:
                    self._gather(unit, before.state if before else None)
                self._step("listing")
        self._store_gathered()
        with self._lease.writing(mark=self._mark):
            pass

    def _find_deleted(self, seen: Seen) -> None:
        """Units that were not listed are asked for one by one: a list that is being changed may leave one out."""
        self._done = 0
        if not len(seen):
            self._connector.check()  # a tool that shows nothing at all may have shut us out: then nothing is gone
        for unit in self._stored():
            if not seen.holds(unit.unit):
                self._refresh(unit.unit, unit.state, None)
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

    def _gather(self, unit: Unit, state: str | None) -> None:
        """Fetches a unit that was listed, to be stored with others; one of which nothing can be taken comes alone."""
        ahead = max(self._ahead or "", unit.version)
        try:
            fetched = self._connector.fetch(unit.key, _read(state))
            if fetched is not None and fetched.unit.version < unit.version:
                raise SourceFailed("the tool gave it in an older version than it had listed")
        except (SourceFailed, BadInput) as error:
            self._store_gathered()
            self._left_out(unit.key, error, None, ahead)
            self._mark = self._ahead = ahead
            return
        self._failing = 0
        if fetched is None:
            self._store_gathered()
            self._mark = self._ahead = ahead
            self._withdraw(unit.key, None)
            return
        self._ahead = ahead
        self._gathered = [one for one in self._gathered if one.unit.key != unit.key] + [fetched]  # it changed meanwhile
        if len(self._gathered) >= TOGETHER or sum(len(one.items) for one in self._gathered) >= ITEMS:
            self._store_gathered()

    def _store_gathered(self) -> None:
        """Stores what was gathered; one that cannot be taken goes alone, and so do the others then."""
        units, ahead = self._gathered, self._ahead
        self._gathered = []
        try:
            if units:
                self._take(units, None, ahead)
        except BadInput:
            for one in units:
                self._keep(one, None)
        self._mark = ahead

    def _refresh(self, key: str, state: str | None, hint: Waiting | None) -> None:
        """Fetches a unit by itself and stores what it holds."""
        try:
            fetched = self._connector.fetch(key, _read(state))
        except (SourceFailed, BadInput) as error:
            self._left_out(key, error, hint, self._mark)
            return
        self._failing = 0
        if fetched is None:
            self._withdraw(key, hint)
        else:
            self._keep(fetched, hint)

    def _keep(self, fetched: Fetched, hint: Waiting | None) -> None:
        try:
            self._take([fetched], hint, self._mark)
        except BadInput as error:
            self._left_out(fetched.unit.key, error, hint, self._mark)

    def _take(self, fetched: Sequence[Fetched], hint: Waiting | None, mark: str | None) -> None:
        now = self._clock()
        with self._lease.writing(mark=mark) as connection:
            self._settle(connection, hint)
            project = projects.get(connection, self._source.project_id)
            try:
                taken = take(connection, project, self._source.number, fetched, now=now, score=self._score)
            except Conflict as error:  # of what is stored, and not of the lease: it is the unit that cannot be taken
                raise BadInput(error.detail) from None
        counts = {"written": len(taken.units), "older": len(fetched) - len(taken.units)}
        self.pulled.units.update({effect: number for effect, number in counts.items() if number})
        self._count(taken)

    def _count(self, taken: Taken) -> None:
        summary = self.pulled.summary
        for one in taken.units:
            images = set[str]()
            for item in one.items:
                count(summary, self._bounded(item), images)
            summary.images += len(images)
        summary.effects.update(taken.written.annotations)
        if taken.written.warnings:
            summary.remarks[OUTSIDE] += len(taken.written.warnings)

    def _bounded(self, item: Item) -> Item:
        """An item as it may be counted: a summary is stored with its source, and is not to grow with its units."""
        remarks = self.pulled.summary.remarks
        if isinstance(item, Remark) and item.text not in remarks and len(remarks) >= REMARKS:
            return Remark(FURTHER, item.place)
        return item

    def _withdraw(self, key: str, hint: Waiting | None) -> None:
        with self._lease.writing(mark=self._mark) as connection:
            self._settle(connection, hint)
            project = projects.get(connection, self._source.project_id)
            gone = withdraw(connection, project, self._source.number, key, now=self._clock())
        self.pulled.units["withdrawn" if gone else "unchanged"] += 1

    def _left_out(self, key: str, error: SourceFailed | BadInput, hint: Waiting | None, mark: str | None) -> None:
        """Notes a unit that cannot be taken, so that it stops no other; what was taken of it before stays.

        One that could not be fetched becomes a hint for later, so that the mark may pass it. Raises the error where it
        is not the unit that fails, but the source.
        """
        deferred = isinstance(error, SourceFailed)
        if isinstance(error, SourceFailed):
            self._failing += 1
            if error.refused or error.answered in (401, 403, 429) or error.wait_ms is not None:
                raise error
            if self._failing % FEW == 0:
                self._connector.check()  # it raises when it is the source; else so many units are broken, and not it
        with self._lease.writing(mark=mark) as connection:
            if isinstance(error, SourceFailed):
                self._defer(connection, key, hint)
            else:
                self._settle(connection, hint)
            source_units.note(connection, self._source.number, key, error.detail, now=self._clock())
        self.pulled.units["deferred" if deferred else "unreadable"] += 1
        reason = DEFERRED if deferred else UNREADABLE
        self.pulled.summary.skipped[reason] += 1
        kept = self.pulled.summary.places.setdefault(reason, [])
        if len(kept) < PLACES:
            kept.append(f"{key}: {error.detail}")

    def _defer(self, connection: Connection, key: str, hint: Waiting | None) -> None:
        now, source = self._clock(), self._source.number
        later = now + unit_again(now - hint.received_at if hint else 0)
        if hint is None:
            source_hints.add(connection, source, key, now=now, next_at=later)
        else:
            source_hints.postpone(connection, source, key, next_at=later)

    def _settle(self, connection: Connection, hint: Waiting | None) -> None:
        if hint is not None:
            source_hints.settle(connection, self._source.number, hint.unit, seen=hint.received_at)

    def _step(self, phase: str) -> None:
        self._lease.beat()
        self._done += 1
        self._progress(Step(phase, self._done))


def _read(state: str | None) -> dict[str, object]:
    found: dict[str, object] = orjson.loads(state) if state else {}
    return found
