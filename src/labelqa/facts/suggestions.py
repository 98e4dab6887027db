"""What a model's suggestions come to beside the persons' answers: the audit of auto-labels."""

from collections.abc import Sequence
from dataclasses import dataclass

from labelqa.facts.agreement import PAIR, PEER, PEER_BIN, cell, day_of, nth_time
from labelqa.facts.bins import binned
from labelqa.facts.comparison import Comparison, Drawn, compared, plus
from labelqa.tally import ONE, Bag, div


@dataclass(frozen=True, slots=True)
class Suggested:
    """Pair scores of persons with suggestions, the suggested objects, and whether no person's object meets any."""

    pairs: tuple[Comparison, ...]
    objects: int
    outlier: bool


def suggested(bag: Bag, people: Sequence[Drawn], models: Sequence[Drawn], threshold: int) -> Suggested:
    """Compares every person with every model and adds what they come to, the model's mean over persons included."""
    every: list[Comparison] = []
    for model in models:
        pairs = [compared(person, model, threshold) for person in people]
        for p in pairs:
            day = day_of(nth_time([p.a.answer.submitted_at, model.answer.submitted_at], 2))
            key = (day, p.a.answer.annotator, model.answer.annotator, len(people))
            cell(bag, PAIR, key, p.score, p.score_any, p.sums, empty=p.both_empty)
        if pairs:
            _peer(bag, model, pairs)
        every += pairs
    objects = sum(len(model) for model in models)
    outlier = bool(people) and objects > 0 and not any(_meets(p) for p in every)
    return Suggested(tuple(every), objects, outlier)


def _peer(bag: Bag, model: Drawn, pairs: Sequence[Comparison]) -> None:
    value, value_any = (div(sum(s), len(pairs)) for s in zip(*[(p.score, p.score_any) for p in pairs], strict=True))
    key = (day_of(model.answer.submitted_at), model.answer.annotator, len(pairs))
    empty = all(p.both_empty for p in pairs)
    cell(bag, PEER, key, value, value_any, plus(p.sums for p in pairs), empty=empty)
    if not empty:
        binned(bag, PEER_BIN, key, value)


def _meets(pair: Comparison) -> bool:
    """True when some object of the person has IoU >= 0.5 with a suggestion of its class."""
    edges = zip(pair.compared.ia, pair.compared.ib, pair.compared.q, strict=True)
    return any(q >= ONE // 2 and pair.a.classes[i] == pair.b.classes[j] for i, j, q in edges)
