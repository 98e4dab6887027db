"""How the images of a cut are spread over 0..1 by their own agreement."""

from dataclasses import dataclass

from labelqa.facts.bins import BINS
from labelqa.facts.spread import EVERY
from labelqa.reports.counts import Source
from labelqa.reports.cut import Cut
from labelqa.reports.figures import figure


@dataclass(frozen=True, slots=True)
class Histogram:
    """Images by their own agreement, as `mean_iou` is over them: `counts[k]` of the `n` lie from `edges[k]` to below
    `edges[k + 1]`, those of exactly 1 in the last bin.
    """

    edges: list[float]
    counts: list[int]
    n: int
    below_healthy: float | None
    below_healthy_ci95: tuple[float, float] | None


def histogram(cut: Cut, source: Source) -> Histogram:
    """The histogram of a cut, from the totals of its days; one annotator's values are their means with the others."""
    counts = [0] * BINS
    whole = source.annotator == cut.annotator
    name, narrow = ("iou_bin", {"label_class": cut.label_class or EVERY}) if whole else ("peer_iou_bin", cut.where)
    rows = source.rows(name, ("bin",), narrow, cut.window, cut.at_least)
    for row in rows:
        counts[row["bin"]] += row["images"]
    below = figure("below_healthy", rows)
    return Histogram([k / BINS for k in range(BINS + 1)], counts, below.n, below.value, below.ci95)
