"""What reviewers said of an answer: `reviews`, or else the last thing that was done with it."""

from labelqa.errors import BadInput
from labelqa.formats import values
from labelqa.formats.label_studio.names import Row
from labelqa.formats.label_studio.words import moment, user
from labelqa.formats.values import under, wrong
from labelqa.model import Remark, Review, Skipped, Verdict

UNDECIDED = "review without a verdict"
_ACTIONS: dict[str, Verdict] = {"accepted": "approved", "rejected": "rejected", "fixed_and_accepted": "corrected"}


def reviews(
    row: Row, annotator: str, changed: int | None, notes: list[Skipped | Remark], place: str
) -> tuple[Review, ...]:
    """The verdicts on an answer in the order of time, their image left open.

    Without `reviews`, `last_action` may be one, by nobody in particular, at the time of the last change.
    """
    rows = row.get("reviews")
    if rows is None or rows == []:
        action = row.get("last_action")
        verdict = _ACTIONS.get(action) if type(action) is str else None
        return () if verdict is None else (Review("", annotator, verdict, at=changed),)
    if type(rows) is not list:
        raise wrong("/reviews", f"{values.shown(rows)} is not a list")
    found = []
    for i, one in enumerate(rows):
        try:
            review = _review(one, annotator, changed)
        except BadInput as error:
            raise under(f"/reviews/{i}", error) from None
        if review is None:
            notes.append(Skipped(UNDECIDED, f"{place}/reviews/{i}"))
        else:
            found.append(review)
    return tuple(sorted(found, key=lambda review: review.at or 0))


def _review(row: object, annotator: str, changed: int | None) -> Review | None:
    if type(row) is not dict:
        return None
    verdict = _verdict(row)
    if verdict is None:
        return None
    at, reason = moment(row.get("created_at"), "/created_at"), row.get("comment")
    return Review(
        "",
        annotator,
        verdict,
        reviewer_id=user(row.get("created_by"), "/created_by"),
        reason=values.prose(reason, "/comment") if type(reason) is str else None,
        at=changed if at is None else at,
    )


def _verdict(row: Row) -> Verdict | None:
    if row.get("fixed_annotation_history") is not None:
        return "corrected"
    accepted = row.get("accepted")
    return None if type(accepted) is not bool else "approved" if accepted else "rejected"
