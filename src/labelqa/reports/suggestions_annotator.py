"""One person in the audit of auto-labels: what they keep, what they let pass, how long they look."""

from collections.abc import Mapping
from dataclasses import dataclass

from labelqa.metrics.proportion import proportion
from labelqa.metrics.rubber_stamping import rubber_stamping
from labelqa.reports.figures import share


@dataclass(frozen=True, slots=True)
class AuditedAnnotator:
    """One person who was shown suggestions, over all models or the one asked for.

    `n_answers`: answers that started from suggestions, one per image and model; `n_suggested`: the objects in them.
    `accept_rate`: the share kept as they were. Against the truth: of `n_wrong` wrong suggestions the share left exactly
    as they were, of `n_right` right ones the share made wrong or taken away. `seconds_per_suggestion`: mean time per
    suggested object, over `n_timed` of them. `rubber_stamping`: suggestions are passed on without looking, by
    `evidence` (`truth` or `time`); null when there is too little to say. The rule: `labelqa.metrics.rubber_stamping`.
    """

    annotator_id: str
    n_answers: int
    n_suggested: int
    accept_rate: float | None
    accept_rate_ci95: tuple[float, float] | None
    n_wrong: int
    wrong_left_rate: float | None
    wrong_left_rate_ci95: tuple[float, float] | None
    n_right: int
    spoilt_rate: float | None
    spoilt_rate_ci95: tuple[float, float] | None
    seconds_per_suggestion: float | None
    n_timed: int
    rubber_stamping: bool | None
    evidence: str | None


def audited_annotator(name: str, row: Mapping[str, int], min_seconds: float) -> AuditedAnnotator:
    """The person's figures from their row of the audit tally; `min_seconds`: see `rubber_stamping`."""
    accept, left, spoilt = (
        proportion(row[part], row[whole])
        for part, whole in (("unchanged", "suggested"), ("wrong_unchanged", "wrong"), ("right_spoilt", "right"))
    )
    stamping = rubber_stamping([row], min_seconds)
    return AuditedAnnotator(
        annotator_id=name,
        n_answers=row["images"],
        n_suggested=row["suggested"],
        accept_rate=accept.value,
        accept_rate_ci95=accept.ci95,
        n_wrong=left.n,
        wrong_left_rate=left.value,
        wrong_left_rate_ci95=left.ci95,
        n_right=spoilt.n,
        spoilt_rate=spoilt.value,
        spoilt_rate_ci95=spoilt.ci95,
        seconds_per_suggestion=share(row["ms"], 1000 * row["objects"]),
        n_timed=row["objects"],
        rubber_stamping=stamping.found,
        evidence=stamping.evidence,
    )
