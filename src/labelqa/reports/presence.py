"""Whether annotators agree that there is anything at all on an image."""

from collections.abc import Iterator
from dataclasses import dataclass

from labelqa.metrics import Rows
from labelqa.metrics.ratio import of_mean
from labelqa.reports.cut import Cut
from labelqa.reports.figures import figure, value
from labelqa.store import Connection, totals
from labelqa.tally import ONE, div, square


@dataclass(frozen=True, slots=True)
class Presence:
    """Agreement on "drew at least one object" over images that enough persons answered, all-empty ones included.

    `percent_agreement` is the mean over images of agreeing pairs / pairs; `ac1` takes chance out of it (Gwet 2008).
    """

    n_images: int
    percent_agreement: float | None
    percent_agreement_ci95: tuple[float, float] | None
    ac1: float | None


NONE = Presence(0, None, None, None)


def presence(connection: Connection, cut: Cut) -> Presence:
    """Of the cut's days; of one class or one annotator it is not kept."""
    if cut.where:
        return NONE
    found = totals.rows(
        connection, cut.project.number, "presence", window=cut.window, by=("n", "yes"), at_least=cut.at_least
    )
    return presence_of(found)


def presence_of(rows: Rows) -> Presence:
    """From rows of the presence tally: an answer that drew something is a rating of 1, an empty one a rating of 0.

    >>> found = presence_of([{"n": 2, "yes": 2, "images": 3}, {"n": 2, "yes": 1, "images": 1}])
    >>> found.n_images, found.percent_agreement
    (4, 0.75)
    """
    pairs = [pair for row in rows for pair in _pairs(row["n"], row["yes"], row["images"])]
    percent = figure("percent_agreement", pairs)
    shares = [(div(_agreeing(row["n"], row["yes"]) * ONE, _choose(row["n"])), row["images"]) for row in rows]
    s1, s2 = sum(v * images for v, images in shares), sum(square(v) * images for v, images in shares)
    return Presence(percent.n, percent.value, of_mean(percent.n, s1, s2), value("ac1", pairs)) if rows else NONE


def _choose(n: int) -> int:
    return n * (n - 1) // 2


def _agreeing(n: int, yes: int) -> int:
    return _choose(yes) + _choose(n - yes)


def _pairs(n: int, yes: int, images: int) -> Iterator[dict[str, int]]:
    """The image's pairs of ratings as rows of the label tally."""
    for c1, c2, pairs in ((0, 0, _choose(n - yes)), (0, 1, yes * (n - yes)), (1, 1, _choose(yes))):
        yield {"n": n, "c1": c1, "c2": c2, "pairs": pairs * images}
