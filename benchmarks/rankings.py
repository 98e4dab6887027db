"""Simpler ways to find wrong annotations, to be compared with the review queue: each gives a risk per annotation.

All work on what the queue gets: answers, seconds, suggestions, and for one of them a few verdicts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from labelqa.model import Answer
from thinning import Box, Thinned, iou, pair_score

UNKNOWN = -1.0
"""Risk of an annotation that a ranking cannot judge: after all that it can."""
REVIEWED = 0.2
"""Share of the annotations that the approval rate is known from."""
ALPHA, NEAR, TEMPERATURE, TINY = 0.9, 0.1, 0.1, 1e-100
"""Constants of ObjectLab, as cleanlab ships them."""
SURE = 0.5
"""Confidence from which a suggestion can say that an object was overlooked or has another class. ObjectLab's own .95
finds nearly none here; .5 is the best of those tried.
"""


@dataclass(frozen=True)
class Case:
    """One annotation, with its peers and the suggestion on its image."""

    answer: Answer
    peers: Sequence[Answer]
    suggestion: Answer | None
    wrong: bool


def cases(images: Sequence[Thinned]) -> list[Case]:
    """All persons' annotations, by image and annotator."""
    found = []
    for image in images:
        people = sorted((a for a in image.answers if a.kind == "person"), key=lambda a: a.name)
        model = next((a for a in image.answers if a.kind == "model"), None)
        found += [Case(a, [b for b in people if b is not a], model, image.wrong[a.name]) for a in people]
    return found


@dataclass(frozen=True)
class Risks:
    """A risk per annotation; `judged`: which annotations are still to be reviewed."""

    risk: np.ndarray
    judged: np.ndarray


def rankings(given: Sequence[Case], random: np.random.Generator) -> Mapping[str, Risks]:
    """Every simpler ranking that has something to go by."""
    everything = np.ones(len(given), bool)
    peers = np.array([_peers(case) for case in given])
    suggested = np.array([_suggested(case) for case in given])
    found = {
        "random": random.random(len(given)),
        "lowest IoU with peers first": _risk(peers),
        "least agreeing annotator first": _risk(_skill(given, peers)),
        "smallest object first": np.array([-_smallest(case, empty=np.inf) for case in given]),
        "empty answers, then smallest object": np.array([-_smallest(case, empty=0.0) for case in given]),
        "fast for this annotator": _fast(given),
        "convention (weighted mean)": _risk(_convention(peers, suggested)),
    }
    if any(case.suggestion for case in given):
        found["lowest IoU with the suggestion first"] = _risk(suggested)
        found["overlooked, badly placed, swapped (after ObjectLab)"] = 1 - _object_lab(given)
    risks = {name: Risks(risk, everything) for name, risk in found.items()}
    return risks | {"lowest approval rate first": _approval(given, random)}


def _risk(quality: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(quality), UNKNOWN, 1 - quality)


def _peers(case: Case) -> float:
    return float(np.mean([pair_score(case.answer, peer) for peer in case.peers])) if case.peers else np.nan


def _suggested(case: Case) -> float:
    return pair_score(case.answer, case.suggestion) if case.suggestion else np.nan


def _convention(peers: np.ndarray, suggested: np.ndarray) -> np.ndarray:
    """The weighted mean of what is present: peers count 2, the suggestion 1."""
    weights = 2.0 * ~np.isnan(peers) + ~np.isnan(suggested)
    total = 2 * np.nan_to_num(peers) + np.nan_to_num(suggested)
    return np.where(weights > 0, total / np.maximum(weights, 1), np.nan)


def _skill(given: Sequence[Case], peers: np.ndarray) -> np.ndarray:
    scores: dict[str, list[float]] = {}
    for case, score in zip(given, peers, strict=True):
        if not np.isnan(score):
            scores.setdefault(case.answer.name, []).append(float(score))
    return np.array([np.mean(scores.get(case.answer.name, [np.nan])) for case in given])


