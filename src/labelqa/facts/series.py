"""What an image adds to the series that drift is looked for in: its values, under the time it became comparable."""

from collections import defaultdict
from typing import NamedTuple

from labelqa.facts.image import ImageFacts
from labelqa.tally import div

PROJECT, ANNOTATOR, LABEL_CLASS, LABELS = 0, 1, 2, 3
"""Lines: agreement of all persons on an image; of one annotator with the others there; of one class; of labels."""
RAISED = 16
"""Lines from here on hold no values of images, but which subjects a rule found something in (`labelqa.rules`)."""

Line = tuple[int, int]
"""(line, number of the annotator or class; 0 for the whole project)."""


class Value(NamedTuple):
    """One entry of a series: its line and subject, the time in ms, the value x 2^30."""

    line: int
    subject: int
    at: int
    value: int


def values(fact: ImageFacts) -> list[Value]:
    """The entries of one image; none while it is not comparable, at a time unknown, or when all its answers are empty.

    Image-level labels have no empty answers: their entry stands whenever two named a class.
    """
    at = fact.comparable_at
    if at is None:
        return []
    found = [Value(LABELS, 0, at, fact.label_agreement)] if fact.label_agreement is not None else []
    if fact.iou is None or fact.empty:
        return found
    found.append(Value(PROJECT, 0, at, fact.iou))
    found += [Value(ANNOTATOR, who, at, div(sum(own), len(own))) for who, own in _peers(fact).items()]
    found += [Value(LABEL_CLASS, k, at, iou) for k, (_, iou) in fact.classes.items() if iou is not None]
    return sorted(found)


def _peers(fact: ImageFacts) -> dict[int, list[int]]:
    own: dict[int, list[int]] = defaultdict(list)
    for pair in fact.pairs:
        one, other = pair.a.answer, pair.b.answer
        if one.kind == other.kind == "person":
            own[one.annotator].append(pair.score)
            own[other.annotator].append(pair.score)
    return own
