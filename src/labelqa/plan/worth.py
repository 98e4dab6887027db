"""How much an image is worth labelling, or labelling again, in parts between 0 and 1."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean
from typing import Any

from labelqa.facts.comparison import compared, drawn
from labelqa.model import Answer
from labelqa.store import Row
from labelqa.store.candidates import Suggestion
from labelqa.tally import ONE


@dataclass(frozen=True, slots=True)
class LabelParts:
    """What a score is made of, each 0 to 1; null where it is not known.

    To label: `models`: how far models differ (1 - pair score, mean over pairs of models); `uncertainty`: how unsure one
    model is of its objects (mean of 1 - |2 s - 1| over their confidences s). To label again: `suggestion`: how far
    persons differ from suggestions; `persons`: how far from each other; `chance_of_error`: that of the review queue.
    Both: `scarcity`: the mean over the objects of how rare their class is, 1 for the rarest class, and for one that
    persons drew ten times as often 0.1.
    """

    models: float | None = None
    uncertainty: float | None = None
    suggestion: float | None = None
    persons: float | None = None
    scarcity: float | None = None
    chance_of_error: float | None = None

    @property
    def to_label(self) -> tuple[float | None, ...]:
        """What decides on an image that nobody has labelled: doubt, of two models or else of one, and scarcity."""
        return self.uncertainty if self.models is None else self.models, self.scarcity

    @property
    def to_label_again(self) -> tuple[float | None, ...]:
        """What decides on an image that somebody has labelled."""
        return self.suggestion, self.persons, self.scarcity, self.chance_of_error


@dataclass(frozen=True, slots=True)
class Worth:
    """What an image is worth, in parts, and the classes on it, by number of objects."""

    parts: LabelParts
    classes: Mapping[int, int]


def scores(parts: Sequence[tuple[float | None, ...]]) -> list[float]:
    """The score of each image, 0 to 1: the mean over its parts of the share of the other images that have less of it.

    Ranks and not the bare values, since a scarcity of 0.2 is much and a disagreement of 0.2 is little: so every part
    has the same say. What is not known has a rank of 0.

    >>> scores([(0.9, 0.1), (0.5, 0.2), (None, 0.1)])
    [0.5, 0.75, 0.0]
    """
    if not parts:
        return []
    ranks = [_ranks(column) for column in zip(*parts, strict=True)]
    return [sum(own) / len(own) for own in zip(*ranks, strict=True)]


def _ranks(values: Sequence[float | None]) -> list[float]:
    ordered = sorted(-1.0 if value is None else value for value in values)
    others = max(1, len(values) - 1)
    return [0.0 if value is None else bisect_left(ordered, value) / others for value in values]


def rarity(counts: Mapping[int, int]) -> dict[int, float]:
    """How rare each class is among what persons drew: 1 for the rarest, inversely to the number for the others.

    One is added to every number, so that a class that nobody has drawn yet is the rarest, and not endlessly so.

    >>> rarity({1: 99, 2: 9, 3: 0})
    {1: 0.01, 2: 0.1, 3: 1.0}
    """
    least = min(counts.values(), default=0) + 1
    return {k: least / (n + 1) for k, n in counts.items()}


def scarcity(classes: Mapping[int, int], rare: Mapping[int, float]) -> float | None:
    """The mean rarity of some objects; None without any.

    >>> scarcity({1: 3, 2: 1}, {1: 0.0, 2: 1.0})
    0.25
    """
    n = sum(classes.values())
    return sum(k * rare[c] for c, k in classes.items()) / n if n else None


def to_label(suggested: Sequence[Suggestion], rare: Mapping[int, float], sigmas: Mapping[str, float]) -> Worth:
    """An image that nobody has labelled."""
    answers = [answer for answer, _ in suggested]
    classes = _known(_classes(answers), rare)
    models, uncertainty = _between(answers, sigmas), _unsure(suggested)
    return Worth(LabelParts(models=models, uncertainty=uncertainty, scarcity=scarcity(classes, rare)), classes)


def to_label_again(row: Row[Any], drawn_there: Mapping[int, int], rare: Mapping[int, float]) -> Worth:
    """An image that somebody has labelled."""
    classes = _known(drawn_there, rare)
    agreement = [value for value in (row.iou, row.label_agreement) if value is not None]
    parts = LabelParts(
        suggestion=None if row.suggestion_iou is None else 1 - row.suggestion_iou / ONE,
        persons=1 - min(agreement) / ONE if agreement else None,
        scarcity=scarcity(classes, rare),
        chance_of_error=_chance(row),
    )
    return Worth(parts, classes)


def _chance(row: Row[Any]) -> float | None:
    """The chance that a review would change its labels, where it was reckoned."""
    return None if row.chance is None else float(row.chance / ONE)


def _known(classes: Mapping[int, int], rare: Mapping[int, float]) -> dict[int, int]:
    """The classes that a rarity is kept of."""
    return {k: n for k, n in classes.items() if k in rare}


def _classes(answers: Sequence[Answer]) -> dict[int, int]:
    found: dict[int, int] = {}
    for answer in answers:
        for label_class in answer.boxes.classes if answer.boxes is not None else answer.labels or ():
            found[label_class] = found.get(label_class, 0) + 1
    return dict(sorted(found.items()))


def _between(answers: Sequence[Answer], sigmas: Mapping[str, float]) -> float | None:
    """How far models differ, over pairs that were asked the same; None without two."""
    boxed = [drawn(answer, sigmas) for answer in answers if answer.boxes is not None]
    apart = [1 - compared(a, b, ONE // 2).score / ONE for a, b in combinations(boxed, 2)]
    labels = [frozenset(answer.labels) for answer in answers if answer.labels is not None]
    apart += [float(a != b) for a, b in combinations(labels, 2)]
    return fmean(apart) if apart else None


def _unsure(suggested: Sequence[Suggestion]) -> float | None:
    scores = [score for _, own in suggested for score in own if score is not None]
    return fmean(1 - abs(2 * score - 1) for score in scores) if scores else None
