"""Annotators agree less than they did."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from labelqa.facts.series import ANNOTATOR, LABEL_CLASS, LABELS, PROJECT, RAISED
from labelqa.metrics.drift import Bars, Standing, chance, standing
from labelqa.rules import Alert, Luck, Subject, Watch, rule
from labelqa.rules.bounds import Errors, Every, Level, Share, Window
from labelqa.rules.evidence import Evidence
from labelqa.rules.steps import behind
from labelqa.store.series import Line

MEMORY, OWN_MEMORY = 1_000, 500
"""Images that are gone through, from a state in which nothing is raised: of the project; of one annotator or class.

A fall stands for half of them at most: by then the reference would lie wholly within the new level.
"""
SEVERE = 6
"""Standard errors above which a fall is an `error`; so is one of more than twice the bar."""
SERIES = {PROJECT: "comparable", ANNOTATOR: "comparable", LABEL_CLASS: "comparable", LABELS: "labels"}
"""The series of the images report that holds a line."""
LINES = {"annotator": ANNOTATOR, "class": LABEL_CLASS}


def _persons(evidence: Evidence, settings: Mapping[str, float]) -> int:
    images = _images(evidence, "peer", "annotator")  # models are in this tally too
    return _enough((n for who, n in images.items() if who in evidence.persons), settings)


def _classes(evidence: Evidence, settings: Mapping[str, float]) -> int:
    return _enough(_images(evidence, "class_agreement", "label_class").values(), settings)


def _images(evidence: Evidence, tally: str, by: str) -> Mapping[int, int]:
    return evidence.counts(tally, by, "images", at_least=max(2, evidence.project.min_annotators))


def _enough(images: Iterable[int], settings: Mapping[str, float]) -> int:
    return sum(n >= settings["window"] + settings["minimum"] for n in images)


def _memory(settings: Mapping[str, float]) -> int:
    longest = max(settings["minimum"], settings["label_window"], settings["reference"])
    labels = settings["label_window"] + longest
    return max(MEMORY, 2 * int(settings["window"] + settings["reference"]), 2 * int(labels))


def _own_memory(settings: Mapping[str, float]) -> int:
    return max(OWN_MEMORY, 2 * int(settings["window"] + settings["reference"]))


@rule(
    project=Watch((PROJECT, LABELS), memory=_memory),
    annotator=Watch((ANNOTATOR,), stepwise=True, kept=RAISED, tested=_persons, memory=_own_memory),
    class_=Watch((LABEL_CLASS,), stepwise=True, kept=RAISED + 1, tested=_classes, memory=_own_memory),
    ordered=(("back", "drop"), ("minimum", "reference")),
)
def iaa_drift(
    evidence: Evidence,
    subject: Subject,
    *,
    drop: Share = 0.10,
    back: Level = 0.05,
    sure: Errors = 3.5,
    window: Window = 50,
    reference: Window = 200,
    minimum: Window = 50,
    label_window: Window = 100,
    every: Every = 10,
    luck: Share = 0.05,
) -> list[Alert]:
    """Mean agreement of the last `window` shared images lies more than `drop` below that of those before them.

    And the fall is sure: more than `sure` standard errors, sqrt(s1^2 / n1 + s2^2 / n2). The reference is up to
    `reference` images before the window, at least `minimum`, in the order in which images could first be compared, then
    by id; all-empty images are left out. While it stands the reference is frozen; it is over when less than `back` is
    left of the fall, or after as many images as half the memory: then the new level is the reference. `error` when the
    fall is more than twice the bar, or more than 6 standard errors. With `sure` 0 the bar alone decides.

    Projects with image-level labels alone are judged by the share of agreeing pairs, over windows of `label_window`.
    Also for each annotator (the mean with the others on an image) and each class, at one image in `every` by name;
    among these, at most a share of `luck` of the alerts is left to chance (Benjamini and Hochberg 1995).

    Memory: the last 1,000 images, of an annotator or class 500, and twice a window with its reference at least.
    """
    memory = max(MEMORY if subject.kind == "project" else OWN_MEMORY, 2 * int(window + reference))
    bars = Bars(int(window), int(reference), int(minimum), drop, back, sure, memory // 2)
    if subject.kind != "project":
        own = evidence.number(subject.kind, subject.id)
        if own is None:
            return []
        return _own(evidence, subject, (LINES[subject.kind], own), bars, every)
    for line in ((PROJECT, 0), (LABELS, 0)):
        if line[0] == LABELS:
            n, least = int(label_window), int(max(minimum, label_window))
            memory = max(memory, 2 * (n + max(least, int(reference))))
            bars = Bars(n, max(least, int(reference)), least, drop, back, sure, memory // 2)
        values = evidence.column(line, memory)
        if len(values) >= bars.window + bars.minimum:
            found = standing(values, bars)
            return [_alert(_Fall(evidence, subject, line, bars, found, len(values), 0))] if found else []
    return []


def _own(evidence: Evidence, subject: Subject, line: Line, bars: Bars, every: float) -> list[Alert]:
    memory = 2 * bars.longest
    later = behind(lambda most: [name for name, _ in evidence.newest(line, most)], every)
    if later is None:
        return []
    values = evidence.column(line, later + memory)
    judged = values[: len(values) - later]
    found = standing(judged, bars)
    return [_alert(_Fall(evidence, subject, line, bars, found, len(judged), later))] if found else []


@dataclass(frozen=True, slots=True)
class _Fall:
    """A fall that stands, and where it was found: in `n` values of a line, behind which `later` follow."""

    evidence: Evidence
    subject: Subject
    line: Line
    bars: Bars
    found: Standing
    n: int
    later: int


def _alert(fall: _Fall) -> Alert:
    found, bars, subject = fall.found, fall.bars, fall.subject
    newest = fall.n - 1 + fall.later
    raised, first, last = (
        fall.evidence.place(fall.line, later)
        for later in (newest - found.raised.index, fall.later + bars.window - 1, fall.later)
    )
    z = "" if found.z is None else f" (z {found.z:.1f})"
    of = {"project": "", "annotator": f"{subject.id}: ", "class": f"'{subject.id}': "}[subject.kind]
    what = "agreement on labels" if fall.line[0] == LABELS else "agreement"
    said = f"{what} fell from {found.raised.reference:.2f} to {found.current:.2f}"
    said += f" over the last {bars.window} shared images"
    severe = found.fall > 2 * bars.drop or found.z is None or found.z > max(SEVERE, bars.sure)
    own: dict[str, str] = {} if subject.kind == "project" else {subject.kind: subject.id}
    return Alert(
        type="iaa_drift",
        severity="error" if severe else "warning",
        message=of + (said if of else said[0].upper() + said[1:]) + z,
        recommended_action=_action(subject),
        subject_kind=subject.kind,
        subject_id=subject.id,
        value=found.fall,
        threshold=bars.drop,
        n=bars.window,
        since=raised.at,
        images={**own, "series": SERIES[fall.line[0]], "first": first.name, "last": last.name},
        luck=Luck(chance(found.peak), raised.at, raised.name, raised.image) if own else None,
    )


def _action(subject: Subject) -> str:
    if subject.kind == "annotator":
        return f"Go through the newest shared images with {subject.id} and those they disagree with."
    if subject.kind == "class":
        return f"Compare the newest images that hold '{subject.id}' with older ones, and check the guideline on it."
    return (
        "Compare the newest images with the worst pair, look for a change of guideline, team or data, "
        "and label 25 more images twice."
    )
