"""What the persons of an image agree on, as one annotation by the annotator `consensus`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from labelqa.consensus import ConsensusObject, Terms
from labelqa.consensus.merging import merged
from labelqa.consensus.pool import CROWDED, pool
from labelqa.model import Annotation, Answer, Object
from labelqa.tally import ONE

CONSENSUS = "consensus"
"""The annotator of what several persons agree on; of the kind `truth`, as no person drew it and it is held to be right.
"""


@dataclass(slots=True)
class Agreed:
    """The annotation of an image, or why there is none; and what became of the objects and labels behind it."""

    annotation: Annotation | None = None
    reason: str = ""
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def open(self) -> bool:
        """True when the persons leave open whether an object is there, or which class something has."""
        return any(self.counts[what] for what in ("objects_disputed", "objects_tied", "labels_disputed"))


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a consensus is made: `need` persons at least, the terms for boxes, whether an image has several labels."""

    need: int
    terms: Terms
    multi: bool

    def of(self, given: Sequence[Annotation], answers: Sequence[Answer]) -> Agreed:
        """The consensus of some persons on an image. `answers`: the same with numbers for classes."""
        found = Agreed()
        objects = self._objects(found, answers)
        labels = self._labels(found, [a.labels for a in given if a.labels is not None])
        found.counts["shapes_as_boxes"] += sum(o.shape is not None for a in given for o in a.objects or ())
        if not found.reason and objects is None and labels is None:
            found.reason = "disputed" if found.open else "too_few_persons"
        if not found.reason:
            at = max((a.submitted_at for a in given if a.submitted_at is not None), default=None)
            found.annotation = Annotation(given[0].image_id, CONSENSUS, "truth", at, objects, labels)
        return found

    def _objects(self, found: Agreed, answers: Sequence[Answer]) -> tuple[Object, ...] | None:
        together = pool(answers)
        if len(together.annotators) < self.need:
            return None
        if len(together.overlaps) > CROWDED:
            found.reason = "too_crowded"
            return None
        agreed = merged(together, self.terms)
        kept = [o for o in agreed.objects if not o.open]
        found.counts["objects_below_quorum"] += len(agreed.left_out)
        found.counts["objects_disputed"] += sum(o.disputed for o in agreed.objects)
        found.counts["objects_tied"] += sum(o.tied and not o.disputed for o in agreed.objects)
        return tuple(_object(o, self.terms.classes) for o in kept)

    def _labels(self, found: Agreed, given: Sequence[tuple[str, ...]]) -> tuple[str, ...] | None:
        """Classes that enough persons gave; None where none was asked for, or they leave open which it is."""
        if len(given) < self.need:
            return None
        votes, n = Counter(name for labels in given for name in labels), len(given)
        kept = sorted(name for name in votes if votes[name] / n >= self.terms.quorum)
        if self.multi:
            open_ = [name for name in kept if n == 2 and votes[name] == 1]
            found.counts["labels_disputed"] += len(open_)
            found.counts["labels_below_quorum"] += len(votes) - len(kept)
            return tuple(name for name in kept if name not in open_)
        most = [name for name in votes if votes[name] == max(votes.values())]
        if votes and (len(most) > 1 or most[0] not in kept):
            found.counts["labels_disputed"] += 1
            return None
        return tuple(most)


def _object(agreed: ConsensusObject, classes: Mapping[int, str]) -> Object:
    """With who is behind it: how many drew it, of how many, and how close they are to it (mean IoU)."""
    about = {"support": len(agreed.support), "annotators": agreed.n, "iou": agreed.iou / ONE}
    width, height = agreed.x2 - agreed.x1, agreed.y2 - agreed.y1
    return Object(classes[agreed.label_class], agreed.x1, agreed.y1, width, height, attributes=about)
