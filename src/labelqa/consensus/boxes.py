"""One box for every object that enough annotators of an image drew: the consensus of boxes (metrics, section 4.2)."""

from collections.abc import Iterable, Sequence

from labelqa.consensus.agreed import Consensus, ConsensusObject
from labelqa.consensus.merging import Terms, merged
from labelqa.consensus.pool import pool
from labelqa.model import Answer, Boxes

USUAL = Terms()


def consensus_of(answers: Iterable[Answer], terms: Terms = USUAL) -> Consensus:
    """What the persons who answered an image drew, made one: per object the median of every edge, and one class.

    Boxes are joined to units (`labelqa.consensus.units`); a unit is kept if its share of the persons is at least the
    quorum; its class is the one of most votes. Shapes take part with the upright boxes around them. Answers of models,
    of the truth and skipped ones do not. Raises BadInput where `terms.skills` lacks one of the persons.

    >>> drawn = {"ana": 10.0, "bo": 11.0, "cy": 14.0}
    >>> given = [Answer(1, n, "person", boxes=Boxes([1], [0.0], [0.0], [9.0], [y])) for n, y in drawn.items()]
    >>> [found] = consensus_of(given).objects
    >>> found.y2, found.support, found.n
    (11.0, ('ana', 'bo', 'cy'), 3)
    """
    return merged(pool(answers), terms)


def consensus_boxes(answers: Iterable[Answer], terms: Terms = USUAL) -> list[ConsensusObject]:
    """The objects of `consensus_of` that reach the quorum, disputed ones included.

    >>> box, nothing = Boxes([1], [0.0], [0.0], [9.0], [9.0]), Boxes((), (), (), (), ())
    >>> [one] = consensus_boxes([Answer(1, "ana", "person", boxes=box), Answer(2, "bo", "person", boxes=nothing)])
    >>> one.disputed
    True
    """
    return list(consensus_of(answers, terms).objects)


def consensus_without(annotator: str, answers: Iterable[Answer], terms: Terms = USUAL) -> Consensus:
    """The consensus of all others: nobody is scored against one that holds their own answer.

    >>> box = Boxes([1], [0.0], [0.0], [9.0], [9.0])
    >>> consensus_without("ana", [Answer(1, "ana", "person", boxes=box)]).objects
    ()
    """
    return merged(pool(a for a in answers if a.name != annotator), terms)


def as_boxes(objects: Sequence[ConsensusObject]) -> Boxes:
    """Objects of a consensus, in its order, as the boxes of an answer."""
    return Boxes(
        [o.label_class for o in objects],
        [o.x1 for o in objects],
        [o.y1 for o in objects],
        [o.x2 - o.x1 for o in objects],
        [o.y2 - o.y1 for o in objects],
    )
