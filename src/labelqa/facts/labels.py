"""What persons' image-level labels on one image add to the label tallies (metrics, section 2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from labelqa.facts.agreement import day_of, nth_time
from labelqa.model import Answer
from labelqa.tally import BY_NAME, ONE, Bag, count, div

LABEL, LABEL_PAIR = BY_NAME["label"], BY_NAME["label_pair"]


def rating(answer: Answer) -> int | None:
    """The one image-level class of an answer; None when it was not asked, or is not exactly one."""
    return answer.labels[0] if answer.labels is not None and len(answer.labels) == 1 else None


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """Share of agreeing pairs x 2^30 (None: fewer than two ratings) and when the second rating came."""

    n: int
    value: int | None
    times: tuple[int | None, ...]


def label_agreement(bag: Bag, people: Sequence[Answer]) -> LabelAgreement:
    """Adds every two ratings once, under the number of ratings and the two classes."""
    rated = [(p, k) for p in people if (k := rating(p)) is not None]
    times = tuple(p.submitted_at for p, _ in rated)
    if len(rated) < 2:
        return LabelAgreement(len(rated), None, times)
    day, agreeing, pairs = day_of(nth_time(times, 2)), 0, 0
    for (a, x), (b, y) in combinations(rated, 2):
        count(bag, LABEL, (day, len(rated), min(x, y), max(x, y)), {"pairs": 1})
        count(bag, LABEL_PAIR, (day, a.annotator, b.annotator, x, y), {"images": 1})
        agreeing += x == y
        pairs += 1
    return LabelAgreement(len(rated), div(agreeing * ONE, pairs), times)
