"""The chance that a person's image-level labels are wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labelqa.queue.columns import Values
from labelqa.queue.label_learning import rated
from labelqa.queue.label_model import LabelModel
from labelqa.queue.seeing import AGREEING, Sight


@dataclass(frozen=True, slots=True)
class LabelDoubt:
    """Of `said` labels: the chance that any is wrong, how many are expected to be, and what is likelier.

    `likelier`: with one label per image the class of the largest chance, where that is another; with several the
    classes whose yes or no is more likely wrong than right.
    """

    wrong: float
    expected: float
    likelier: tuple[str, ...]
    said: int


def label_doubts(model: LabelModel, seen: Sight) -> dict[int | None, LabelDoubt]:
    """{place among the sources: doubt} of every person whose labels can be judged; None is their consensus.

    The consensus, of three persons or more, is what most of them said: the one label of most votes, or every class
    that more than half of them gave; where votes are tied, what is likelier.

    >>> label_doubts(LabelModel(), Sight("one.jpg", ()))
    {}
    """
    known = set(model.classes)
    given = [k for k, s in enumerate(seen.sources) if rated(s, model.multi) and known.issuperset(s.labels or ())]
    if not known or not given:
        return {}
    truth = [_truth(model, seen, given, question) for question in range(len(model.shares))]
    said = {k: seen.sources[k].labels or () for k in given if seen.sources[k].kind == "person"}
    found: dict[int | None, LabelDoubt] = {k: _doubt(model, labels, truth) for k, labels in said.items()}
    if len(said) >= AGREEING:
        found[None] = _doubt(model, _agreed(model, list(said.values()), truth), truth)
    return found


def _agreed(model: LabelModel, said: Sequence[tuple[str, ...]], truth: Sequence[Values]) -> tuple[str, ...]:
    """What most persons said; the likelier of tied ones."""
    chosen = []
    for question, chances in enumerate(truth):
        votes = np.bincount([_option(model, labels, question) for labels in said], minlength=len(chances))
        chosen.append(int(np.lexsort((-chances, -votes))[0]))
    if model.multi:
        return tuple(name for name, yes in zip(model.classes, chosen, strict=True) if yes)
    return (model.classes[chosen[0]],)


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
    return LabelDoubt(1 - float(np.prod(right)), float(sum(1 - share for share in right)), likelier, len(labels))
