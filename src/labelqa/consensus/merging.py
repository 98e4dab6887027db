"""From units to objects: the median of every edge, the class of most votes, and who is behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from labelqa.consensus.agreed import Consensus, ConsensusObject
from labelqa.consensus.median import median
from labelqa.consensus.pool import Pool
from labelqa.consensus.units import units
from labelqa.errors import BadInput, Problem
from labelqa.kernel import Columns, edges
from labelqa.tally import ONE, div


@dataclass(frozen=True, slots=True)
class Terms:
    """What a consensus is: the share of the persons it needs, and from which mean IoU boxes are the same object.

    `skills`, {annotator id: weight of at least 0}, makes medians and votes weighted, but where all weights are 0: there
    all count the same. Who is there at all is never weighted. `classes`, {number: name}, says which of tied classes is
    first; without it the lowest number is.
    """

    quorum: float = 0.5
    iou_threshold: float = 0.4
    skills: Mapping[str, float] | None = None
    classes: Mapping[int, str] = field(default_factory=dict)


def merged(drawn: Pool, terms: Terms) -> Consensus:
    """The consensus of boxes whose overlaps are measured already; BadInput for a weight that is missing or below 0."""
    found = merged_boxes(drawn, terms)
    kept = [len(o.support) / o.n >= terms.quorum for o, _ in found]
    return Consensus(
        drawn.annotators,
        objects=tuple(o for (o, _), keep in zip(found, kept, strict=True) if keep),
        left_out=tuple(o for (o, _), keep in zip(found, kept, strict=True) if not keep),
    )


def merged_boxes(drawn: Pool, terms: Terms) -> list[tuple[ConsensusObject, list[int]]]:
    """Every object with the places in the pool of the boxes it is made of, whatever its support; in order of edges."""
    weights = _weights(drawn.annotators, terms.skills)
    found = [(_object(drawn, unit, weights, terms.classes), unit) for unit in units(drawn, terms.iou_threshold)]
    return sorted(found, key=lambda pair: _order(pair[0], terms.classes))


def _order(o: ConsensusObject, names: Mapping[int, str]) -> tuple[float | str | tuple[str, ...], ...]:
    return o.x1, o.y1, o.x2, o.y2, *_place(o.label_class, names), o.support


def _place(label_class: int, names: Mapping[int, str]) -> tuple[str, int]:
    return names.get(label_class, ""), label_class


def _weights(annotators: Sequence[str], skills: Mapping[str, float] | None) -> list[int]:
    """Whole numbers, so that half of the weight is exactly half."""
    if skills is None:
        return [1] * len(annotators)
    for name in annotators:
        if not 0 <= skills.get(name, -1.0) < float("inf"):
            text = f"skills must give {name!r} a weight of at least 0"
            raise BadInput(text, [Problem("/skills", text)])
    return [int(skills[name] * ONE + 0.5) for name in annotators]


def _object(drawn: Pool, unit: Sequence[int], weights: Sequence[int], names: Mapping[int, str]) -> ConsensusObject:
    counts = [weights[drawn.owner[i]] for i in unit]
    if not any(counts):
        counts = [1] * len(unit)
    x1, y1, x2, y2 = (median([column[i] for i in unit], counts) for column in drawn.columns)
    label_class, tied = _plurality([drawn.classes[i] for i in unit], counts, names)
    support = tuple(drawn.annotators[drawn.owner[i]] for i in unit)
    iou = _closeness(drawn, unit, ([x1], [y1], [x2], [y2]))
    return ConsensusObject(label_class, x1, y1, x2, y2, support, len(drawn.annotators), iou, tied)


def _plurality(classes: Sequence[int], weights: Sequence[int], names: Mapping[int, str]) -> tuple[int, bool]:
    """The class of most weight, the first by name if tied; and whether it was."""
    votes = dict.fromkeys(classes, 0)
    for label_class, weight in zip(classes, weights, strict=True):
        votes[label_class] += weight
    most = [k for k in votes if votes[k] == max(votes.values())]
    return min(most, key=lambda k: _place(k, names)), len(most) > 1


def _closeness(drawn: Pool, unit: Sequence[int], box: Columns) -> int:
    """Mean IoU x 2^30 of a unit's boxes with the one made of them."""
    rows = sorted(zip(*([column[i] for i in unit] for column in drawn.columns), strict=True))
    x1, y1, x2, y2 = ([row[k] for row in rows] for k in range(4))
    return div(sum(edges(x1, y1, x2, y2, *box)[2]), len(unit))
