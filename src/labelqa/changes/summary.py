"""The comparison in one sentence."""

from collections.abc import Mapping, Sequence

from labelqa.changes.change import FigureChange
from labelqa.changes.drivers import Driver, Drivers

WORDS: Mapping[str, str] = {
    "mean_iou": "Agreement",
    "label_agreement": "Agreement on labels",
    "accuracy": "Accuracy against truth",
    "label_accuracy": "Accuracy of labels",
    "approval_rate": "Approval",
}
"""The figures that a sentence may be about, the first that both periods have; what each is called."""
MOST_OF_IT = 0.5
"""A group that makes up more than half of a change is most of it."""


def summary(changes: Mapping[str, FigureChange], found: Sequence[Drivers]) -> str:
    """What changed most notably, how far, how surely, and from whom most of it came."""
    about = next((changes[name] for name in WORDS if changes[name].change is not None), None)
    if about is None:
        return "Nothing that can be compared: one of the periods has neither agreement, nor truth, nor reviews."
    return f"{_moved(about)}{_told(about, found)}."


def _moved(about: FigureChange) -> str:
    change, interval = about.change or 0.0, about.change_ci95
    clear = about.verdict in ("better", "worse", "changed")
    verb = ("rose" if change > 0 else "fell") if clear else "went"
    ends = [f"{side.value or 0.0:.2f} (n {side.units or 0:,})" for side in (about.first, about.second)]
    sure = f" [{interval[0]:+.2f}, {interval[1]:+.2f}]" if interval else ""
    return f"{WORDS[about.figure]} {verb} from {ends[0]} to {ends[1]}, {change:+.2f}{sure}"


def _told(about: FigureChange, found: Sequence[Drivers]) -> str:
    if about.verdict == "too_few":
        return "; too few to tell"
    if about.verdict == "no_clear_change":
        return "; no clear change"
    by = next((drivers for drivers in found if (drivers.figure, drivers.by) == (about.figure, "annotator")), None)
    if by is None or not by.top or about.change is None or by.n_groups < 2:
        return ""
    # of the parts that go the way the whole went
    same = [driver for driver in by.top if driver.total * about.change > 0]
    return f"; {_from(same[0], about.change)}" if same else ""


def _from(driver: Driver, change: float) -> str:
    words = "most of it" if driver.total / change > MOST_OF_IT else "the largest part"
    return f"{words} from {driver.key} ({driver.total:+.2f})"
