"""Reviewers turn down too much of one annotator's recent work."""

from labelqa.metrics.interval import wilson
from labelqa.rules import Alert, rule
from labelqa.rules.evidence import Evidence

APPROVED = 1


@rule(scope="annotator")
def low_approval(
    evidence: Evidence, annotator_id: str, *, bar: float = 0.70, window: float = 50, minimum: float = 20
) -> list[Alert]:
    """Fewer than `bar` of the annotator's last `window` decisions were approvals, with at least `minimum` decisions.

    A decision is the latest verdict of an annotation, by time; `corrected` is not approved. `error` when the upper
    bound of the Wilson 95 % interval lies below the bar too.
    """
    decisions = evidence.decisions(annotator_id, int(window))
    n, approved = len(decisions), sum(verdict == APPROVED for _, verdict in decisions)
    if n < minimum or approved >= bar * n:
        return []
    low, high = wilson(approved, n)
    return [
        Alert(
            type="low_approval",
            severity="error" if high < bar else "warning",
            message=f"{annotator_id}: {approved} of the last {n} approved "
            f"({approved / n:.0%}, 95 % interval {low:.0%} to {high:.0%}), below {bar:.0%}",
            recommended_action=f"Go through the rejected annotations and their reasons with {annotator_id}, "
            "then check the guideline.",
            subject_kind="annotator",
            subject_id=annotator_id,
            value=approved / n,
            threshold=bar,
            n=n,
            since=decisions[0][0],
            images={"annotator": annotator_id, "status": "rejected"},
        )
    ]
