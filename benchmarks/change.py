"""How often the served 95 % interval of a change holds the true change, by number of images in both periods.

The first period draws from a large simulated population (`population.py`), the second from the same one with its harder
images taken twice; the figures of both are the truth. So the true changes are not 0. Images are drawn for each period
for itself. Columns as in `coverage.py`; `images` is first and second. Suggestions are not in the population: their
shares are differences of proportions, as the rates of reviews are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coverage import SEED, Rows, Tally, label_bounds, merged
from labelqa.changes.change import changed
from labelqa.changes.headlines import BY_NAME
from labelqa.changes.period import Period
from labelqa.metrics import METRICS, Figure
from labelqa.metrics.change import squared_and_added
from labelqa.reports.label_agreement import LabelAgreement
from labelqa.reports.presence import presence_of
from population import Population, population
from table import arguments, show

SIZES = ((15, 15), (25, 25), (50, 50), (100, 100), (200, 200), (25, 200))
FIGURES = (
    "mean_iou", "f1_50", "sq", "pq", "mean_iou_class_agnostic", "presence", "accuracy", "precision", "recall", "f1",
    "truth_iou", "label_accuracy", "approval_rate", "rejection_rate", "correction_rate", "first_pass_rate",
    "avg_seconds_per_image",
)  # fmt: skip
LABELS = ("percent_agreement", "alpha")
Images = NDArray[np.int64]


@dataclass(frozen=True)
class Source:
    """A population, the images that a period may hold (with repetition), and the time that each takes, in ms."""

    all_images: Population
    images: Images
    ms: NDArray[np.int64]

    def drawn(self, random: np.random.Generator, n: int) -> Images:
        """So many images."""
        return self.images[random.integers(0, len(self.images), n)]

    def period(self, images: Images) -> Period:
        """A period with these images, without what the population does not have."""
        rows: Rows = self.all_images.rows(images)
        times = self.ms[images].tolist()
        work = [{**row, "timed": len(times), "ms": sum(times)} for row in rows["work"]]
        return Period(merged(rows), presence_of(rows["presence"]), NO_LABELS, rows["benchmark"], work, [], times, 0)

    def labels(self, images: Images) -> Mapping[str, float]:
        """The coefficients of labels."""
        rows = self.all_images.rows(images)["label"]
        return {name: METRICS[name].measure(rows).value or 0.0 for name in LABELS}


NO_LABELS = LabelAgreement(
    **dict.fromkeys(LabelAgreement.__dataclass_fields__),  # type: ignore[arg-type]
)


def sources(images: int) -> tuple[Source, Source]:
    """The base, and the one with its harder half twice: those with objects missed or added."""
    made = population(images, SEED)
    random = np.random.default_rng([SEED, 99])
    columns = [k for k, (key, counter) in enumerate(made.keys) if key[0] == "agreement" and counter in ("fp", "fn")]
    hard = np.flatnonzero(made.counts[:, columns].sum(axis=1) > 0)
    ms = (random.lognormal(3.2, 0.6, images) * 1000).astype(np.int64)
    every = np.arange(images)
    return Source(made, every, ms), Source(made, np.concatenate([every, hard]), ms)


def lines(both: tuple[Source, Source], sizes: tuple[int, int], draws: int, bootstraps: int) -> list[dict[str, object]]:
    """All figures at one pair of numbers of images."""
    base, later = (source.period(source.images) for source in both)
    truths = {name: changed(BY_NAME[name], base, later).change or 0.0 for name in FIGURES}
    first, second = (source.labels(source.images) for source in both)
    truths |= {f"{name} of labels": second[name] - first[name] for name in LABELS}
    tallies = {name: Tally() for name in truths}
    random = np.random.default_rng([SEED, *sizes])
    for k in range(draws):
        images = [source.drawn(random, n) for source, n in zip(both, sizes, strict=True)]
        one, two = (source.period(some) for source, some in zip(both, images, strict=True))
        for name in FIGURES:
            tallies[name].add(changed(BY_NAME[name], one, two).change_ci95, truths[name])
        if k < bootstraps:
            _labels(both, images, tallies, truths)
    return [
        {**tally.line(name, truths[name], min(sizes)), "images": "/".join(map(str, sizes))}
        for name, tally in tallies.items()
    ]


def _labels(
    both: tuple[Source, Source], images: Sequence[Images], tallies: Mapping[str, Tally], truths: Mapping[str, float]
) -> None:
    values = [source.labels(some) for source, some in zip(both, images, strict=True)]
    bounds = [label_bounds(source.all_images, some) for source, some in zip(both, images, strict=True)]
    for name in LABELS:
        one, two = (Figure(value[name], 1, own.get(name)) for value, own in zip(values, bounds, strict=True))
        tallies[f"{name} of labels"].add(squared_and_added(one, two), truths[f"{name} of labels"])


def main() -> None:
    """All figures at all numbers of images."""
    options = arguments(__doc__)
    images, draws, bootstraps = (1_000, 300, 40) if options.quick else (5_000, 2_000, 400)
    both = sources(images)
    rows = [row for sizes in SIZES for row in lines(both, sizes, draws, bootstraps)]
    place = {name: k for k, name in enumerate(dict.fromkeys(str(row["figure"]) for row in rows))}
    show("coverage of 95 % intervals of a change", sorted(rows, key=lambda row: place[str(row["figure"])]), options)


if __name__ == "__main__":
    main()
