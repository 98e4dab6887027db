"""One annotator is much quicker than the others."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate
from statistics import median

from labelqa.facts.series import RAISED
from labelqa.metrics.median import median_seconds, width
from labelqa.rules import Alert, Severity, Subject, Watch, rule
from labelqa.rules.bounds import Share, Window
from labelqa.rules.evidence import Evidence
from labelqa.store.recent import Timed
from labelqa.tally import ONE

MEMORY = 500
"""Newest answers among which the one is looked for with which the annotator became too quick."""


def pace(evidence: Evidence, annotator: int, settings: Mapping[str, float]) -> tuple[int, Timed] | None:
    """Twice the median milliseconds of an annotator's last timed answers, and the newest of these."""
    answers = evidence.timed(annotator, int(settings["window"]))
    return (round(2 * median(a.ms for a in answers)), answers[-1]) if len(answers) >= settings["minimum"] else None


def hurried(evidence: Evidence, paces: Mapping[int, int], settings: Mapping[str, float]) -> set[int]:
    """Those of the annotators whose pace (twice their median milliseconds) is below the bar."""
    others = _of_others(evidence, paces, settings["share"])
    return {who for who, own in paces.items() if who in others and _below(own / 2, others[who], settings["share"])}


def _of_others(evidence: Evidence, wanted: Mapping[int, int], share: float | None = None) -> dict[int, float | None]:
    """Median milliseconds of all persons but the one named, from the histogram.

    `share`: those are left out whose pace is surely not below so much of it, whatever the exact median. Without an
    annotator's n_a of n answers, the median is at most the value at (n + n_a) / 2 of all.
    """
    steps = evidence.paces()
    everybody: Counter[int] = Counter()
    for own in steps.values():
        everybody.update(own)
    ordered = sorted(everybody)
    reached = list(accumulate(everybody[step] for step in ordered))
    found = {}
    for who, pace in wanted.items():
        if share is not None and reached:
            rank = (reached[-1] + sum(steps.get(who, {}).values())) / 2
            top = ordered[min(bisect_left(reached, rank), len(ordered) - 1)]
            if pace / 2 > share * (top + width(top)):
                continue
        left = [{"bucket": b, "annotations": n - steps.get(who, {}).get(b, 0)} for b, n in everybody.items()]
        seconds = median_seconds(left)
        found[who] = None if seconds is None else 1000 * seconds
    return found


def _below(own: float, others: float | None, share: float) -> bool:
    return others is not None and own < share * others


@rule(annotator=Watch(kept=RAISED + 3), ordered=(("minimum", "window"),))
def rushed_labelling(
    evidence: Evidence, subject: Subject, *, share: Share = 1 / 3, window: Window = 50, minimum: Window = 20
) -> list[Alert]:
    """The median time of the annotator's last `window` timed answers is below a third of the others'.

    From `minimum` timed answers on. The others' median is over all answers of all other persons, from the histogram of
    `median_seconds_per_image`. `warning` when the annotator's mean IoU lies below the project's too, else `info`: time
    alone is a weak signal. `since` is the answer with which the annotator became so quick, measured by the others'
    median of today; looked for among the last 500, the first of which it says when the alert has stood for longer.
    """
    own = evidence.number("annotator", subject.id)
    answers = [] if own is None else evidence.timed(own, MEMORY + int(window))
    if own is None or len(answers) < minimum:
        return []
    others = _of_others(evidence, {own: 0})[own]
    newest = answers[-int(window) :]
    pace = median(a.ms for a in newest)
    if others is None or not _below(pace, others, share):
        return []
    return [
        _alert(
            evidence, (subject.id, own), newest, (pace, others, share), _since(answers, others, share, window, minimum)
        )
    ]


def _since(answers: Sequence[Timed], others: float, share: float, window: float, minimum: float) -> int:
    """The time of the first answer from which on all windows have been too quick."""
    whole, at = len(answers) < MEMORY + window, answers[-1].at
    first = int(minimum if whole else window)
    for stop in range(len(answers), first - 1, -1):
        if not _below(median(a.ms for a in answers[max(0, stop - int(window)) : stop]), others, share):
            break
        at = answers[stop - 1].at
    return at


def _severity(evidence: Evidence, annotator: int) -> tuple[Severity, str]:
    need = max(2, evidence.project.min_annotators)
    own, team = evidence.total("peer", need, annotator=annotator), evidence.total("agreement", need)
    if not own.get("images") or not team.get("images"):
        return "info", ""
    mean, all_mean = (rows["s1"] / (rows["images"] * ONE) for rows in (own, team))
    said = f"; mean IoU {mean:.2f}, the project's {all_mean:.2f}"
    return ("warning" if own["s1"] * team["images"] < team["s1"] * own["images"] else "info"), said


def _alert(
    evidence: Evidence, who: tuple[str, int], newest: Sequence[Timed], figures: tuple[float, float, float], since: int
) -> Alert:
    name, number = who
    pace, others, share = figures
    severity, said = _severity(evidence, number)
    return Alert(
        type="rushed_labelling",
        severity=severity,
        message=f"{name}: median {pace / 1000:.1f} s over the last {len(newest)} timed answers, the others' is "
        f"{others / 1000:.1f} s{said}",
        recommended_action=f"Look at some of the newest answers of {name} before you speak of speed.",
        subject_kind="annotator",
        subject_id=name,
        value=pace / 1000,
        threshold=share * others / 1000,
        n=len(newest),
        since=since,
        images={"annotator": name, "series": "timed", "first": newest[0].name, "last": newest[-1].name},
    )
