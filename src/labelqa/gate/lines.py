"""The figures of an examination as a reader sees them, one a line."""

from collections.abc import Collection
from dataclasses import dataclass

from labelqa.gate.bars import Bars
from labelqa.gate.examination import Examination
from labelqa.metrics import Figure

NOTHING = "–"
"""Stands for what could not be measured."""
HEADERS = ("", "value", "95 % interval", "n", "bar", "")
"""What the texts of a line are."""


@dataclass(frozen=True, slots=True)
class Line:
    """A figure: what it is called, what kind of number it is, and the name of the bar that asks for it, if any."""

    label: str
    figure: Figure
    kind: str
    bar: str = ""

    @property
    def value(self) -> str:
        """The figure itself.

        >>> Line("agreement of labels", Figure(0.935, 200), "share").value
        '93.5 %'
        """
        return self._shown(self.figure.value)

    @property
    def interval(self) -> str:
        """Its 95 % interval."""
        ends = self.figure.ci95
        return f"{self._shown(ends[0])} to {self._shown(ends[1])}" if ends else NOTHING

    @property
    def n(self) -> str:
        """How many things it is over."""
        return f"{self.figure.n:,}" if self.figure.n else NOTHING

    def _shown(self, value: float | None) -> str:
        if value is None:
            return NOTHING
        return {"score": f"{value:.3f}", "share": f"{100 * value:.1f} %", "ratio": f"{value:.3g}"}[self.kind]


def lines(found: Examination) -> list[Line]:
    """All figures, in the order in which they are shown."""
    coefficient = "kappa of labels (Cohen)" if found.coefficient == "cohen" else "alpha of labels (Krippendorff)"
    return [
        Line("mean IoU", found.mean_iou, "score", "min-iou"),
        Line("mean IoU, classes ignored", found.mean_iou_class_agnostic, "score"),
        Line("F1 at IoU 0.5", found.f1_50, "score"),
        Line("agreement of labels", found.percent_agreement, "share"),
        Line(coefficient, found.kappa, "score", "min-kappa"),
        Line("accuracy against the truth", found.accuracy, "score", "min-accuracy"),
        Line("largest : smallest class", Figure(found.imbalance, 0), "ratio", "max-imbalance"),
    ]


def texts(line: Line, bars: Bars, missed: Collection[str]) -> list[str]:
    """A line as texts, below `HEADERS`; the last two are empty where no bar was asked."""
    asked = bars.asked().get(line.bar)
    if asked is None:
        return [line.label, line.value, line.interval, line.n, "", ""]
    bar = f"{'≤' if line.bar.startswith('max') else '≥'} {asked:g}"
    return [line.label, line.value, line.interval, line.n, bar, "missed" if line.bar in missed else "reached"]
