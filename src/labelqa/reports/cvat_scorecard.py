"""Rows and team of the benchmark by CVAT's definitions: the same fields, of other counts."""

from collections.abc import Iterable, Mapping

from labelqa.metrics import Figure
from labelqa.metrics.proportion import mean_score, proportion
from labelqa.reports.confusions import Cells, by_truth, listed
from labelqa.reports.cvat import CvatCounts, CvatSums, counts, pooled
from labelqa.reports.scorecard import BenchmarkRow, Team

ZERO = Figure(0.0, 0)
"""0 / 0, which is 0 in this profile."""


def cvat_scorecard(
    name: str, kind: str, sums: CvatSums, others: Iterable[CvatSums], classes: Mapping[int, str]
) -> BenchmarkRow:
    """The row of one annotator by CVAT's definitions; `others` are the sums of the other persons.

    accuracy = valid / (pairs + missing + extra), precision = valid / drawn, recall = valid / truth, f1 their harmonic
    mean; 0 / 0 is 0. A pair of two classes counts once in the accuracy, in the default profile twice.
    """
    found, rest = counts(sums, classes), counts(pooled(others), classes)
    accuracy, precision, recall = _shares(found)
    mean = mean_score(sums.boxed, sums.s1, sums.s2)
    return BenchmarkRow(
        annotator_id=name,
        kind=kind,
        n_images=sums.images,
        n_empty=sums.empty,
        accuracy=accuracy.value,
        accuracy_ci95=accuracy.ci95,
        accuracy_ci95_images=None,
        n_accuracy=accuracy.n,
        delta_vs_team=_delta(found, rest),
        precision=precision.value,
        precision_ci95=precision.ci95,
        precision_ci95_images=None,
        recall=recall.value,
        recall_ci95=recall.ci95,
        recall_ci95_images=None,
        f1=_f1(found),
        f1_ci95=None,
        mean_iou=mean.value,
        mean_iou_ci95=mean.ci95,
        n_mean_iou=mean.n,
        mean_iou_incl_empty=None,
        tp=found.valid,
        fp=found.drawn - found.valid,
        fn=found.truth - found.valid,
        n_drawn=precision.n,
        n_truth=recall.n,
        miss_rate=None,
        miss_rate_ci95=None,
        spurious_rate=None,
        spurious_rate_ci95=None,
        errors=None,
        bias=None,
        confusions=listed(_named(sums, classes)),
        n_labels=sums.labelled,
        label_accuracy=None,
        label_accuracy_ci95=None,
        findings=[],
        cvat=found,
    )


def cvat_team(persons: Iterable[CvatSums], classes: Mapping[int, str]) -> Team:
    """All persons pooled over their images by CVAT's definitions.

    CVAT's own report of a task carries the mean IoU of its first job; here it is the mean over all images compared.
    """
    sums = pooled(persons)
    found = counts(sums, classes)
    accuracy, precision, recall = _shares(found)
    mean = mean_score(sums.boxed, sums.s1, sums.s2)
    return Team(
        accuracy=accuracy.value,
        accuracy_ci95=accuracy.ci95,
        accuracy_ci95_images=None,
        n_accuracy=accuracy.n,
        precision=precision.value,
        precision_ci95=precision.ci95,
        precision_ci95_images=None,
        recall=recall.value,
        recall_ci95=recall.ci95,
        recall_ci95_images=None,
        f1=_f1(found),
        f1_ci95=None,
        mean_iou=mean.value,
        mean_iou_ci95=mean.ci95,
        n_mean_iou=mean.n,
        tp=found.valid,
        fp=found.drawn - found.valid,
        fn=found.truth - found.valid,
        n_drawn=precision.n,
        n_truth=recall.n,
        miss_rate=None,
        miss_rate_ci95=None,
        spurious_rate=None,
        spurious_rate_ci95=None,
        by_class=by_truth([_named(sums, classes)], list(classes.values())),
        cvat=found,
    )


def _shares(found: CvatCounts) -> list[Figure]:
    """Accuracy, precision and recall."""
    return [proportion(found.valid, n) if n else ZERO for n in (found.total, found.drawn, found.truth)]


def _f1(found: CvatCounts) -> float:
    objects = found.drawn + found.truth
    return 2 * found.valid / objects if objects else 0.0


def _delta(found: CvatCounts, rest: CvatCounts) -> float | None:
    return found.valid / found.total - rest.valid / rest.total if found.total and rest.total else None


def _named(sums: CvatSums, classes: Mapping[int, str]) -> Cells:
    return {(classes.get(truth), classes.get(drawn)): n for (drawn, truth), n in sums.cells.items()}
