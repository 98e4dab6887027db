"""A reviewer's decisions: verdicts on annotations as they stand, corrections, and taking either back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from labelqa.errors import Conflict, quoted
from labelqa.ingest.alerts import evaluate
from labelqa.ingest.correcting import correct
from labelqa.ingest.reviews import Row, judge, judgements, settle
from labelqa.ingest.touch import touch
from labelqa.model import VERDICTS, Project, Review
from labelqa.store import Connection, annotations, projects
from labelqa.store import reviews as stored
from labelqa.store.reviews import NO_VERDICT, Place


@dataclass(frozen=True, slots=True)
class Judged:
    """What reviews changed: how many are new, the project's revision after it, the stored row of each in order."""

    added: int
    revision: int
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Undone:
    """The project's revision after a verdict was taken back, and how the annotation stands now."""

    revision: int
    annotation_revision: int
    verdict: str | None


def write_reviews(connection: Connection, project: Project, reviews: Sequence[Review], *, now: int) -> Judged:
    """Stores verdicts, and the corrections that come with them as new revisions, inside the transaction given.

    Raises NotFound for an annotation that is not there, StaleRevision when a row judges a revision that is no longer
    current, BadInput for a correction that cannot be stored; nothing is stored then.
    """
    given, current = judgements(connection, project, reviews)
    given, changed = correct(connection, project, given, current)
    found = judge(connection, project, given, changed, now=now, renew=True)
    annotations.put(connection, list(changed.values()))
    if not found.count:
        return Judged(0, project.revision, found.rows)
    return Judged(found.count, _done(connection, project, found.places, now), found.rows)


def undo_review(connection: Connection, project: Project, review_id: str, *, by: str | None, now: int) -> Undone:
    """Takes a verdict back: it stays in the history and counts nowhere. A second time changes nothing.

    Taking a correction back makes the judged revision current again. Raises NotFound; Conflict when a newer answer
    came in, or the corrected one was judged.
    """
    row = stored.get(connection, project.number, review_id)
    place = row.image, row.annotator
    current = annotations.stored(connection, project.number, [row.image])[place]
    if row.undone_at is not None:
        return _undone(project.revision, current)
    changed: dict[Place, dict[str, Any]] = {}
    if row.corrected_to is not None:
        changed[place] = _restored(connection, project, row, current)
    stored.undo(connection, row.id, at=now, by=by)
    settle(connection, project, {place}, changed)
    annotations.put(connection, list(changed.values()))
    revision = _done(connection, project, {place}, now)
    return _undone(revision, annotations.stored(connection, project.number, [row.image])[place])


def _undone(revision: int, current: Row) -> Undone:
    verdict = current["verdict"]
    return Undone(revision, current["revision"], None if verdict is None else VERDICTS[verdict - 1])


def _restored(connection: Connection, project: Project, row: Any, current: dict[str, Any]) -> dict[str, Any]:
    """The judged revision as the current row; the corrected one goes into the history in its place."""
    place, what = (row.image, row.annotator), f"the correction {quoted(row.review_id)}"
    if current["revision"] != row.corrected_to:
        text = f"revision {current['revision']} came in after {what}, which made revision {row.corrected_to}"
        raise Conflict(f"{text}; judge the newer one instead")
    others = stored.of(connection, project.number, [place])[place]
    later = [r for r in others if r.revision == row.corrected_to and r.undone_at is None]
    if later:
        raise Conflict(
            f"revision {row.corrected_to}, made by {what}, was judged; take {later[-1].review_id} back first"
        )
    before = annotations.unkeep(connection, project.number, place, row.revision)
    if before is None:
        raise Conflict(f"revision {row.revision}, judged by {what}, is not stored here; send the answer again")
    annotations.keep(connection, [current])
    return {**before, **NO_VERDICT}


def _done(connection: Connection, project: Project, places: set[Place], now: int) -> int:
    """Facts, totals and alerts of what was judged; the project's revision after it."""
    evaluate(connection, project, touch(connection, project, {number for number, _ in places}), now=now)
    return projects.advance(connection, project.number, now=now)
