"""Imports as they are served: how far each is, and what it came to."""

from dataclasses import dataclass
from typing import Any

import orjson

from labelqa.errors import Problem
from labelqa.reports.figures import time
from labelqa.store.import_jobs import Job
from labelqa.web.runner import STOPPED


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is. `done` and `total` count annotations; `rate` is annotations a second in the pass at hand.

    `state`: `queued`, `running`, `done`, `failed` or `cancelled`.
    """

    import_id: str
    state: str
    done: int
    total: int | None
    rate: float | None
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Import:
    """An import. `done` and `total` count annotations; `rate` is annotations a second in the pass at hand.

    `source`: the name of the file; `format`: the one that was asked for; `by`: the id of the key that started it.
    `summary`: what was taken, what was left out and why; `problems`: why it failed.
    """

    import_id: str
    state: str
    source: str
    format: str | None
    by: str | None
    done: int
    total: int | None
    rate: float | None
    seconds_left: float | None
    created_at: str | None
    updated_at: str
    summary: dict[str, Any] | None
    problems: list[Problem]


@dataclass(frozen=True, slots=True)
class Imports:
    """A page of imports, the newest first."""

    imports: list[Import]
    next: str | None


def progress_of(job: Job, *, lost: bool = False) -> Progress:
    """How far it is. `lost`: its server is gone."""
    spent = (job.updated_at - job.started_at) / 1000
    rate = job.done / spent if spent > 0 and job.done and job.state == "running" and not lost else None
    left = (job.total - job.done) / rate if rate and job.total is not None else None
    return Progress(job.import_id, "failed" if lost else job.state, job.done, job.total, rate, left)


def row_of(job: Job, *, lost: bool = False) -> Import:
    """An import as it is served. `lost`: its server is gone."""
    far = progress_of(job, lost=lost)
    told = orjson.loads(job.problem) if job.problem else [{"pointer": "", "detail": STOPPED}] if lost else []
    return Import(
        import_id=far.import_id,
        state=far.state,
        source=job.source,
        format=job.format,
        by=job.by,
        done=far.done,
        total=far.total,
        rate=far.rate,
        seconds_left=far.seconds_left,
        created_at=time(job.created_at),
        updated_at=time(job.updated_at) or "",
        summary=orjson.loads(job.summary) if job.summary else None,
        problems=[Problem(**problem) for problem in told],
    )
