"""The chance that a person's image-level labels are wrong."""

from dataclasses import dataclass

import numpy as np

from labelqa.queue.columns import Values
from labelqa.queue.label_learning import rated
from labelqa.queue.label_model import LabelModel
from labelqa.queue.seeing import Sight


@dataclass(frozen=True, slots=True)
class LabelDoubt:
    """Of one person's labels: the chance that any is wrong, how many are expected to be, and what is likelier.

    `likelier`: with one label per image the class of the largest chance, where that is another; with several the
    classes whose yes or no is more likely wrong than right.
    """

    wrong: float
    expected: float
    likelier: tuple[str, ...]


def label_doubts(model: LabelModel, seen: Sight) -> dict[int, LabelDoubt]:
    """{place among the sources: doubt} of every person whose labels can be judged.

    >>> label_doubts(LabelModel(), Sight("one.jpg", ()))
    {}
    """
    known = set(model.classes)
    given = [k for k, s in enumerate(seen.sources) if rated(s, model.multi) and known.issuperset(s.labels or ())]
    if not known or not given:
        return {}
    truth = [_truth(model, seen, given, question) for question in range(len(model.shares))]
    return {k: _doubt(model, seen.sources[k].labels or (), truth) for k in given if seen.sources[k].kind == "person"}


def _option(model: LabelModel, labels: tuple[str, ...], question: int) -> int:
    return int(model.classes[question] in labels) if model.multi else model.classes.index(labels[0])


def _truth(model: LabelModel, seen: Sight, given: list[int], question: int) -> Values:
    """The chance of each option of a question."""
    models = sum(seen.sources[k].kind == "model" for k in given)
    log = np.log(np.array(model.shares[question]))
    for k in given:
        source = seen.sources[k]
        voice = 1 / models if source.kind == "model" else 1.0
        said = model.said(source.name, source.kind, question)[:, _option(model, source.labels or (), question)]
        log += voice * np.log(np.maximum(said, 1e-9))
    weight = np.exp(log - log.max())
    found: Values = weight / weight.sum()
    return found


def _doubt(model: LabelModel, labels: tuple[str, ...], truth: list[Values]) -> LabelDoubt:
    right = [float(chances[_option(model, labels, q)]) for q, chances in enumerate(truth)]
    if model.multi:
        likelier = tuple(model.classes[q] for q, share in enumerate(right) if share < 0.5)
    else:
        best = model.classes[int(truth[0].argmax())]
        likelier = () if best == labels[0] else (best,)
    return LabelDoubt(1 - float(np.prod(right)), float(sum(1 - share for share in right)), likelier)
