"""How often a served 95 % interval holds the true figure, by number of images.

Images are drawn at random from a large simulated population (`population.py`) whose figures are the truth; the share
of draws whose interval holds it should be 95 %. Every interval comes from the code that serves it. `se`: standard error
of the coverage; `served`: share of draws that had an interval; `outside`: not within 93 to 97 % from 25 images on.
Intervals over images are honest about objects of one image being alike; those over objects (accuracy, precision,
recall, box bias) take each object for itself and are too narrow here, as they are on real images that differ.
"""

from collections.abc import Callable, Mapping, Sequence
from math import sqrt

import numpy as np

from labelqa.metrics import METRICS
from labelqa.metrics.bias import bias
from labelqa.metrics.over_images import ACCURACY, PRECISION, RECALL, over_images
from labelqa.metrics.ratio import Ratio, by_size, interval
from labelqa.reports.label_interval import intervals
from labelqa.reports.label_patterns import counted
from labelqa.reports.presence import presence_of
from labelqa.reports.scorecard import f1_interval
from labelqa.tally import BANDS, BIASES, ONE
from population import Population, Row, population
from table import arguments, show

SIZES = (15, 25, 50, 100, 200)
SEED = 1
Rows = Mapping[str, Sequence[Row]]
Found = tuple[float | None, tuple[float, float] | None]
"""A figure and its interval."""
LABEL_FIGURES = ("percent_agreement", "alpha", "ac1", "fleiss")


def merged(rows: Rows) -> list[Row]:
    """The agreement tally with the products beside it, as reports read it."""
    return [{**spread, **cell} for spread, cell in zip(rows["spread"], rows["agreement"], strict=True)]


def by_metric(name: str, tally: str) -> Callable[[Rows], Found]:
    """A metric of a tally."""

    def measure(rows: Rows) -> Found:
        figure = METRICS[name].measure(merged(rows) if tally == "agreement" else rows[tally])
        return figure.value, figure.ci95

    return measure


def size(band: str) -> Callable[[Rows], Found]:
    """Mean IoU of the objects of a size band."""

    def measure(rows: Rows) -> Found:
        cells = merged(rows)
        n, iou = (sum(row[f"{what}_{band}"] for row in cells) for what in ("n", "iou"))
        return (iou / (n * ONE), interval(cells, by_size(band))) if n else (None, None)

    return measure


def box_bias(axis: str) -> Callable[[Rows], Found]:
    """Mean of a quantity of box bias."""

    def measure(rows: Rows) -> Found:
        found = bias(axis, rows["benchmark"])
        return found.mean, found.ci95

    return measure


def of_images(name: str, ratio: Ratio) -> Callable[[Rows], Found]:
    """A share of objects with images as the unit."""

    def measure(rows: Rows) -> Found:
        return METRICS[name].measure(rows["benchmark"]).value, over_images(rows["benchmark"], ratio)

    return measure


def f1(rows: Rows) -> Found:
    """F1 against the truth."""
    return METRICS["f1"].measure(rows["benchmark"]).value, f1_interval(over_images(rows["benchmark"], ACCURACY))


def present(rows: Rows) -> Found:
    """Agreement that there is anything at all."""
    found = presence_of(rows["presence"])
    return found.percent_agreement, found.percent_agreement_ci95


AGREEMENT = ("mean_iou", "mean_iou_incl_empty", "f1_50", "sq", "pq", "class_gap")
BENCHMARK = (
    "accuracy", "precision", "recall", "label_accuracy", "benchmark_mean_iou", "benchmark_mean_iou_incl_empty",
)  # fmt: skip
FIGURES: Mapping[str, Callable[[Rows], Found]] = {
    **{name: by_metric(name, "agreement") for name in AGREEMENT},
    **{f"size {band}": size(band) for band in BANDS},
    "presence": present,
    **{name: by_metric(name, "benchmark") for name in BENCHMARK},
    "accuracy over images": of_images("accuracy", ACCURACY),
    "precision over images": of_images("precision", PRECISION),
    "recall over images": of_images("recall", RECALL),
    "f1 over images": f1,
    **{f"bias {axis}": box_bias(axis) for axis in BIASES},
    **{name: by_metric(name, "work") for name in ("approval_rate", "rejection_rate", "first_pass_rate")},
    "kappa of two": by_metric("kappa", "label_pair"),
}


def label_bounds(all_images: Population, drawn: np.ndarray) -> Mapping[str, tuple[float, float]]:
    """The bootstrap intervals of labels."""
    said = ([(str(who), (int(k),)) for who, k in enumerate(row)] for row in all_images.labels[drawn])
    return intervals(counted(said), questions=False)


def label_truth(all_images: Population) -> dict[str, float]:
    """The coefficients of the whole population."""
    rows = all_images.rows()["label"]
    return {name: METRICS[name].measure(rows).value or 0.0 for name in LABEL_FIGURES}


class Tally:
    """How many of so many intervals held the truth."""

    def __init__(self) -> None:
        self.drawn = self.served = self.held = 0

    def add(self, bounds: tuple[float, float] | None, truth: float) -> None:
        """One draw."""
        self.drawn += 1
        if bounds is not None:
            self.served += 1
            self.held += bounds[0] - 1e-12 <= truth <= bounds[1] + 1e-12

    def line(self, figure: str, truth: float, n: int) -> dict[str, object]:
        """One row of the table."""
        share = self.held / self.served if self.served else 0.0
        outside = n >= 25 and not 0.93 <= share <= 0.97
        return {
            "figure": figure,
            "truth": round(truth, 4),
            "images": n,
            "coverage": round(share, 4),
            "se": round(sqrt(share * (1 - share) / max(1, self.served)), 4),
            "served": round(self.served / self.drawn, 3),
            "outside": "below" if outside and share < 0.93 else "above" if outside else "",
        }


def lines(all_images: Population, n: int, draws: int, bootstraps: int) -> list[dict[str, object]]:
    """All figures at one number of images."""
    truths = {name: measure(all_images.rows())[0] or 0.0 for name, measure in FIGURES.items()}
    of_labels = {f"{name} of labels": value for name, value in label_truth(all_images).items()}
    tallies = {name: Tally() for name in (*truths, *of_labels)}
    random = np.random.default_rng([SEED, n])
    for k in range(draws):
        images = random.integers(0, len(all_images), n)
        rows = all_images.rows(images)
        for name, measure in FIGURES.items():
            tallies[name].add(measure(rows)[1], truths[name])
        if k < bootstraps:
            bounds = label_bounds(all_images, images)
            for name in LABEL_FIGURES:
                tallies[f"{name} of labels"].add(bounds.get(name), of_labels[f"{name} of labels"])
    return [tally.line(name, (truths | of_labels)[name], n) for name, tally in tallies.items()]


def main() -> None:
    """All figures at all numbers of images."""
    options = arguments(__doc__)
    images, draws, bootstraps = (1_000, 300, 40) if options.quick else (5_000, 2_000, 400)
    drawn_from = population(images, SEED)
    rows = [row for n in SIZES for row in lines(drawn_from, n, draws, bootstraps)]
    place = {name: k for k, name in enumerate(dict.fromkeys(str(row["figure"]) for row in rows))}
    show("coverage of 95 % intervals", sorted(rows, key=lambda row: place[str(row["figure"])]), options)


if __name__ == "__main__":
    main()
