"""Imports in the background: one at a time, followed and cancelled through the store."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from threading import Event
from typing import Any

from labelqa.errors import Conflict, LabelqaError, Problem
from labelqa.imports import Step, import_files
from labelqa.sources import Source
from labelqa.store import Store, import_jobs
from labelqa.web.encoding import json_bytes

log = logging.getLogger(__name__)

REPORT_MS = 500
"""Progress is written no more often than this."""
SILENT_MS = 120_000
"""A job that nobody has touched for so long has lost its server."""
MOST_OPEN = 20
"""Imports that may wait or run at once: each holds a file on the disk."""
STOPPED = "the server stopped; import the file again, nothing is doubled"


@dataclass(slots=True)
class _Progress:
    """Passes steps on, the first of each pass over the file and then one now and then."""

    runner: "Runner"
    import_id: str
    clock: Callable[[], int]
    phase: str = ""
    total: int | None = None
    started_at: int = 0
    written_at: int = 0

    def __call__(self, step: Step) -> None:
        """One step of `labelqa.imports.import_files`; while images are scored, all annotations are done."""
        if step.phase in ("reading", "storing"):
            self.total = step.total
        else:
            step = Step(step.phase, self.total or 0, self.total)
        now = self.clock()
        begins = step.phase != self.phase
        if begins:
            self.phase, self.started_at = step.phase, now
        if begins or now - self.written_at >= REPORT_MS:
            self.written_at = now
            self.runner.report(self.import_id, step, self.started_at)


def _told(detail: str, problems: Sequence[Problem] = ()) -> str:
    return json_bytes(problems or [Problem("", detail)]).decode()


class Runner:
    """The imports of one server process."""

    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        self._store, self._clock = store, clock
        self._pool = ThreadPoolExecutor(1, "labelqa-import")
        self._stopping = Event()
        self._mine: dict[str, None] = {}

    @property
    def full(self) -> bool:
        """True when no further import is taken for now."""
        return len(self._mine) >= MOST_OPEN

    def start(self, import_id: str, project_id: str, source: Source, held: ExitStack) -> None:
        """Queues an import that the store knows already; `held` is closed when it has ended."""
        self._mine[import_id] = None
        done = self._pool.submit(self._run, import_id, project_id, source)
        done.add_done_callback(lambda future: self._ended(import_id, held, future))

    def lost(self, job: import_jobs.Job, *, now: int) -> bool:
        """True for a job that says it waits or runs, but has no server any more."""
        silent = now - job.updated_at > SILENT_MS
        return job.state in import_jobs.OPEN and silent and job.import_id not in self._mine

    def clean_up(self) -> None:
        """Marks what an earlier server left as failed; SQLite has one server, so there it is all that is open."""
        now = self._clock()
        before = now + 1 if self._store.sqlite else now - SILENT_MS
        with self._store.write() as connection:
            import_jobs.abandon(connection, before=before, now=now, problem=_told(STOPPED))

    def stop(self) -> None:
        """Ends the import at hand after its batch, and drops those that wait."""
        self._stopping.set()
        self._pool.shutdown(cancel_futures=True)

    def _run(self, import_id: str, project_id: str, source: Source) -> None:
        progress = _Progress(self, import_id, self._clock)
        try:
            summary = import_files(self._store, project_id, [source], now=self._clock(), progress=progress)
        except LabelqaError as error:
            text = STOPPED if self._stopping.is_set() else error.detail
            self._finish(import_id, "failed", problem=_told(text, error.problems))
        else:
            text = json_bytes(summary).decode()
            self._finish(import_id, "done", total=summary.annotations, summary=text)

    def _finish(self, import_id: str, state: import_jobs.State, **values: Any) -> None:
        with self._store.write() as connection:
            import_jobs.finish(connection, import_id, state, now=self._clock(), **values)

    def report(self, import_id: str, step: Step, started_at: int) -> None:
        """Writes progress down, and that those waiting are not lost. Raises Conflict when it must not go on."""
        if self._stopping.is_set():
            raise Conflict(STOPPED)
        now = self._clock()
        with self._store.write() as connection:
            wanted = import_jobs.advance(
                connection, import_id, done=step.done, total=step.total, started_at=started_at, now=now
            )
            import_jobs.keep_waiting(connection, self._mine, now=now)
        if not wanted:
            raise Conflict("the import was cancelled; what was stored stays")

    def _ended(self, import_id: str, held: ExitStack, future: Future[None]) -> None:
        held.close()
        self._mine.pop(import_id, None)
        error = None if future.cancelled() else future.exception()
        if error is not None:
            log.error("import %s failed", import_id, exc_info=error)
        if error is not None or future.cancelled():
            text = STOPPED if future.cancelled() else "something went wrong on the server; its log knows more"
            self._finish(import_id, "failed", problem=_told(text))
