"""What the annotators of an image agree on: its objects, those they dispute, and those too few of them drew."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConsensusObject:
    """What the annotators of an image make of one object: a class number and corners in pixels.

    `support`: who drew it, by id, of `n` persons who answered; `iou`: mean IoU of their boxes with this one, x 2^30.
    `tied`: the most votes went to several classes alike, and the first of these was taken.
    """

    label_class: int
    x1: float
    y1: float
    x2: float
    y2: float
    support: tuple[str, ...]
    n: int
    iou: int
    tied: bool

    @property
    def disputed(self) -> bool:
        """True when two persons answered and one of them drew it: they cannot settle whether it is there."""
        return self.n == 2 and len(self.support) == 1

    @property
    def open(self) -> bool:
        """True when the votes do not say whether it is there, or which class it has."""
        return self.disputed or self.tied


@dataclass(frozen=True, slots=True)
class Consensus:
    """The objects that enough annotators drew, and those below the quorum; by corners, then class."""

    annotators: tuple[str, ...]
    objects: tuple[ConsensusObject, ...]
    left_out: tuple[ConsensusObject, ...]

    @property
    def disputed(self) -> tuple[ConsensusObject, ...]:
        """Objects that one of two annotators drew: to be shown, not to be relied on."""
        return tuple(o for o in self.objects if o.disputed)

    @property
    def settled(self) -> tuple[ConsensusObject, ...]:
        """All other objects."""
        return tuple(o for o in self.objects if not o.disputed)
