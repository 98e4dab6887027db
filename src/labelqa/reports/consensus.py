"""Consensus of boxes: everybody beside what the others agree on, and the consensus itself beside the truth."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from annotated_types import Gt, Le
from typing_extensions import Doc

from labelqa.consensus import Terms, skills
from labelqa.metrics import Figure, Rows
from labelqa.metrics.over_images import ACCURACY, PRECISION, RECALL, over_images
from labelqa.model import Project
from labelqa.reports import report
from labelqa.reports.consensus_images import Sums, seen
from labelqa.reports.figures import figure, value
from labelqa.reports.parameters import Since, Until, window
from labelqa.reports.ratings import ratings
from labelqa.reports.scorecard import Interval, f1_interval
from labelqa.store import Connection, names, totals

Quorum = Annotated[float, Gt(0), Le(1), Doc("share of an image's annotators that must have drawn an object")]
Joined = Annotated[float, Gt(0), Le(1), Doc("mean IoU from which boxes of several annotators are the same object")]


@dataclass(frozen=True, slots=True)
class ConsensusRow:
    """One person beside the consensus of the others, on images that two or more others drew on.

    `n_images` counts those, `n_empty` of them without an object on either side. `tp`, `fp` and `fn` count objects that
    match the consensus, that are not in it, and that are in it alone; what the others leave open counts nowhere.
    Intervals take images as the unit.
    `precision` is over `n_drawn` objects, `recall` over `n_consensus`, `mean_iou` over `n_mean_iou` images. `skill` is
    about image-level labels, over `n_skill` of them; in a window of days it is null: it cannot be split by day.
    """

    annotator_id: str
    n_images: int
    n_empty: int
    tp: int
    fp: int
    fn: int
    precision: float | None
    precision_ci95: Interval | None
    n_drawn: int
    recall: float | None
    recall_ci95: Interval | None
    n_consensus: int
    f1: float | None
    f1_ci95: Interval | None
    mean_iou: float | None
    mean_iou_ci95: Interval | None
    n_mean_iou: int
    skill: float | None
    skill_ci95: Interval | None
    n_skill: int


@dataclass(frozen=True, slots=True)
class ConsensusTruth:
    """The consensus of all persons, benchmarked against the truth like an annotator; disputed objects are left out.

    `n_images` counts truth images that two or more persons drew on, `n_empty` of them without an object on either side.
    `accuracy` and `f1` are over the objects in `tp`, `fp` and `fn`, `mean_iou` over `n_mean_iou` images.
    """

    n_images: int
    n_empty: int
    tp: int
    fp: int
    fn: int
    accuracy: float | None
    accuracy_ci95: Interval | None
    f1: float | None
    f1_ci95: Interval | None
    mean_iou: float | None
    mean_iou_ci95: Interval | None
    n_mean_iou: int


@dataclass(frozen=True, slots=True)
class ConsensusReport:
    """The consensus on `n_images` images that two or more persons drew on; `n_crowded` more were left out, on which
    boxes overlap more than 100,000 times.

    `n_objects`: objects that reach the quorum; `n_disputed` of them were drawn by one of exactly two persons.
    `n_below_quorum`: objects that too few drew. `matched_at`: IoU from which an object counts as found, the project's.
    """

    n_images: int
    n_crowded: int
    n_objects: int
    n_disputed: int
    n_below_quorum: int
    matched_at: float
    truth: ConsensusTruth
    annotators: list[ConsensusRow]


@report(table="annotators")
def consensus(
    connection: Connection,
    project: Project,
    *,
    quorum: Quorum = 0.5,
    iou_threshold: Joined = 0.4,
    since: Since = None,
    until: Until = None,
    viewer: str | None = None,
) -> ConsensusReport:
    """Every person beside the consensus of the others, and whether the consensus of all is worth exporting.

    Boxes of several persons that mean the same object become one, the median of every edge. Nobody is scored against a
    consensus that holds their own answer. It is found anew for up to 20,000 images that two or more persons drew on;
    `since` and `until` are days on which an image could first be compared. Other shapes take part with their hulls.
    """
    days = window(since, until)
    terms = Terms(quorum=quorum, iou_threshold=iou_threshold, classes=names.classes(connection, project.number))
    found = seen(connection, project, days, terms)
    able = _skills(connection, project) if days == totals.EVER else {}
    people = sorted(found.annotators.keys() | {name for name, skill in able.items() if skill.n})
    return ConsensusReport(
        n_images=found.images,
        n_crowded=found.crowded,
        n_objects=found.objects,
        n_disputed=found.disputed,
        n_below_quorum=found.left_out,
        matched_at=project.iou_threshold,
        truth=_truth(found.truth),
        annotators=[
            _row(name, found.annotators.get(name, Sums()), able.get(name, Figure(None, 0)))
            for name in people
            if viewer in (None, name)
        ],
    )


def _skills(connection: Connection, project: Project) -> Mapping[str, Figure]:
    given = ratings(connection, project)
    return {} if given is None else skills(given)


def _row(name: str, sums: Sums, skill: Figure) -> ConsensusRow:
    rows: Rows = [sums.counters]
    precision, recall, mean = (figure(k, rows) for k in ("precision", "recall", "benchmark_mean_iou"))
    return ConsensusRow(
        annotator_id=name,
        n_images=sums.counters["images"] + sums.counters["empty"],
        n_empty=sums.counters["empty"],
        tp=sums.counters["tp"],
        fp=sums.counters["fp"],
        fn=sums.counters["fn"],
        precision=precision.value,
        precision_ci95=over_images(rows, PRECISION),
        n_drawn=precision.n,
        recall=recall.value,
        recall_ci95=over_images(rows, RECALL),
        n_consensus=recall.n,
        f1=value("f1", rows),
        f1_ci95=f1_interval(over_images(rows, ACCURACY)),
        mean_iou=mean.value,
        mean_iou_ci95=mean.ci95,
        n_mean_iou=mean.n,
        skill=skill.value,
        skill_ci95=skill.ci95,
        n_skill=skill.n,
    )


def _truth(sums: Sums) -> ConsensusTruth:
    rows: Rows = [sums.counters]
    mean = figure("benchmark_mean_iou", rows)
    return ConsensusTruth(
        n_images=sums.counters["images"] + sums.counters["empty"],
        n_empty=sums.counters["empty"],
        tp=sums.counters["tp"],
        fp=sums.counters["fp"],
        fn=sums.counters["fn"],
        accuracy=value("accuracy", rows),
        accuracy_ci95=over_images(rows, ACCURACY),
        f1=value("f1", rows),
        f1_ci95=f1_interval(over_images(rows, ACCURACY)),
        mean_iou=mean.value,
        mean_iou_ci95=mean.ci95,
        n_mean_iou=mean.n,
    )
