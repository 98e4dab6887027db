"""Work that no request waits for: scores of large writes, facts after a change of settings, when keys are used."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

from labelqa.errors import LabelqaError, StoreUnavailable
from labelqa.ingest import learn_queue, recompute, score_waiting
from labelqa.model import Project
from labelqa.store import Store, idempotency, keys, projects, queue_models, sessions
from labelqa.store.sessions import Session
from labelqa.web.rest import Rest
from labelqa.web.sessions import IDLE_MS

log = logging.getLogger(__name__)

HOUR_MS = 3_600_000
MINUTE_MS = 60_000
PATIENCE = 30.0
"""Where writes never pause, it is learnt after so many seconds all the same."""
AT_ONCE = 10
"""Images up to which a write scores its own, as a reviewer's do: it takes it some 10 ms; those of larger ones wait."""
SCORED_AFTER, SCORED_WITHIN = 1.0, 5.0
"""Seconds without a write after which images that wait are scored; where writes never pause, seconds until they are."""
KEPT_MS = 24 * HOUR_MS
"""How long answers under an Idempotency-Key are kept."""


class Chores:
    """One thread for what can wait, one for scoring, and one for recomputing and learning.

    `learn_after`: seconds without a write after which a changed review queue is learnt; 0 is never, and every write
    scores its own images then.
    """

    def __init__(self, store: Store, clock: Callable[[], int], *, learn_after: int) -> None:
        self._store, self._clock, self._learn_after = store, clock, learn_after
        self._learning = Rest(self._learn, after=learn_after, within=PATIENCE)
        self._scoring = Rest(self._score, after=SCORED_AFTER, within=SCORED_WITHIN)
        self._stopping = Event()
        self._short = ThreadPoolExecutor(1, "labelqa-chore")
        self._scores = ThreadPoolExecutor(1, "labelqa-score")
        self._long = ThreadPoolExecutor(1, "labelqa-recompute")
        self._used: dict[str, int] = {}
        self._noting: set[str] = set()
        self._purged = 0

    def note_use(self, key_id: str, *, now: int) -> None:
        """Notes the hour in which a key is used, once an hour, in a write of its own."""
        hour = now - now % HOUR_MS
        if self._used.get(key_id) != hour:
            self._used[key_id] = hour
            self._start(self._short, lambda: self._write_use(key_id, hour))

    def _write_use(self, key_id: str, hour: int) -> None:
        with self._store.write() as connection:
            keys.use(connection, key_id, at=hour)
            if self._purged != hour:
                idempotency.purge(connection, before=hour - KEPT_MS)
                sessions.purge(connection, unused_since=hour - IDLE_MS, now=hour)
                self._purged = hour

    def note_session(self, session: Session, *, now: int) -> None:
        """Notes that a session is used, once a minute, in a write of its own."""
        if now - session.used_at >= MINUTE_MS and session.digest not in self._noting:
            self._noting.add(session.digest)
            self._start(self._short, lambda: self._write_session(session.digest, now))

    def _write_session(self, digest: str, now: int) -> None:
        try:
            with self._store.write() as connection:
                sessions.use(connection, digest, at=now)
        finally:
            self._noting.discard(digest)

    def recompute(self, project_id: str) -> None:
        """Makes the facts of a project's marked images anew, in the background."""
        self._start(self._long, lambda: recompute(self._store, project_id, now=self._clock(), progress=self._go_on))

    def consider(self, project_id: str) -> None:
        """Learns a project's review queue anew where that is due, once nothing was written to it for a moment."""
        self._learning.wait(project_id)

    def _learn(self, project_id: str) -> None:
        def work() -> None:
            learn_queue(self._store, project_id, now=self._clock(), progress=self._go_on)

        self._start(self._long, work)

    def scores_later(self, images: int) -> bool:
        """Whether a write of so many images leaves their scores to `score`."""
        return images > AT_ONCE and self._learn_after > 0

    def score(self, project_id: str) -> None:
        """Scores the images of a project that wait for it, once nothing was written to it for a moment, or soon."""
        self._scoring.wait(project_id)

    def _score(self, project_id: str) -> None:
        def work() -> None:
            score_waiting(self._store, project_id, now=self._clock(), progress=self._go_on)

        self._start(self._scores, work)

    def resume(self) -> None:
        """Goes on with every project whose recomputing or scoring a stop has left unfinished."""
        with self._store.read() as connection:
            every, after = list[Project](), ""
            while page := projects.page(connection, after=after):
                after = page[-1].project_id
                every += page
            unscored = [p for p in every if queue_models.stale(connection, p.number, queue_models.NEVER, 1)]
        for project in every:
            if project.recomputing:
                self.recompute(project.project_id)
            self.consider(project.project_id)
        for project in unscored:
            self.score(project.project_id)

    def stop(self) -> None:
        """Ends after the batch at hand; the rest goes on at the next start."""
        self._stopping.set()
        self._learning.stop()
        self._scoring.stop()
        for pool in (self._short, self._scores, self._long):
            pool.shutdown(cancel_futures=True)

    def _go_on(self, _step: object) -> None:
        if self._stopping.is_set():
            raise StoreUnavailable("the server stops")

    def _start(self, pool: ThreadPoolExecutor, work: Callable[[], None]) -> None:
        if not self._stopping.is_set():
            pool.submit(work).add_done_callback(_report)


def _report(done: Future[None]) -> None:
    """Says what became of work that nobody waits for."""
    error = None if done.cancelled() else done.exception()
    if isinstance(error, LabelqaError):
        log.warning("left for later: %s", error)
    elif error is not None:
        log.error("a chore failed", exc_info=error)
