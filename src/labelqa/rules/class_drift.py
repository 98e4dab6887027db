"""The mixture of classes changed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from labelqa.facts.series import RAISED
from labelqa.metrics.homogeneity import Shift, shift
from labelqa.rules import ANSWERED, OWN, Alert, Luck, Subject, Watch, rule
from labelqa.rules.bounds import Every, Level, Share, Window
from labelqa.rules.evidence import Evidence
from labelqa.rules.steps import behind, step
from labelqa.store.recent import Drawn

MEMORY = 500
"""Images that are gone through, from a state in which nothing is raised."""
SEVERE = 3
"""A distance of more than so many times the bar is an `error`."""
NOTABLE = 0.01
"""A chance above which luck explains the shift: it is over, however far the shares lie apart."""


def _tested(evidence: Evidence, settings: Mapping[str, float]) -> int:
    enough = settings["window"] + settings["minimum"]
    return sum(n >= enough for who, n in evidence.answered.items() if who in evidence.persons)


def _memory(settings: Mapping[str, float]) -> int:
    """So many images that the windows of all at which it is judged are whole."""
    return MEMORY + int(settings["window"]) + int(settings["reference"])


@dataclass(frozen=True, slots=True)
class _Bars:
    window: int
    reference: int
    minimum: int
    objects: int
    distance: float
    back: float
    sure: float

    def up(self, found: Shift) -> bool:
        return found.chance < self.sure and found.distance > self.distance

    def over(self, found: Shift) -> bool:
        return found.distance < self.back or found.chance >= max(NOTABLE, self.sure)


@rule(
    project=Watch((ANSWERED,), stepwise=True, memory=_memory),
    annotator=Watch((OWN,), stepwise=True, kept=RAISED + 2, tested=_tested, memory=_memory),
    ordered=(("back", "distance"), ("minimum", "reference")),
)
def class_drift(
    evidence: Evidence,
    subject: Subject,
    *,
    distance: Share = 0.1,
    back: Level = 0.07,
    sure: Share = 0.001,
    window: Window = 200,
    reference: Window = 1000,
    minimum: Window = 200,
    objects: Window = 100,
    every: Every = 10,
    luck: Share = 0.05,
) -> list[Alert]:
    """The classes of the last `window` annotated images are mixed otherwise than those of the images before them.

    Up to `reference` images before the window, at least `minimum`, and `objects` objects of persons in each; in the
    order of first answers, then by id. Raised when luck gives such a shift in less than `sure` of all cases (chi-square
    test of homogeneity) and the Jensen-Shannon distance is above `distance`; over when the distance is below `back`, or
    luck gives it in 1 % or more. Between the two, what held last holds. `error` above three times the bar.

    Also for each annotator, in the order of their own answers; among these, at most a share of `luck` of the alerts is
    left to chance (Benjamini and Hochberg 1995). Judged at one image in `every` by name; memory: the last 500 images.
    """
    bars = _Bars(int(window), int(reference), int(minimum), int(objects), distance, back, sure)
    memory = _memory({"window": window, "reference": reference})
    if subject.kind == "project":
        later = behind(lambda most: [p.name for p in reversed(evidence.annotated(most))], every)
        if later is None or _quiet(evidence, bars, later):
            return []
        entries = evidence.objects_by_image(evidence.annotated(memory + later))
    else:
        own = evidence.number("annotator", subject.id)
        if own is None or evidence.answered.get(own, 0) < bars.window + bars.minimum:
            return []
        later = behind(lambda most: evidence.newest_own(own, most), every)
        if later is None or _quiet_own(evidence, own, bars, later):
            return []
        entries = evidence.drawn(own, memory + later)
    return _judged(evidence, subject, entries[: len(entries) - later], bars, every)


def _quiet(evidence: Evidence, bars: _Bars, later: int) -> bool:
    """True when the sums of the two windows alone say that nothing is raised, as they nearly always do."""
    if evidence.annotated_at(later + bars.window + bars.minimum - 1) is None:
        return True
    current = evidence.objects(later, bars.window)
    return _still(current, evidence.objects(later + bars.window, bars.reference), bars)


def _quiet_own(evidence: Evidence, annotator: int, bars: _Bars, later: int) -> bool:
    """The same of one annotator, without looking at each answer."""
    current, before = evidence.drawn_classes(annotator, later, (bars.window, bars.reference))
    if len(before) < bars.minimum:
        return True
    return _still(_counted(current), _counted(before), bars)


def _counted(answers: Sequence[bytes]) -> Counter[int]:
    found, counts = np.unique(np.frombuffer(b"".join(answers), "<i4"), return_counts=True)
    return Counter(dict(zip(found.tolist(), counts.tolist(), strict=True)))


def _still(current: Counter[int], before: Counter[int], bars: _Bars) -> bool:
    found = _shift(current, before, bars)
    return found is None or bars.over(found)


def _shift(current: Counter[int], before: Counter[int], bars: _Bars) -> Shift | None:
    enough = min(current.total(), before.total()) >= bars.objects
    return shift(current, before) if enough else None


@dataclass(frozen=True, slots=True)
class _Found:
    """A shift with the windows it was found in; the newest image of the window is at `place`."""

    place: int
    shift: Shift
    current: Counter[int]
    before: Counter[int]


class _Sums:
    """Objects by class, added up along an order of images."""

    def __init__(self, entries: Sequence[Drawn]) -> None:
        self.classes = sorted({k for e in entries for k in e.objects})
        columns = {k: column for column, k in enumerate(self.classes)}
        counts = np.zeros((len(entries) + 1, len(columns)), np.int64)
        for row, entry in enumerate(entries, 1):
            for k, n in entry.objects.items():
                counts[row, columns[k]] = n
        self._sums = counts.cumsum(axis=0)

    def of(self, start: int, stop: int) -> Counter[int]:
        """The objects of the images from one place up to another."""
        counted = (self._sums[stop] - self._sums[start]).tolist()
        return Counter(dict(zip(self.classes, counted, strict=True)))


def _back(entries: Sequence[Drawn], bars: _Bars, every: float) -> Iterator[_Found | None]:
    """What is found at each image that is judged, from the newest; None where there is too little."""
    sums = _Sums(entries)
    for last in range(len(entries) - 1, max(-1, len(entries) - 1 - MEMORY), -1):
        if not step(entries[last].name, every):
            continue
        middle = last + 1 - bars.window
        if middle < bars.minimum:
            yield None
            continue
        current, before = sums.of(middle, last + 1), sums.of(max(0, middle - bars.reference), middle)
        found = _shift(current, before, bars)
        yield None if found is None else _Found(last, found, current, before)


def _judged(evidence: Evidence, subject: Subject, entries: Sequence[Drawn], bars: _Bars, every: float) -> list[Alert]:
    newest = raised = None
    surest = 1.0
    for found in _back(entries, bars, every):
        if found is None or bars.over(found.shift):
            break
        newest = newest or found
        if bars.up(found.shift):
            raised, surest = found, min(surest, found.shift.chance)
    if newest is None or raised is None:
        return []
    return [_alert(evidence, subject, entries, bars, newest, (raised, surest))]


def _alert(
    evidence: Evidence,
    subject: Subject,
    entries: Sequence[Drawn],
    bars: _Bars,
    newest: _Found,
    raised: tuple[_Found, float],
) -> Alert:
    at, first, last = entries[raised[0].place], entries[newest.place + 1 - bars.window], entries[newest.place]
    own: dict[str, str] = {} if subject.kind == "project" else {subject.kind: subject.id}
    name, before, now = _most_changed(evidence.classes, newest)
    went = "rose" if now > before else "fell"
    whose = f"{subject.id}: " if own else ""
    return Alert(
        type="class_drift",
        severity="error" if newest.shift.distance > SEVERE * bars.distance else "warning",
        message=f"{whose}'{name}' {went} from {100 * before:.0f} % to {100 * now:.0f} % of objects "
        f"in the last {bars.window} images",
        recommended_action=f"Check whether the data or the reading of '{name}' changed.",
        subject_kind=subject.kind,
        subject_id=subject.id,
        value=newest.shift.distance,
        threshold=bars.distance,
        n=bars.window,
        since=at.at,
        images={**own, "series": "answered", "first": first.name, "last": last.name},
        luck=Luck(raised[1], at.at, at.name, at.image) if own else None,
    )


def _most_changed(classes: Mapping[int, str], found: _Found) -> tuple[str, float, float]:
    """The class whose share changed most, the first by name of equals, with its shares before and now."""
    sizes = found.before.total(), found.current.total()
    shares = [
        (classes[k], found.before[k] / sizes[0], found.current[k] / sizes[1])
        for k in found.before.keys() | found.current.keys()
    ]
    return min(shares, key=lambda s: (-abs(s[2] - s[1]), s[0]))
