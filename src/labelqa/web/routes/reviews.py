"""Reviews in: verdicts and corrections in batches, all or nothing; one verdict for many; and taking one back."""

import re
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from labelqa.errors import MalformedBody, NotFound, quoted
from labelqa.formats.values import wrong
from labelqa.ingest import Choice, Judged, review_many, undo_review, write_reviews
from labelqa.model import Project, Review
from labelqa.store import Connection
from labelqa.web.answering import changed, done
from labelqa.web.audited import audited
from labelqa.web.auth import Reviewer
from labelqa.web.bodies import batch, whole
from labelqa.web.described import ONCE, described
from labelqa.web.inputs import BulkReview, NewReview, ReviewBatch
from labelqa.web.judged import given, judged
from labelqa.web.query import STRICT, Name
from labelqa.web.services import services
from labelqa.web.writing import Act, Answer

_QUOTED_REVISION = re.compile(r'"[0-9]{1,10}"', re.ASCII)
_ID = re.compile(r"rv_[0-9a-f]{24}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReviewStored:
    """One row of the batch as it is stored: the id to take it back by, and the revision that a correction made."""

    review_id: str
    image_id: str
    annotator_id: str
    revision: int
    corrected_to: int | None


@dataclass(frozen=True, slots=True)
class ReviewsWritten:
    """How many verdicts were new, and every row in the order of the batch, known ones too."""

    added: int
    revision: int
    reviews: list[ReviewStored]


@dataclass(frozen=True, slots=True)
class BulkWritten:
    """How many annotations were `chosen`, and how many verdicts were new; with `dry_run` nothing was stored."""

    chosen: int
    added: int
    dry_run: bool
    revision: int


@dataclass(frozen=True, slots=True)
class ReviewUndone:
    """The project's revision, and how the annotation stands without the verdict."""

    revision: int
    annotation_revision: int
    verdict: str | None


class By(BaseModel):
    """Who takes it back."""

    model_config = STRICT
    reviewer_id: Name | None = Field(None, description="who takes it back; the id of the key when left out")


@audited(asked=True, needs="added", reads_asked=judged)
@described(ReviewsWritten, body=ReviewBatch, headers=("Idempotency-Key", "If-Match"), statuses=(409, 412))
async def post_reviews(request: Request, caller: Reviewer) -> Response:
    """Stores verdicts on annotations.

    A row that names the `revision` it judges is refused when another is current (412), and the whole batch with it.
    For one row `If-Match` does the same. Without either the verdict is on the annotation as it stands.

    With the verdict `corrected` a row may carry `objects`, `labels` or both: they become the next revision of the
    annotation, which stands as corrected until it is judged itself. The judged one is kept.
    """
    expected = _expected(request)

    def prepare(value: Any) -> Act:
        rows = batch(value, ReviewBatch)
        if expected is not None and len(rows) != 1:
            raise wrong("/reviews", f"If-Match stands for one review; there are {len(rows)}")
        reviews = [_review(row, expected) for row in rows]

        def act(connection: Connection, project: Project) -> Answer:
            return Answer.of(200, _written(write_reviews(connection, project, reviews, now=_now(request)), reviews))

        return act

    return await changed(request, caller, "post_reviews", prepare)


@audited(asked=True, unless="dry_run")
@described(BulkWritten, body=BulkReview, **ONCE)
async def post_bulk_review(request: Request, caller: Reviewer) -> Response:
    """Approves or rejects many annotations at once, up to 10,000, all or none.

    `where` says which: of these images, of this annotator, on images of this status or with this flag; all that is
    given must hold. Annotations that carry a verdict already are left out unless `where.verdict` asks for them. With
    `dry_run` the answer says how many would be judged, and nothing is stored.
    """

    def prepare(value: Any) -> Act:
        body = whole(value, BulkReview)
        where = body.where
        choice = Choice(where.image_ids, where.annotator_id, where.status, where.flag, where.verdict)

        def act(connection: Connection, project: Project) -> Answer:
            found = review_many(
                connection,
                project,
                choice,
                body.verdict,
                reason=body.reason,
                reviewer_id=body.reviewer_id,
                dry_run=body.dry_run,
                now=_now(request),
            )
            return Answer.of(200, BulkWritten(found.chosen, found.added, body.dry_run, found.revision))

        return act

    return await changed(request, caller, "post_bulk_review", prepare)


@audited("review_id", given)
@described(ReviewUndone, **ONCE)
async def delete_review(request: Request, caller: Reviewer, review_id: str, query: Annotated[By, Query()]) -> Response:
    """Takes a verdict back: it stays in the history of its annotation and counts nowhere.

    Taking a correction back makes the judged answer current again, unless a newer one came in or the corrected one was
    judged meanwhile (409). The same verdict may be given again.
    """

    if not _ID.fullmatch(review_id):
        raise NotFound(f"there is no review {quoted(review_id)} in this project")

    def act(connection: Connection, project: Project) -> Answer:
        by = query.reviewer_id or caller.key.key_id
        found = undo_review(connection, project, review_id, by=by, now=_now(request))
        return Answer.of(200, ReviewUndone(found.revision, found.annotation_revision, found.verdict))

    return await done(request, caller, "delete_review", act)


def _now(request: Request) -> int:
    return services(request).clock()


def _written(found: Judged, given: list[Review]) -> ReviewsWritten:
    rows = [
        ReviewStored(row["review_id"], review.image_id, review.annotator_id, row["revision"], row["corrected_to"])
        for row, review in zip(found.rows, given, strict=True)
    ]
    return ReviewsWritten(found.added, found.revision, rows)


def _expected(request: Request) -> int | None:
    """The revision that If-Match names, quoted; None where it names none or any."""
    given = request.headers.get("if-match", "").strip()
    if given in ("", "*"):
        return None
    if not _QUOTED_REVISION.fullmatch(given):
        raise MalformedBody(f'If-Match {quoted(given)} is no revision; write it in quotes, as in "3"')
    return int(given[1:-1])


def _review(row: NewReview, expected: int | None) -> Review:
    if None not in (row.revision, expected) and row.revision != expected:
        raise wrong("/reviews/0/revision", f"is {row.revision}, and If-Match says {expected}")
    return row.judging(expected)


def add_routes(v1: APIRouter) -> None:
    """Adds these routes."""
    v1.add_api_route("/projects/{project_id}/reviews", post_reviews, methods=["POST"])
    v1.add_api_route("/projects/{project_id}/reviews/bulk", post_bulk_review, methods=["POST"])
    v1.add_api_route("/projects/{project_id}/reviews/{review_id}", delete_review, methods=["DELETE"])
