"""One annotator's answers meet the truth too rarely."""

from collections.abc import Mapping, Sequence

from labelqa.metrics.interval import wilson
from labelqa.rules import Alert, Subject, Watch, rule
from labelqa.rules.bounds import Least, Share
from labelqa.rules.evidence import Evidence
from labelqa.rules.shares import below
from labelqa.store.recent import Checked
from labelqa.tally import ERRORS

MEMORY = 500
"""Newest answers among which the one is looked for with which the accuracy fell below the bar."""
WORDS: Mapping[str, str] = {
    "missed": "objects missed",
    "spurious": "objects where nothing is",
    "localisation": "boxes that fit badly",
    "class": "wrong classes",
    "both": "wrong classes on boxes that fit badly",
    "duplicate": "objects drawn twice",
}


@rule(annotator=Watch())
def low_benchmark(
    evidence: Evidence, subject: Subject, *, bar: Share = 0.70, objects: Least = 30, images: Least = 10
) -> list[Alert]:
    """The annotator's accuracy against the truth, TP / (TP + FP + FN) over all their truth images, lies below `bar`.

    From `objects` (TP + FP + FN) on `images` truth images on. `error` when the upper bound of the Wilson 95 % interval
    lies below the bar too. `since` is the answer with which it fell below, in the order of the answers' times, then of
    image ids; looked for among the last 500, the first of which it says when it has stood for longer.
    """
    own = evidence.number("annotator", subject.id)
    if own is None or not _low(_counts(evidence.met_truth(own)), bar, objects, images):
        return []
    total = evidence.total("benchmark", annotator=own, label_class=0)
    since = _since(evidence.checked(own, MEMORY), _counts(total), bar, objects, images)
    return [_alert(subject.id, total, bar, since)]


def _counts(total: Mapping[str, int]) -> tuple[int, int, int]:
    """TP, TP + FP + FN, images."""
    return total["tp"], total["tp"] + total["fp"] + total["fn"], total["images"] + total["empty"]


def _low(counts: tuple[int, int, int], bar: float, objects: float, images: float) -> bool:
    tp, n, seen = counts
    return n >= objects and seen >= images and below(tp, n, bar)


def _since(
    answers: Sequence[Checked], counts: tuple[int, int, int], bar: float, objects: float, images: float
) -> int | None:
    """The time of the first answer from which on the accuracy has been too low; None when that is unknown."""
    at, (tp, n, seen) = -1, counts
    for answer in reversed(answers):
        at = answer.at
        tp, n, seen = tp - answer.tp, n - answer.tp - answer.fp - answer.fn, seen - 1
        if not _low((tp, n, seen), bar, objects, images):
            break
    return at if at >= 0 else None


def _alert(annotator_id: str, total: Mapping[str, int], bar: float, since: int | None) -> Alert:
    tp, n, seen = _counts(total)
    low, high = wilson(tp, n)
    errors = {name: total[f"e_{name}"] for name in ERRORS}
    worst = min(errors, key=lambda name: (-errors[name], name))
    return Alert(
        type="low_benchmark",
        severity="error" if high < bar else "warning",
        message=f"{annotator_id}: {tp} of {n} right on {seen} truth images ({100 * tp / n:.0f} %, 95 % interval "
        f"{100 * low:.0f}-{100 * high:.0f} %), below {100 * bar:.0f} %; most of all {WORDS[worst]} ({errors[worst]})",
        recommended_action=f"Show {annotator_id} their most frequent error, {WORDS[worst]}, with examples.",
        subject_kind="annotator",
        subject_id=annotator_id,
        value=tp / n,
        threshold=bar,
        n=n,
        since=since,
        images={"annotator": annotator_id, "series": "truth"},
    )
