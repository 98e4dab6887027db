"""What an annotator does wrong again and again, each with images on which it can be seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from labelqa.metrics.proportion import proportion
from labelqa.own.examples import Apart, Example, with_bias, with_confusion, with_error, with_wrong_label
from labelqa.reports.confusions import MOST_LISTED, Cells, of_truth, swaps
from labelqa.reports.findings import ENOUGH, ERROR_WORDS, NOTABLE, bias_finding
from labelqa.reports.scorecard import BenchmarkRow
from labelqa.tally import BIASES

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class OwnError:
    """One kind of error: `n` of `of` objects, and the newest images that show it.

    `missed` is a share of the truth's objects, all others of those drawn; `label` is a share of the labels that the
    truth has too, `apart` one of the newest 500 shared images, on which the agreement with the others is below 0.7.
    `notable`: there are at least 30 of them, and the lower end of the interval is above 2 %.
    """

    error: str
    text: str
    n: int
    of: int
    rate: float | None
    rate_ci95: Interval | None
    notable: bool
    images: list[str]


@dataclass(frozen=True, slots=True)
class OwnBias:
    """How far boxes lie off on `dx`, `dy`, `dw` or `dh`, over `n` matched objects, and the newest images that show it.

    `mean` is relative to the true box, for `dw` and `dh` a logarithm; `systematic` as in the benchmark, and `text` says
    then what it is.
    """

    axis: str
    text: str | None
    mean: float | None
    mean_ci95: Interval | None
    n: int
    systematic: bool
    images: list[str]


@dataclass(frozen=True, slots=True)
class OwnConfusion:
    """One class called another: `n` of `of` objects of the class, and the newest images that show it."""

    truth: str
    drawn: str
    n: int
    of: int
    images: list[str]


def errors(card: BenchmarkRow, wrong_labels: int, apart: Apart, seen: Sequence[Example]) -> list[OwnError]:
    """Every kind of error that was made, the most frequent share first."""
    found = [_error(name, card, seen) for name in ERROR_WORDS]
    words = f"gives the wrong label: {wrong_labels} of {card.n_labels} images"
    found.append(_fault("label", words, wrong_labels, card.n_labels, with_wrong_label(seen)))
    text = f"differs from the others on {apart.below} of the newest {apart.n} shared images"
    found.append(_fault("apart", text, apart.below, apart.n, apart.images))
    return sorted((error for error in found if error.n), key=lambda error: (-(error.rate or 0.0), error.error))


def _error(name: str, card: BenchmarkRow, seen: Sequence[Example]) -> OwnError:
    part, whole = (card.errors or {}).get(name, 0), card.n_truth if name == "missed" else card.n_drawn
    return _fault(name, ERROR_WORDS[name].format(k=part, n=whole), part, whole, with_error(seen, name))


def _fault(name: str, text: str, part: int, whole: int, images: list[str]) -> OwnError:
    told = proportion(part, whole)
    notable = whole >= ENOUGH and told.ci95 is not None and told.ci95[0] > NOTABLE
    return OwnError(name, text, part, whole, told.value, told.ci95, notable, images)


def biases(card: BenchmarkRow, seen: Sequence[Example]) -> list[OwnBias]:
    """All four quantities; images only for what is systematic."""
    return [
        OwnBias(
            axis=axis,
            text=told.text if (told := bias_finding(axis, found)) else None,
            mean=found.mean,
            mean_ci95=found.ci95,
            n=found.n,
            systematic=found.systematic,
            images=with_bias(seen, axis, found.mean or 0.0) if found.systematic else [],
        )
        for axis, found in ((axis, (card.bias or {})[axis]) for axis in BIASES)
    ]


def confusions(cells: Cells, classes: Mapping[int, str], seen: Sequence[Example]) -> list[OwnConfusion]:
    """The most frequent confusions; `classes`: names by number."""
    numbers, whole = {name: number for number, name in classes.items()}, of_truth(cells)
    return [
        OwnConfusion(truth, drawn, n, whole[truth], with_confusion(seen, numbers[truth], numbers[drawn]))
        for truth, drawn, n in swaps(cells)[:MOST_LISTED]
    ]