def _smallest(case: Case, empty: float) -> float:
    """The area of the smallest object, `empty` without any."""
    boxes = case.answer.boxes
    return min((w * h for w, h in zip(boxes.width, boxes.height, strict=True)), default=empty)


def _fast(given: Sequence[Case]) -> np.ndarray:
    times: dict[str, list[float]] = {}
    for case in given:
        if case.answer.ms:
            times.setdefault(case.answer.name, []).append(float(np.log(case.answer.ms)))
    return np.array(
        [
            (np.mean(own) - np.log(case.answer.ms)) / max(float(np.std(own)), 0.1)
            if case.answer.ms and len(own := times[case.answer.name]) > 2
            else 0.0
            for case in given
        ]
    )


def _approval(given: Sequence[Case], random: np.random.Generator) -> Risks:
    """By the annotator's share of wrong ones among a random fifth that is reviewed already and leaves the queue."""
    reviewed = random.random(len(given)) < REVIEWED
    counts: dict[str, list[int]] = {}
    for case, known in zip(given, reviewed, strict=True):
        if known:
            counts.setdefault(case.answer.name, []).append(int(case.wrong))
    usual = np.mean([case.wrong for case, known in zip(given, reviewed, strict=True) if known])
    rate = {name: (sum(own) + 2 * usual) / (len(own) + 2) for name, own in counts.items()}
    return Risks(np.array([rate.get(case.answer.name, usual) for case in given]), ~reviewed)


def _object_lab(given: Sequence[Case]) -> np.ndarray:
    """Quality after ObjectLab (Tkachenko, Thyagarajan and Mueller 2023): three scores, softly the worst box of each,
    and their geometric mean.
    """
    tables = [_likeness(case) for case in given]
    least = min((float(t[t > 0].min()) for t in tables if (t > 0).any()), default=1.0)
    return np.array([_quality(case, table, least) for case, table in zip(given, tables, strict=True)])


def _likeness(case: Case) -> np.ndarray:
    drawn, suggested = (_rows(a) for a in (case.answer, case.suggestion))
    table = np.zeros((len(drawn), len(suggested)))
    for i, a in enumerate(drawn):
        for j, b in enumerate(suggested):
            gap = np.hypot(a[0] + a[2] / 2 - b[0] - b[2] / 2, a[1] + a[3] / 2 - b[1] - b[3] / 2)
            table[i, j] = ALPHA * iou(a, b) + (1 - ALPHA) * np.exp(-NEAR * gap)
    return table


def _rows(answer: Answer | None) -> list[Box]:
    boxes = answer.boxes if answer else None
    return list(zip(boxes.x, boxes.y, boxes.width, boxes.height, strict=True)) if boxes else []


def _quality(case: Case, table: np.ndarray, least: float) -> float:
    if case.suggestion is None:
        return 1.0
    said, suggested = np.array(case.answer.boxes.classes), np.array(case.suggestion.boxes.classes)
    confidence = np.array(case.suggestion.boxes.scores)
    sure = np.flatnonzero(confidence >= SURE)
    overlooked = [
        table[said == k, j].max() if (said == k).any() else least * (1 - confidence[j])
        for j, k in zip(sure, suggested[sure], strict=True)
    ]
    placed = [table[i, suggested == k].max() if (suggested == k).any() else 1.0 for i, k in enumerate(said)]
    other = [sure[suggested[sure] != k] for k in said]
    swapped = [max(least, 1 - table[i, js].max()) if len(js) else 1.0 for i, js in enumerate(other)]
    return float(np.exp(np.mean([np.log(TINY + _soft_least(row)) for row in (overlooked, placed, swapped)])))


def _soft_least(scores: Sequence[float]) -> float:
    if not len(scores):
        return 1.0
    values = np.array(scores)
    weight = np.exp(-(values - values.min()) / TEMPERATURE)
    return float((values * weight).sum() / weight.sum())
