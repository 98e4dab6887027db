"""Who reviews how: how much, how fast, and how far their verdicts hold."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from labelqa.metrics.interval import wilson
from labelqa.metrics.pace import Pace, pace
from labelqa.model import VERDICTS, Project
from labelqa.reports import cursor, report
from labelqa.reports.figures import share, time
from labelqa.reports.overturned import Lasting, Verdict, lasting
from labelqa.reports.parameters import Cursor, Limit, Since, Until, window
from labelqa.store import Connection
from labelqa.store import reviewing as stored
from labelqa.store.reviewing import Given
from labelqa.store.reviews import APPROVED
from labelqa.store.totals import Window
from labelqa.tally import DAY_MS, ONE

MOST = 100_000
"""Reviews that one answer goes through in order; above it only counts are served."""


@dataclass(frozen=True, slots=True)
class ReviewerRow:
    """One reviewer. A rate stands beside the number it is over; null is not measured, never 0.

    `n_reviews` verdicts given, as `approved`, `rejected` and `corrected`, of which `undone` were taken back since.
    `median_seconds` from one look to the next and `reviews_per_hour` are over the `n_paced` steps of their sittings.
    `overturned` verdicts were taken back, or another reviewer said the opposite of the same revision later. `conflicts`
    counts revisions on which their latest verdict and another's say the opposite. `truth_agreement` is the share right
    of `n_truth` verdicts on current answers whose image has a truth: approved with a pair score with the truth of at
    least the project's `iou_threshold`, or rejected below it.
    """

    reviewer_id: str
    n_reviews: int
    approved: int
    rejected: int
    corrected: int
    undone: int
    median_seconds: float | None
    reviews_per_hour: float | None
    n_paced: int
    overturned: int | None
    overturn_rate: float | None
    overturn_ci95: tuple[float, float] | None
    conflicts: int | None
    truth_agreement: float | None
    truth_agreement_ci95: tuple[float, float] | None
    n_truth: int
    last_active: str | None


@dataclass(frozen=True, slots=True)
class Reviewers:
    """A page of reviewers. `n_unnamed` reviews name nobody and are in no row.

    `complete`: false above 100,000 reviews; then only counts are served, and a window of days gives the rest.
    """

    reviewers: list[ReviewerRow]
    n_unnamed: int
    iou_threshold: float
    complete: bool
    recomputing: int
    next: str | None


@dataclass(frozen=True, slots=True)
class Followed:
    """What the reviews in order come to, by reviewer."""

    pace: Mapping[str, Pace]
    lasting: Lasting
    truth: Mapping[str, tuple[int, int]]


@report(table="reviewers")
def reviewers(
    connection: Connection,
    project: Project,
    *,
    since: Since = None,
    until: Until = None,
    limit: Limit = 100,
    cursor_: Cursor = None,
    viewer: str | None = None,
) -> Reviewers:
    """Every reviewer with their verdicts, their pace, and how far their verdicts hold.

    Days are those of the reviews; what came later still overturns a verdict. A review that names no reviewer
    contradicts nobody. Pace, overturned verdicts, conflicts and agreement with the truth go through up to 100,000
    reviews in order; above that they are null, and a window of days gives them. An own key sees its own row alone.
    """
    days = window(since, until)
    query = [project.project_id, "reviewers", since, until, viewer]
    place = cursor.decode(cursor_, query, "s")
    given = stored.given(connection, project.number, days)
    followed = _followed(connection, project, days)
    named = {who: own for who, own in given.items() if who is not None}
    listed = [who for who in sorted(named) if viewer in (None, who) and (place is None or who > str(place[0]))]
    return Reviewers(
        reviewers=[_row(who, named[who], followed) for who in listed[:limit]],
        n_unnamed=sum(given[None].verdicts.values()) if None in given else 0,
        iou_threshold=project.iou_threshold,
        complete=followed is not None,
        recomputing=project.recomputing,
        next=cursor.encode([listed[limit - 1]], query) if len(listed) > limit else None,
    )


def _followed(connection: Connection, project: Project, days: Window) -> Followed | None:
    """The reviews in order; None when there are more than are gone through."""
    rows = stored.history(connection, project.number, days, MOST + 1)
    if len(rows) > MOST:
        return None
    end = None if days[1] is None else (days[1] + 1) * DAY_MS
    times: dict[str, list[int]] = defaultdict(list)
    verdicts = []
    for r in rows:
        counted = end is None or r.at < end
        judged = r.image, r.annotator, r.revision
        verdicts.append(Verdict.of(r.reviewer, judged, r.verdict, undone=r.undone_at is not None, counted=counted))
        if counted:
            times[r.reviewer].append(r.at)
    paces = {who: pace(own) for who, own in times.items()}
    return Followed(paces, lasting(verdicts), _beside_truth(connection, project, days))


def _beside_truth(connection: Connection, project: Project, days: Window) -> Mapping[str, tuple[int, int]]:
    """{reviewer: (right, all)} of their latest verdicts on answers that can be held against a truth."""
    bar = int(project.iou_threshold * ONE + 0.5)
    latest = {
        (r.reviewer, r.image, r.annotator): (r.verdict, r.score >= bar)
        for r in stored.beside_truth(connection, project.number, days)
    }
    right, every = Counter[str](), Counter[str]()
    for (who, _, _), (verdict, good) in latest.items():
        if VERDICTS[verdict - 1] != "corrected":
            every[who] += 1
            right[who] += (verdict == APPROVED) == good
    return {who: (right[who], n) for who, n in every.items()}


def _row(who: str, own: Given, found: Followed | None) -> ReviewerRow:
    n = sum(own.verdicts.values())
    speed = Pace(None, None, 0) if found is None else found.pace.get(who, Pace(None, None, 0))
    gone = None if found is None else found.lasting.overturned[who]
    right, n_truth = (0, 0) if found is None else found.truth.get(who, (0, 0))
    return ReviewerRow(
        reviewer_id=who,
        n_reviews=n,
        approved=own.verdicts.get(1, 0),
        rejected=own.verdicts.get(2, 0),
        corrected=own.verdicts.get(3, 0),
        undone=own.undone,
        median_seconds=speed.median_seconds,
        reviews_per_hour=speed.per_hour,
        n_paced=speed.n,
        overturned=gone,
        overturn_rate=None if gone is None else share(gone, n),
        overturn_ci95=None if gone is None else wilson(gone, n),
        conflicts=None if found is None else found.lasting.conflicts[who],
        truth_agreement=share(right, n_truth),
        truth_agreement_ci95=wilson(right, n_truth) if n_truth else None,
        n_truth=n_truth,
        last_active=time(own.last),
    )
