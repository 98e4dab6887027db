"""How a project stands at one look, for everybody who follows it: read for many projects at once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from labelqa.alert import AlertRow, fields_of
from labelqa.model import VERDICTS
from labelqa.reports.figures import time
from labelqa.store import Connection, import_jobs, news, projects
from labelqa.store.import_jobs import Job
from labelqa.store.sources import LEASE_MS
from labelqa.web.event_rows import OpenAlerts, Revision, SourceState, VerdictGiven
from labelqa.web.import_rows import Progress, progress_of

MOST = 100
"""Verdicts that are told one by one; where there are more, the state is told instead."""
RECENT_MS = 60_000
"""Imports that ended so long ago are still told of."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One project. `alerts`: by viewer, None for who sees all; `imports` and `sources` by id.

    `made`: its id and when it was made, for a number may be given again. `newest`: the id of the verdict that came
    last; `verdicts`: those since the look before; None when they are too many, or that one is not there any more.
    """

    made: tuple[str, int]
    revision: Revision
    alerts: Mapping[str | None, OpenAlerts]
    imports: Mapping[str, Progress]
    sources: Mapping[str, SourceState]
    newest: str
    verdicts: Sequence[VerdictGiven] | None


@dataclass(frozen=True, slots=True)
class Followed:
    """A project that is followed: how it stood, None at the first look, and the viewers there are."""

    before: Standing | None
    viewers: frozenset[str | None]


def look(
    connection: Connection, followed: Mapping[int, Followed], *, now: int, lost: Callable[[Job], bool]
) -> dict[int, Standing]:
    """{number: how it stands} of those projects that are still there; where the revision is as it was, little is read.

    `lost`: true for a job whose server is gone.
    """
    jobs = _by_project(import_jobs.watched(connection, followed, since=now - RECENT_MS))
    sources = _by_project([(row.project, row) for row in news.sources(connection, followed)])
    found = {}
    for row in news.revisions(connection, followed):
        known = _known(connection, row, followed[row.id])
        found[row.id] = replace(
            known,
            imports={job.import_id: progress_of(job, lost=lost(job)) for job in jobs.get(row.id, [])},
            sources={one.source_id: _source(one, now) for one in sources.get(row.id, [])},
        )
    return found


def verdicts_since(connection: Connection, project: int, review_id: str) -> list[VerdictGiven] | None:
    """The verdicts that came after that one, "" for all; None when they are more than MOST, or that one is gone."""
    after = news.verdict_number(connection, project, review_id) if review_id else 0
    if after is None:
        return None
    rows = news.verdicts(connection, project, after=after, limit=MOST + 1)
    return None if len(rows) > MOST else [_verdict(row) for row in rows]


def _known(connection: Connection, row: Any, followed: Followed) -> Standing:
    """What hangs on the revision: as it was, or read anew."""
    made, as_of = (row.project_id, row.created_at), time(row.changed_at) or ""
    before = followed.before if followed.before is not None and followed.before.made == made else None
    if before is not None and _holds(before, row.revision, as_of, followed.viewers):
        return replace(before, verdicts=[])
    return Standing(
        made=made,
        revision=Revision(row.revision, as_of, projects.recomputing(connection, row.id)),
        alerts={viewer: _alerts(connection, row, viewer) for viewer in followed.viewers},
        imports={},
        sources={},
        newest=news.newest_verdict(connection, row.id),
        verdicts=[] if before is None else verdicts_since(connection, row.id, before.newest),
    )


def _holds(before: Standing, revision: int, as_of: str, viewers: frozenset[str | None]) -> bool:
    known = before.revision.revision, before.revision.as_of
    return known == (revision, as_of) and viewers <= set(before.alerts)


def _alerts(connection: Connection, row: Any, viewer: str | None) -> OpenAlerts:
    count, newest = news.open_alerts(connection, row.id, viewer)
    return OpenAlerts(count, None if newest is None else AlertRow(**fields_of(row.project_id, newest)))


def _verdict(row: Any) -> VerdictGiven:
    return VerdictGiven(
        review_id=row.review_id,
        image_id=row.image_id,
        annotator_id=row.annotator_id,
        reviewer_id=row.reviewer,
        verdict=VERDICTS[row.verdict - 1],
        at=time(row.at) or "",
        revision=row.revision,
    )


def _source(row: Any, now: int) -> SourceState:
    running = row.started_at is not None and row.started_at > now - LEASE_MS
    return SourceState(row.source_id, row.state, running, time(row.pulled_at))


def _by_project(rows: Collection[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for project, row in rows:
        found.setdefault(project, []).append(row)
    return found
