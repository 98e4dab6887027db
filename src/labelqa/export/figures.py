"""How good each annotator is, for exports that ask: the figures of the report on annotators."""

from collections.abc import Mapping
from dataclasses import dataclass

from labelqa.metrics import METRICS, Rows
from labelqa.model import Kind, Project
from labelqa.store import Connection, names, totals


@dataclass(frozen=True, slots=True)
class AnnotatorFigures:
    """`accuracy` against the truth, over `n` objects (or labels, of who drew none) with its 95 % interval; agreement.

    None is not measured. `truth_iou` is how well the truth is covered, over `n_truth` images; `mean_iou` is with the
    other persons, over `n_shared` images.
    """

    annotator_id: str
    kind: Kind
    accuracy: float | None
    accuracy_ci95: tuple[float, float] | None
    n: int
    truth_iou: float | None
    n_truth: int
    mean_iou: float | None
    n_shared: int

    @property
    def rank(self) -> tuple[float, float, str]:
        """The best first: who was measured against the truth, by that; then the others, by agreement; then by name.

        How well the truth is covered counts what is missed, what is spurious and how tightly is drawn; accuracy, which
        takes any box beyond the threshold for right, decides where nobody drew.
        """
        measured = self.accuracy if self.truth_iou is None else self.truth_iou
        against, agreement = (-1.0 if x is None else x for x in (measured, self.mean_iou))
        return -against, -agreement, self.annotator_id


def figures(connection: Connection, project: Project) -> dict[str, AnnotatorFigures]:
    """{annotator id: figures} of everybody in the project, over all days."""
    number = project.number
    bench, peer = _by_annotator(connection, number, "benchmark"), _by_annotator(connection, number, "peer")
    found = {}
    for who, (name, kind, _) in names.annotators(connection, number).items():
        accuracy = METRICS["accuracy"].measure(bench.get(who, []))
        if accuracy.value is None:  # nobody was asked for objects: the share of right labels
            accuracy = METRICS["label_accuracy"].measure(bench.get(who, []))
        truth = METRICS["benchmark_mean_iou"].measure(bench.get(who, []))
        mean = METRICS["mean_iou"].measure(peer.get(who, []))
        measured = accuracy.value, accuracy.ci95, accuracy.n
        found[name] = AnnotatorFigures(name, kind, *measured, truth.value, truth.n, mean.value, mean.n)
    return found


def _by_annotator(connection: Connection, project: int, tally: str) -> Mapping[int, Rows]:
    where = {"label_class": 0} if tally == "benchmark" else None
    rows = totals.rows(connection, project, tally, by=("annotator",), where=where, at_least=2 if tally == "peer" else 0)
    return {row["annotator"]: [row] for row in rows}
