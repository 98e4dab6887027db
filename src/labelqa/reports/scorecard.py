"""One annotator, and the team, against the truth: every figure with what it is over and its 95 % interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from labelqa.metrics import Figure, Rows
from labelqa.metrics.bias import Bias, bias
from labelqa.metrics.over_images import ACCURACY, PRECISION, RECALL, over_images
from labelqa.metrics.proportion import proportion
from labelqa.reports.confusions import Cells, Confusion, TruthClass, listed
from labelqa.reports.cvat import CvatCounts
from labelqa.reports.figures import figure, value
from labelqa.reports.findings import findings
from labelqa.tally import BENCH, BIASES, ERRORS

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class BenchmarkRow:
    """One annotator or model against the truth.

    `accuracy` is over `n_accuracy` objects, drawn or due; where nobody asked for objects it is that of the labels.
    `precision` and `spurious_rate` are over `n_drawn` objects, `recall` and `miss_rate` over `n_truth`, `mean_iou` over
    `n_mean_iou` images. Intervals that end in `_images`, and `f1_ci95`, take images as the unit and hold what they say
    (`benchmarks/coverage.py`); those of Wilson beside them take every object for itself, as the field is used to, and
    are too narrow where objects of one image are alike. `f1_ci95` is that of the accuracy a, as F1 = 2 a / (1 + a).
    `delta_vs_team`: accuracy less that of all other persons. `findings`: what stands out, in sentences, worst first.

    With `profile=cvat` the counts are in `cvat`, `tp` is `valid`, `fp` and `fn` are what else is drawn and due, and
    what the profile does not define is null: `errors`, `bias`, the rates of misses and of spurious objects, the
    interval of F1, and the figures of labels and of empty images; `findings` is empty.
    """

    annotator_id: str
    kind: str
    n_images: int
    n_empty: int
    accuracy: float | None
    accuracy_ci95: Interval | None
    accuracy_ci95_images: Interval | None
    n_accuracy: int
    delta_vs_team: float | None
    precision: float | None
    precision_ci95: Interval | None
    precision_ci95_images: Interval | None
    recall: float | None
    recall_ci95: Interval | None
    recall_ci95_images: Interval | None
    f1: float | None
    f1_ci95: Interval | None
    mean_iou: float | None
    mean_iou_ci95: Interval | None
    n_mean_iou: int
    mean_iou_incl_empty: float | None
    tp: int
    fp: int
    fn: int
    n_drawn: int
    n_truth: int
    miss_rate: float | None
    miss_rate_ci95: Interval | None
    spurious_rate: float | None
    spurious_rate_ci95: Interval | None
    errors: dict[str, int] | None
    bias: dict[str, Bias] | None
    confusions: list[Confusion]
    n_labels: int
    label_accuracy: float | None
    label_accuracy_ci95: Interval | None
    findings: list[str]
    cvat: CvatCounts | None


@dataclass(frozen=True, slots=True)
class Team:
    """All persons pooled, over the same numbers of things as in a row.

    The intervals take every answer for itself: where persons share images they are somewhat too narrow.
    """

    accuracy: float | None
    accuracy_ci95: Interval | None
    accuracy_ci95_images: Interval | None
    n_accuracy: int
    precision: float | None
    precision_ci95: Interval | None
    precision_ci95_images: Interval | None
    recall: float | None
    recall_ci95: Interval | None
    recall_ci95_images: Interval | None
    f1: float | None
    f1_ci95: Interval | None
    mean_iou: float | None
    mean_iou_ci95: Interval | None
    n_mean_iou: int
    tp: int
    fp: int
    fn: int
    n_drawn: int
    n_truth: int
    miss_rate: float | None
    miss_rate_ci95: Interval | None
    spurious_rate: float | None
    spurious_rate_ci95: Interval | None
    by_class: list[TruthClass]
    cvat: CvatCounts | None


def scorecard(
    name: str, kind: str, row: Mapping[str, int], others: Rows, cells: Cells, only: str | None = None
) -> BenchmarkRow:
    """The row of one annotator by the project's definitions; `others` are the rows of the other persons.

    `only`: the class that `row` is of. Everything is read from rows of the benchmark tally.
    """
    rows: Rows = [row]
    f, labels, empty = _figures(rows), figure("label_accuracy", rows), row["empty"]
    biases = {axis: bias(axis, [row]) for axis in BIASES}
    return BenchmarkRow(
        annotator_id=name,
        kind=kind,
        n_images=row["images"] + empty or labels.n,
        n_empty=empty,
        accuracy=f["accuracy"].value,
        accuracy_ci95=f["accuracy"].ci95,
        accuracy_ci95_images=over_images(rows, ACCURACY),
        n_accuracy=f["accuracy"].n,
        delta_vs_team=_delta(row, others),
        precision=f["precision"].value,
        precision_ci95=f["precision"].ci95,
        precision_ci95_images=over_images(rows, PRECISION),
        recall=f["recall"].value,
        recall_ci95=f["recall"].ci95,
        recall_ci95_images=over_images(rows, RECALL),
        f1=f["f1"].value,
        f1_ci95=f["f1"].ci95,
        mean_iou=f["mean"].value,
        mean_iou_ci95=f["mean"].ci95,
        n_mean_iou=f["mean"].n,
        mean_iou_incl_empty=value("benchmark_mean_iou_incl_empty", [row]),
        tp=row["tp"],
        fp=row["fp"],
        fn=row["fn"],
        n_drawn=f["precision"].n,
        n_truth=f["recall"].n,
        miss_rate=f["missed"].value,
        miss_rate_ci95=f["missed"].ci95,
        spurious_rate=f["spurious"].value,
        spurious_rate_ci95=f["spurious"].ci95,
        errors={error: row[f"e_{error}"] for error in ERRORS},
        bias=biases,
        confusions=listed(cells, only),
        n_labels=labels.n,
        label_accuracy=labels.value,
        label_accuracy_ci95=labels.ci95,
        findings=findings(row, biases, cells, only),
        cvat=None,
    )


def team(persons: Rows, by_class: Sequence[TruthClass]) -> Team:
    """All persons pooled by the project's definitions, from their rows of the benchmark tally."""
    pooled = {counter: sum(row[counter] for row in persons) for counter in BENCH}
    rows: Rows = [pooled]
    f = _figures(rows)
    return Team(
        accuracy=f["accuracy"].value,
        accuracy_ci95=f["accuracy"].ci95,
        accuracy_ci95_images=over_images(rows, ACCURACY),
        n_accuracy=f["accuracy"].n,
        precision=f["precision"].value,
        precision_ci95=f["precision"].ci95,
        precision_ci95_images=over_images(rows, PRECISION),
        recall=f["recall"].value,
        recall_ci95=f["recall"].ci95,
        recall_ci95_images=over_images(rows, RECALL),
        f1=f["f1"].value,
        f1_ci95=f["f1"].ci95,
        mean_iou=f["mean"].value,
        mean_iou_ci95=f["mean"].ci95,
        n_mean_iou=f["mean"].n,
        tp=pooled["tp"],
        fp=pooled["fp"],
        fn=pooled["fn"],
        n_drawn=f["precision"].n,
        n_truth=f["recall"].n,
        miss_rate=f["missed"].value,
        miss_rate_ci95=f["missed"].ci95,
        spurious_rate=f["spurious"].value,
        spurious_rate_ci95=f["spurious"].ci95,
        by_class=list(by_class),
        cvat=None,
    )


