"""Reviewers turn down too much of one annotator's recent work."""

from collections.abc import Sequence
from itertools import accumulate

from labelqa.metrics.interval import wilson
from labelqa.rules import Alert, Subject, Watch, rule
from labelqa.rules.bounds import Level, Share, Window
from labelqa.rules.evidence import Evidence
from labelqa.rules.shares import below
from labelqa.store.recent import Decision

APPROVED = 1
MEMORY = 2_000
"""Decisions that are gone through, from a state in which nothing is raised."""
NEAR = 50
"""Windows that are looked at first: nearly always one of them decides."""


@rule(waits=False, annotator=Watch(), ordered=(("minimum", "window"),))
def low_approval(
    evidence: Evidence,
    subject: Subject,
    *,
    bar: Share = 0.70,
    margin: Level = 0.05,
    window: Window = 50,
    minimum: Window = 20,
) -> list[Alert]:
    """Fewer than `bar` of the annotator's last `window` decisions were approvals, with at least `minimum` decisions.

    A decision is the latest verdict of an annotation; they are in the order of time, then of image ids; `corrected` is
    not approved. Once raised it stands until at least `bar` + `margin` are approvals. `error` when the upper bound of
    the Wilson 95 % interval lies below the bar too. Memory: the last 2,000 decisions.
    """
    own = evidence.number("annotator", subject.id)
    if own is None:
        return []
    clear = min(1.0, bar + margin)
    for most in (int(window) + NEAR, MEMORY):
        decisions = evidence.decisions(own, most)
        whole = len(decisions) < most or most == MEMORY
        decided, raised = _since(decisions, int(window), int(minimum), (bar, clear), whole)
        if decided:
            break
    if raised is None:
        return []
    return [_alert(subject.id, decisions[-int(window) :], bar, clear, raised)]


def _since(
    decisions: Sequence[Decision], window: int, minimum: int, bars: tuple[float, float], whole: bool
) -> tuple[bool, Decision | None]:
    """Whether these decisions decide, and the one that raised what stands; None when nothing does.

    `whole`: nothing before these decisions counts, so that the first windows are shorter ones.
    """
    approved = [0, *accumulate(d.verdict == APPROVED for d in decisions)]
    raised: Decision | None = None
    first = minimum - 1 if whole else window - 1
    for last in range(len(decisions) - 1, first - 1, -1):
        start = max(0, last + 1 - window)
        n, k = last + 1 - start, approved[last + 1] - approved[start]
        if not below(k, n, bars[1]):
            return True, raised
        raised = decisions[last] if below(k, n, bars[0]) else raised
    return whole, raised


def _alert(annotator_id: str, decisions: Sequence[Decision], bar: float, clear: float, raised: Decision) -> Alert:
    n, approved = len(decisions), sum(d.verdict == APPROVED for d in decisions)
    low, high = wilson(approved, n)
    standing = (
        f"below {100 * bar:.0f} %"
        if below(approved, n, bar)
        else f"raised below {100 * bar:.0f} %, over at {100 * clear:.0f} %"
    )
    return Alert(
        type="low_approval",
        severity="error" if high < bar else "warning",
        message=f"{annotator_id}: {approved} of the last {n} approved "
        f"({100 * approved / n:.0f} %, 95 % interval {100 * low:.0f}-{100 * high:.0f} %), {standing}",
        recommended_action=f"Go through the rejected annotations and their reasons with {annotator_id}, "
        "then check the guideline.",
        subject_kind="annotator",
        subject_id=annotator_id,
        value=approved / n,
        threshold=bar,
        n=n,
        since=raised.at,
        images={
            "annotator": annotator_id,
            "series": "decided",
            "first": decisions[0].name,
            "last": decisions[-1].name,
        },
    )
