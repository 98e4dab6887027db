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

    `wrong`: the chance that its pair score with the truth is below .5, with a little of 1 - `score` so that zeros keep
    an order; `score`: the expected pair score. Expected numbers of objects: `missed`, `spurious`, `misplaced` (IoU below
    .5), `wrong_class`, and `true_objects` of the image; `n` were drawn (None where no objects were asked for).
    `time_z`: how slow it was for this annotator, in deviations; `skill`: mean agreement with peers less the team's;
    `usual_seconds`: the team's median for as many objects. `classes` of the objects drawn or probably missed, by name,
    with how many are expected to need mending. `verdict`: 1 approved, 2 rejected, 3 corrected, None unreviewed.
    """

    image_id: str
    annotator_id: str
    wrong: float
    score: float
    n: int | None
    missed: float = 0.0
    spurious: float = 0.0
    misplaced: float = 0.0
    wrong_class: float = 0.0
    true_objects: float = 0.0
    seconds: float | None = None
    usual_seconds: float | None = None
    time_z: float = 0.0
    skill: float = 0.0
    shared: int = 0
    classes: tuple[tuple[str, float], ...] = ()
    doubts: tuple[Doubt, ...] = ()
    verdict: int | None = None