def _figures(rows: Rows) -> dict[str, Figure]:
    """The figures that rows and team have in common."""
    found = {name: figure(name, rows) for name in ("precision", "recall")}
    found["mean"] = figure("benchmark_mean_iou", rows)
    found["accuracy"] = _accuracy(rows, asked(rows))
    found["f1"] = replace(figure("f1", rows), ci95=f1_interval(over_images(rows, ACCURACY)))
    found["missed"] = proportion(sum(row["e_missed"] for row in rows), found["recall"].n)
    found["spurious"] = proportion(sum(row["e_spurious"] for row in rows), found["precision"].n)
    return found


def asked(rows: Rows) -> bool:
    """True when somebody was asked for objects."""
    return any(row["images"] + row["empty"] for row in rows)


def _accuracy(rows: Rows, objects: bool) -> Figure:
    return figure("accuracy" if objects else "label_accuracy", rows)


def _delta(row: Mapping[str, int], others: Rows) -> float | None:
    """Like is set beside like: objects beside objects, or labels beside labels."""
    own, rest = (_accuracy(rows, asked([row])).value for rows in ([row], others))
    return None if own is None or rest is None else own - rest


def f1_interval(accuracy: Interval | None) -> Interval | None:
    """The interval of F1, from that of the share of objects, drawn or due, that are right.

    With a = TP / (TP + FP + FN) F1 is 2 a / (1 + a), which rises with a: so the ends of the interval of a, taken the
    same way, hold F1 exactly when those of a hold a.

    >>> f1_interval((0.5, 1.0))
    (0.6666666666666666, 1.0)
    """
    if accuracy is None:
        return None
    low, high = (2 * a / (1 + a) for a in accuracy)
    return low, high
