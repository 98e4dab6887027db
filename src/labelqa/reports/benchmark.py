"""Everybody against the truth set: accuracy, named errors, box bias, confusions."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from typing_extensions import Doc

from labelqa.metrics import Figure, Rows
from labelqa.metrics.bias import Bias, bias
from labelqa.model import Project
from labelqa.reports import report
from labelqa.reports.figures import figure, value
from labelqa.reports.label_benchmark import LabelBenchmark, label_benchmark
from labelqa.reports.parameters import ClassName, Smoothing, Threshold, class_number
from labelqa.reports.truth import Source, source_of
from labelqa.store import Connection, names
from labelqa.tally import BENCH, BIASES, ERRORS

Profile = Annotated[Literal["labelqa"], Doc("definitions to measure by")]
CONFUSIONS = 10
"""Confusions listed per annotator, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """Truth of one class, drawn as another, n times."""

    truth: str
    drawn: str
    n: int


@dataclass(frozen=True, slots=True)
class BenchmarkRow:
    """One annotator or model against the truth."""

    annotator_id: str
    kind: str
    n_images: int
    n_empty: int
    accuracy: float | None
    accuracy_ci95: tuple[float, float] | None
    delta_vs_team: float | None
    precision: float | None
    precision_ci95: tuple[float, float] | None
    recall: float | None
    recall_ci95: tuple[float, float] | None
    f1: float | None
    mean_iou: float | None
    mean_iou_ci95: tuple[float, float] | None
    mean_iou_incl_empty: float | None
    tp: int
    fp: int
    fn: int
    errors: dict[str, int]
    bias: dict[str, Bias]
    confusions: list[Confusion]
    n_labels: int
    label_accuracy: float | None
    label_accuracy_ci95: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class TruthClass:
    """What persons drew where the truth has this class: objects by class drawn, or `missed`."""

    class_: str
    n: int
    drawn: dict[str, int]


@dataclass(frozen=True, slots=True)
class Team:
    """All persons pooled."""

    accuracy: float | None
    accuracy_ci95: tuple[float, float] | None
    precision: float | None
    recall: float | None
    f1: float | None
    mean_iou: float | None
    tp: int
    fp: int
    fn: int
    by_class: list[TruthClass]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The truth set, everybody measured against it, and the team.

    `recomputing`: images whose counts are still of an earlier threshold.
    """

    n_images: int
    n_objects: int
    iou_threshold: float
    profile: str
    annotators: list[BenchmarkRow]
    team: Team
    labels: LabelBenchmark
    recomputing: int


@report(table="annotators")
def benchmark(
    connection: Connection,
    project: Project,
    *,
    iou_threshold: Threshold = None,
    profile: Profile = "labelqa",
    class_: ClassName = None,
    smoothing: Smoothing = 0.01,
    viewer: str | None = None,
) -> Benchmark:
    """Accuracy, named errors, box bias and confusions of persons and models against the truth set.

    At a threshold other than the project's the truth images are compared anew, up to 20,000 of them.
    """
    source = source_of(connection, project, iou_threshold)
    label_class = class_number(connection, project, class_) or 0
    people = names.annotators(connection, project.number)
    rows = {r["annotator"]: r for r in source.rows("benchmark", by=("annotator",), where={"label_class": label_class})}
    persons = [row for who, row in rows.items() if people[who][1] == "person"]
    confusions = _confusions(connection, project, source)
    found = [
        _row(
            people[who][0],
            people[who][1],
            row,
            _minus(persons, row if people[who][1] == "person" else None),
            confusions[who],
        )
        for who, row in sorted(rows.items(), key=lambda item: people[item[0]][0])
        if viewer in (None, people[who][0])
    ]
    truth = source.rows("truth", where={"label_class": label_class})
    return Benchmark(
        n_images=truth[0]["images"] if truth else 0,
        n_objects=truth[0]["objects"] if truth else 0,
        iou_threshold=source.iou_threshold,
        profile=profile,
        annotators=found,
        team=_team(persons, [confusions[who] for who in rows if people[who][1] == "person"]),
        labels=label_benchmark(connection, project, smoothing),
        recomputing=project.recomputing,
    )


def _minus(rows: Rows, own: Mapping[str, int] | None) -> Rows:
    """The other persons' rows pooled, for the difference to the team."""
    return [row for row in rows if row is not own]


def _row(name: str, kind: str, row: Mapping[str, int], others: Rows, confused: "Cells") -> BenchmarkRow:
    rows = [row]
    accuracy, precision, recall = (figure(k, rows) for k in ("accuracy", "precision", "recall"))
    mean, labels = figure("benchmark_mean_iou", rows), figure("label_accuracy", rows)
    rest = value("accuracy", others) if others else None
    objects = row["images"] + row["empty"]
    return BenchmarkRow(
        annotator_id=name,
        kind=kind,
        n_images=objects or labels.n,
        n_empty=row["empty"],
        accuracy=accuracy.value if objects else labels.value,
        accuracy_ci95=accuracy.ci95 if objects else labels.ci95,
        delta_vs_team=None if accuracy.value is None or rest is None else accuracy.value - rest,
        precision=precision.value,
        precision_ci95=precision.ci95,
        recall=recall.value,
        recall_ci95=recall.ci95,
        f1=value("f1", rows),
        mean_iou=mean.value,
        mean_iou_ci95=mean.ci95,
        mean_iou_incl_empty=value("benchmark_mean_iou_incl_empty", rows),
        tp=row["tp"],
        fp=row["fp"],
        fn=row["fn"],
        errors={name: row[f"e_{name}"] for name in ERRORS},
        bias={axis: bias(axis, rows) for axis in BIASES},
        confusions=_top(confused),
        n_labels=labels.n,
        label_accuracy=labels.value,
        label_accuracy_ci95=labels.ci95,
    )


Cells = dict[tuple[str | None, str | None], int]
"""{(truth class or None, drawn class or None): objects}."""


def _confusions(connection: Connection, project: Project, source: Source) -> dict[int, Cells]:
    named = names.classes(connection, project.number)
    found: dict[int, Cells] = defaultdict(dict)
    for row in source.rows("confusion", by=("annotator", "truth_class", "drawn_class")):
        cell = named.get(row["truth_class"]), named.get(row["drawn_class"])
        found[row["annotator"]][cell] = row["objects"]
    return found


def _top(cells: Cells) -> list[Confusion]:
    swaps = [(n, t, d) for (t, d), n in cells.items() if t is not None and d is not None and t != d]
    return [Confusion(t, d, n) for n, t, d in sorted(swaps, key=lambda s: (-s[0], s[1], s[2]))[:CONFUSIONS]]


def _team(persons: Rows, confused: Sequence[Cells]) -> Team:
    pooled = [{k: sum(row[k] for row in persons) for k in BENCH}] if persons else []
    accuracy: Figure = figure("accuracy", pooled)
    counted: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for cells in confused:
        for (truth, drawn), n in cells.items():
            if truth is not None:
                counted[truth][drawn or "missed"] += n
    return Team(
        accuracy=accuracy.value,
        accuracy_ci95=accuracy.ci95,
        precision=value("precision", pooled),
        recall=value("recall", pooled),
        f1=value("f1", pooled),
        mean_iou=value("benchmark_mean_iou", pooled),
        **{k: pooled[0][k] if pooled else 0 for k in ("tp", "fp", "fn")},
        by_class=[
            TruthClass(name, sum(drawn.values()), dict(sorted(drawn.items(), key=lambda d: (-d[1], d[0]))))
            for name, drawn in sorted(counted.items())
        ],
    )
