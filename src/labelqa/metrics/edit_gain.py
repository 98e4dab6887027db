"""Whether moving a model's boxes brought them closer to the truth."""

from dataclasses import dataclass

from labelqa.metrics import Rows, total
from labelqa.metrics.interval import normal
from labelqa.tally import ONE


@dataclass(frozen=True, slots=True)
class EditGain:
    """Mean IoU with the truth of n boxes before and after they were changed, and the mean gain with its interval."""

    before: float | None
    after: float | None
    gain: float | None
    ci95: tuple[float, float] | None
    n: int


def edit_gain(rows: Rows) -> EditGain:
    """How much closer to the truth suggested boxes came by being moved, from rows of the audit tally.

    Over suggestions whose box was changed and that overlap a truth object (IoU >= 0.1): IoU with that object as
    suggested, and as kept. `gain` = after - before, -1..1; its interval is mean +- 1.96 sd / sqrt(n) over these
    objects, each compared with itself. Boxes of one image are not quite independent: with many on few images it is too
    narrow.

    >>> found = edit_gain([{"weighed": 2, "before": 3 << 29, "after": 7 << 28, "gain2": 1 << 26}])  # .5 to .75, 1 to 1
    >>> found.before, found.after, found.gain, found.n
    (0.75, 0.875, 0.125, 2)
    """
    n = total(rows, "weighed")
    if not n:
        return EditGain(None, None, None, None, 0)
    before, after = total(rows, "before"), total(rows, "after")
    interval = normal(n, after - before, total(rows, "gain2"), -1.0, 1.0)
    return EditGain(before / (n * ONE), after / (n * ONE), (after - before) / (n * ONE), interval, n)
