"""The simulated reviewers: they look for what is really wrong with an answer, and overlook some of it."""

from collections.abc import Sequence
from random import Random

from labelqa.demo.habits import Fault
from labelqa.demo.timetable import HOUR_MS
from labelqa.model import Review, Verdict

REVIEWERS = ("rita", "sam")
REVIEWED = 0.68
"""Share of the answers that get a review."""
CORRECTED = 0.4
"""Share of the faulty ones that the reviewer mends instead of sending them back."""
OVERRULED = 0.08
"""Share of the answers sent back that the other reviewer approves after all."""
NOTICED: dict[Fault, float] = {"missed": 0.75, "small": 0.1, "class": 0.2, "extra": 0.8, "fit": 0.7}
"""Chance that a reviewer sees a fault."""
REASONS: dict[Fault, str] = {
    "missed": "An object is missing",
    "small": "A small object is missing",
    "class": "Wrong class",
    "extra": "A box without an object",
    "fit": "A box does not fit",
}


def judge(
    random: Random, image_id: str, annotator_id: str, faults: Sequence[Fault], submitted_at: int, end: int
) -> tuple[Review, ...]:
    """The reviews of one answer up to `end`; none if it was not picked, or if its review is still to come."""
    if random.random() >= REVIEWED:
        return ()
    seen = [fault for fault in faults if random.random() < NOTICED[fault]]
    first, second = random.sample(REVIEWERS, 2)
    at = submitted_at + _pause(random)
    verdict: Verdict = "approved"
    if seen:
        verdict = "corrected" if random.random() < CORRECTED else "rejected"
    reason = REASONS[seen[0]] if seen else None
    reviews = [Review(image_id, annotator_id, verdict, reviewer_id=first, reason=reason, at=at)]
    if verdict == "rejected" and random.random() < OVERRULED:
        later = at + _pause(random)
        appeal = "Correct under the guideline"
        reviews.append(Review(image_id, annotator_id, "approved", reviewer_id=second, reason=appeal, at=later))
    return tuple(review for review in reviews if review.at is not None and review.at <= end)


def _pause(random: Random) -> int:
    return round(random.uniform(1, 40) * HOUR_MS)
