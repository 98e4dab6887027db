"""What must be reached, what is missed, and why."""

from dataclasses import dataclass

from labelqa.gate.examination import Examination

ROUNDING = 2e-9
"""How far a figure made of whole numbers x 2^30 may lie from the same in floats: never the reason to miss a bar."""


@dataclass(frozen=True, slots=True)
class Bars:
    """What must be reached; None asks nothing."""

    min_iou: float | None = None
    min_kappa: float | None = None
    max_imbalance: float | None = None
    min_accuracy: float | None = None

    def asked(self) -> dict[str, float]:
        """The bars that ask something, by the names of their options.

        >>> Bars(min_iou=0.7).asked()
        {'min-iou': 0.7}
        """
        every = {
            "min-iou": self.min_iou,
            "min-kappa": self.min_kappa,
            "max-imbalance": self.max_imbalance,
            "min-accuracy": self.min_accuracy,
        }
        return {name: bar for name, bar in every.items() if bar is not None}


@dataclass(frozen=True, slots=True)
class Miss:
    """A bar that was missed: its name, the figure (None: it could not be measured) and the bar."""

    bar: str
    value: float | None
    asked: float

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.bar} {self.asked:g}: could not be measured"
        return f"{self.bar} {self.asked:g}: is {self.value:.4f}"


def missed(found: Examination, bars: Bars) -> list[Miss]:
    """The bars that are not reached; one that cannot be measured is missed."""
    values = {
        "min-iou": found.mean_iou.value,
        "min-kappa": found.kappa.value,
        "max-imbalance": found.imbalance,
        "min-accuracy": found.accuracy.value,
    }
    misses = [Miss(name, values[name], bar) for name, bar in bars.asked().items()]
    return [miss for miss in misses if miss.value is None or _beyond(miss.bar, miss.value, miss.asked)]


def _beyond(name: str, value: float, bar: float) -> bool:
    return value > bar + ROUNDING if name.startswith("max") else value < bar - ROUNDING


def reason(found: Examination, miss: Miss) -> str:
    """A missed bar in a sentence; of one that could not be measured, why."""
    if miss.value is not None:
        return str(miss)
    why = {
        "min-iou": "no image has boxes of two annotators in these files",
        "min-kappa": "no image has labels of two annotators in these files"
        if not found.kappa.n
        else "everybody gave one and the same label, so there is no chance to correct for",
        "max-imbalance": "the files hold no object and no label",
        "min-accuracy": "no image has boxes both of a person and of the truth; name the truth with --truth FILE",
    }
    return f"{miss}: {why[miss.bar]}"
