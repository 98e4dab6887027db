"""What is known of a project without any truth: how often each source misses, invents, confuses and misplaces."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from labelqa.errors import BadInput
from labelqa.queue.label_model import LabelModel
from labelqa.queue.team import Team

PRESENT, SLOPE, SPURIOUS, CONFUSED, SPREAD, TRUST = 1.4, 0.4, 0.1, 0.05, 0.024, 1.0
"""What is believed of a source before anything is seen: sections 3 and 6 of the explanation say why."""
VERSION = 1


@dataclass(frozen=True, slots=True)
class Habit:
    """How a source answers.

    `present`: ln odds of drawing an object of usual size and hardness; `spurious`: boxes per image that mean nothing;
    `confused`: chance of another class; `spread`: variance of an edge as a share of the object's side, at 30 px;
    `trust`: what a step of confidence from 0 to 1 adds to the ln odds; `confidence`: its mean, None without any.
    """

    present: float = PRESENT
    spurious: float = SPURIOUS
    confused: float = CONFUSED
    spread: float = SPREAD
    trust: float = TRUST
    confidence: float | None = None


USUAL: Mapping[str, Habit] = {"person": Habit(), "model": Habit()}


@dataclass(frozen=True, slots=True)
class HiddenTruth:
    """What `learn` found: all that `chances` needs beside the image itself, in plain numbers.

    `objects`: true objects per image, spread over images as a Gamma of the shape `evenness` (large: all images alike);
    `log_area`, `log_area_sd`: mean and deviation of ln area (px^2); `sizes`: those of true objects on that scale, by
    places of equal weight; `slopes`: per kind what size adds to the odds of drawing; `kinds`, `sources`: habits of a
    kind, and of each source by name; `gamma`: how fast edges get surer with size; `classes`: share of each class among
    the objects; `images`: how many were learnt from; `labels`, `team`: the same for labels, and pace and record.
    """

    images: int = 0
    objects: float = 1.0
    evenness: float = 2.0
    log_area: float = 8.0
    log_area_sd: float = 1.0
    sizes: tuple[float, ...] = (-1.5, -0.9, -0.5, -0.2, 0.2, 0.5, 0.9, 1.5)
    slopes: Mapping[str, float] = field(default_factory=lambda: {"person": SLOPE, "model": SLOPE})
    kinds: Mapping[str, Habit] = field(default_factory=lambda: dict(USUAL))
    sources: Mapping[str, Habit] = field(default_factory=dict)
    gamma: float = 1.0
    classes: Mapping[str, float] = field(default_factory=dict)
    labels: LabelModel = field(default_factory=LabelModel)
    team: Team = field(default_factory=Team)

    def as_json(self) -> str:
        """As text to be kept; `from_json` gives back the same numbers to the last bit.

        >>> HiddenTruth.from_json(HiddenTruth().as_json()) == HiddenTruth()
        True
        """
        return json.dumps({"version": VERSION} | asdict(self), sort_keys=True, separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> "HiddenTruth":
        """What `as_json` wrote; raises BadInput where it is of another version."""
        found = json.loads(text)
        if found.pop("version", None) != VERSION:
            raise BadInput("this queue model was kept by another version of labelqa; learn it anew")
        return cls(
            **found
            | {
                "sizes": tuple(found["sizes"]),
                "kinds": {name: Habit(**row) for name, row in found["kinds"].items()},
                "sources": {name: Habit(**row) for name, row in found["sources"].items()},
                "labels": LabelModel.of(found["labels"]),
                "team": Team.of(found["team"]),
            }
        )
