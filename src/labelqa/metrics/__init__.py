"""Metrics: from the integers of a tally to a number, with how many it is over and its 95 % interval.

A metric is one file here with one function under `@metric`; it takes rows of one tally, of any days and numbers of
annotators, and adds them up itself. Other packages add theirs through the entry-point group `labelqa.metrics`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from labelqa.registry import Registry

Rows = Sequence[Mapping[str, int]]
"""Rows of one tally: names of keys and counters to integers, as `labelqa.tally.rows` gives them."""
Reads = Literal["agreement", "benchmark", "iou_bin", "label", "label_pair", "work"]
"""Tallies that metrics read; `agreement` stands for every tally with the counters of `labelqa.tally.CELL`, `iou_bin`
for every one with bins."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, how many things it is over, and its 95 % interval.

    `value` None: not measurable from what is there. `ci95` None: no interval is defined, or none yet.

    >>> Figure(None, 0)
    Figure(value=None, n=0, ci95=None)
    """

    value: float | None
    n: int
    ci95: tuple[float, float] | None = None


Measure = Callable[[Rows], Figure]


@dataclass(frozen=True, slots=True)
class Metric:
    """A measure with what is known of it: the tally it reads and the range of its value.

    `twins` is its value when everybody gave the same answer, None when that says nothing about it.
    """

    name: str
    reads: Reads
    low: float
    high: float
    twins: float | None
    measure: Measure

    @property
    def doc(self) -> str:
        """What it says, in words: the docstring of the measure."""
        return (self.measure.__doc__ or "").strip()


METRICS: Registry[Metric] = Registry("labelqa.metrics")
"""Every metric, by name."""


def metric(
    *, reads: Reads, low: float = 0.0, high: float = 1.0, twins: float | None = 1.0
) -> Callable[[Measure], Measure]:
    """Registers a measure under the name of its function and hands it back unchanged.

    >>> METRICS["mean_iou"].reads
    'agreement'
    """

    def register(measure: Measure) -> Measure:
        name = getattr(measure, "__name__", "")
        METRICS.add(name, Metric(name, reads, low, high, twins, measure))
        return measure

    return register


def total(rows: Rows, *counters: str) -> int:
    """The sum of some counters over all rows.

    >>> total([{"day": 1, "tp": 3, "fp": 1}, {"day": 2, "tp": 4, "fp": 0}], "tp", "fp")
    8
    """
    return sum(row[counter] for row in rows for counter in counters)
