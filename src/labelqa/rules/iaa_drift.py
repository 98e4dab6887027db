"""Annotators agree less than they did."""

from collections.abc import Sequence
from statistics import fmean, variance

from labelqa.rules import Alert, rule
from labelqa.rules.evidence import Evidence
from labelqa.tally import ONE


@rule(scope="project")
def iaa_drift(
    evidence: Evidence,
    _subject: str,
    *,
    drop: float = 0.10,
    window: float = 50,
    reference: float = 200,
    minimum: float = 50,
) -> list[Alert]:
    """Mean agreement of the last `window` shared images lies more than `drop` below that of those before them.

    The reference is up to `reference` images before the window, at least `minimum`, in the order in which images could
    first be compared; all-empty images are left out. Projects with image-level labels alone are judged by the share of
    agreeing pairs. `error` when the drop is more than twice the bar. The message gives z, the drop in standard errors.
    """
    for what, unit in (("iou", "IoU"), ("label_agreement", "label agreement")):
        rows = evidence.comparable(what, int(window + reference))
        if len(rows) >= window + minimum:
            return _drift(rows, int(window), drop, unit)
    return []


def _drift(rows: Sequence[tuple[str, int, int]], window: int, drop: float, unit: str) -> list[Alert]:
    values = [value / ONE for _, _, value in rows]
    before, now = values[:-window], values[-window:]
    fall = fmean(before) - fmean(now)
    if not fall > drop:
        return []
    error = (variance(before) / len(before) + variance(now) / len(now)) ** 0.5
    strength = f" (z {fall / error:.1f})" if error else ""
    return [
        Alert(
            type="iaa_drift",
            severity="error" if fall > 2 * drop else "warning",
            message=f"Agreement ({unit}) fell from {fmean(before):.2f} to {fmean(now):.2f} "
            f"over the last {window} shared images{strength}",
            recommended_action="Compare the newest images with the worst pair, look for a change of guideline, team or "
            "data, and label 25 more images twice.",
            subject_kind="project",
            subject_id="",
            value=fall,
            threshold=drop,
            n=window,
            since=rows[-window][1],
            images={"flag": "low_agreement", "sort": "updated_at"},
        )
    ]
