"""How likely an annotation is wrong, and in what way."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Doubt:
    """One model's suggestions beside an annotation: `unmatched` of its `n` objects the annotator did not draw."""

    model: str
    unmatched: int
    n: int


@dataclass(frozen=True, slots=True)
class Chance:
    """What the hidden-truth model makes of one person's answer, before the last step.

    `annotator_id` None: the consensus of the image. `wrong`: the chance that its pair score with the truth is below .5,
    with a little of 1 - `score` so that zeros keep an order; `score`: the expected pair score. With labels beside the
    boxes both have to be right; labels alone have the share of right ones for a score.

    Expected numbers of objects: `missed`, `spurious`, `misplaced` (IoU below .5), `wrong_class`; `true_objects` of the
    image; `n` were drawn (None: not asked for). `classes`: by name how many objects to mend are expected among those
    somebody drew. `labels`: expected number of wrong image-level labels (None: not asked for), `likelier` instead.

    `time_z`: how slow it was for this annotator, in deviations of ln seconds; `usual_seconds`: the team's median for as
    many objects; `agreement`: mean pair score with others over `shared` images, drawn to the team's; `skill`: less it.
    `verdict`: 1 approved, 2 rejected, 3 corrected, None unreviewed.
    """

    image_id: str
    annotator_id: str | None
    wrong: float
    score: float
    n: int | None
    missed: float = 0.0
    spurious: float = 0.0
    misplaced: float = 0.0
    wrong_class: float = 0.0
    true_objects: float = 0.0
    classes: tuple[tuple[str, float], ...] = ()
    labels: float | None = None
    likelier: tuple[str, ...] = ()
    seconds: float | None = None
    usual_seconds: float | None = None
    time_z: float = 0.0
    agreement: float | None = None
    skill: float = 0.0
    shared: int = 0
    doubts: tuple[Doubt, ...] = ()
    verdict: int | None = None

    @property
    def faults(self) -> float:
        """Expected number of things to mend: objects of any fault, and labels.

        >>> Chance("one.jpg", "ana", 0.1, 0.9, 3, missed=0.5, misplaced=0.25).faults
        0.75
        """
        return self.missed + self.spurious + self.misplaced + self.wrong_class + (self.labels or 0.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """One image: a chance per person who answered, by name; and that of their consensus where at least three did.

    The consensus of boxes, of labels, or of both, whatever the image was asked for.
    """

    image_id: str
    chances: tuple[Chance, ...]
    consensus: Chance | None = None
