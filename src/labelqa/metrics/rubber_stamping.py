"""Whether somebody passes a model's suggestions on without looking at them."""

from dataclasses import dataclass
from typing import Literal

from labelqa.metrics import Rows, total
from labelqa.metrics.proportion import proportion

ENOUGH_WRONG = 20
"""Wrong suggestions seen from which the truth decides. Convention: of 20, 15 must have been left to be sure of half."""
HALF_LEFT = 0.5
"""Share of wrong suggestions left as they were that nobody exceeds who looks at each. Convention."""
ENOUGH_TIMED = 100
"""Suggestions in timed answers from which time decides. Fewer than 73 cannot be sure of 0.95 even if all were kept."""
NEARLY_ALL = 0.95
"""Share of suggestions kept as they were that counts as all of them. Convention."""

Evidence = Literal["truth", "time"]


@dataclass(frozen=True, slots=True)
class RubberStamping:
    """The finding, None when there is too little to say, and what it rests on."""

    found: bool | None
    evidence: Evidence | None


def rubber_stamping(rows: Rows, min_seconds: float) -> RubberStamping:
    """Whether an annotator passes suggestions on without looking, from rows of the audit tally.

    The truth decides where it can: with at least 20 wrong suggestions seen, yes when the lower bound of the 95 % Wilson
    interval of the share left exactly as they were is above 0.5. Otherwise time decides: with at least 100 suggestions
    in timed answers, yes when the lower bound of the share of all suggestions kept as they were is at least 0.95 and
    the mean time per suggested object is below `min_seconds`. None with less of both.

    Time is the weaker evidence: with a good model, a quick annotator who looks keeps nearly everything too. Half a
    second is the default since one fixation of the eye lasts a quarter to a third of a second: who has less than two
    per object cannot compare a box with what lies below it. All of these bars are conventions.

    >>> row = {"wrong": 20, "wrong_unchanged": 15, "suggested": 90, "unchanged": 85, "objects": 0, "ms": 0}
    >>> rubber_stamping([row], 0.5)
    RubberStamping(found=True, evidence='truth')
    >>> rubber_stamping([{**row, "wrong": 19}], 0.5)
    RubberStamping(found=None, evidence=None)
    """
    wrong, timed = total(rows, "wrong"), total(rows, "objects")
    if wrong >= ENOUGH_WRONG:
        return RubberStamping(_at_least(total(rows, "wrong_unchanged"), wrong) > HALF_LEFT, "truth")
    if timed >= ENOUGH_TIMED:
        nearly_all = _at_least(total(rows, "unchanged"), total(rows, "suggested")) >= NEARLY_ALL
        return RubberStamping(nearly_all and total(rows, "ms") < 1000 * min_seconds * timed, "time")
    return RubberStamping(None, None)


def _at_least(part: int, whole: int) -> float:
    interval = proportion(part, whole).ci95
    return interval[0] if interval else 0.0
