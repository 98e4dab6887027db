"""How far annotators agree: the headline, image by image, pair by pair, and by day, week, class or size."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Gt, Le
from typing_extensions import Doc

from labelqa.metrics import Rows
from labelqa.metrics.interval import deviation
from labelqa.model import Project
from labelqa.reports import report
from labelqa.reports.agreed_images import ImageAgreement, page
from labelqa.reports.counted import counted
from labelqa.reports.counts import cells
from labelqa.reports.cut import cut_of
from labelqa.reports.drift import DriftEvent, drift_events
from labelqa.reports.figures import box_verdict, figure
from labelqa.reports.groups import Group, grouped
from labelqa.reports.histogram import Histogram, histogram
from labelqa.reports.label_agreement import LabelAgreement, label_agreement
from labelqa.reports.markers import MarkerRow, every_marker
from labelqa.reports.matrix import Matrix, matrix
from labelqa.reports.parameters import AnnotatorId, ClassName, Cursor, Limit, MinAnnotators, Since, Until
from labelqa.reports.presence import Presence, presence
from labelqa.store import Connection, assignments

Sort = Annotated[Literal["iou", "-iou", "image_id"], Doc("order of `by_image`: worst first, best first, by id")]
GroupBy = Annotated[Literal["day", "week", "class", "size"] | None, Doc("break the figures down into `groups`")]
Bins = Annotated[bool, Doc("count the images by their own agreement, in twenty bins of 0.05")]
Drift = Annotated[bool, Doc("list when agreement fell and when it was back, and the markers beside it")]
Threshold = Annotated[
    float, Gt(0), Le(1), Doc("IoU from which two boxes count as the same object in `f1`, `sq`, `pq` and `counts`")
]


@dataclass(frozen=True, slots=True)
class Counts:
    """Objects matched at the threshold and not, over all pairs; the integers behind the mean (sums x 2^30)."""

    tp: int
    fp: int
    fn: int
    n: int
    s1: int
    s2: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of persons on boxes and on image-level labels.

    `f1`, `sq`, `pq` and `counts` are at `iou_threshold`, `f1_50` is always at 0.5. `class_gap`: what different class
    names cost of the mean IoU. `presence`: agreement that there is anything at all. `markers`: with `drift`, what else
    changed, the newest 1,000 notes by time.
    """

    n_images: int
    mean_iou: float | None
    mean_iou_ci95: tuple[float, float] | None
    mean_iou_sd: float | None
    verdict: str
    n_empty: int
    mean_iou_incl_empty: float | None
    mean_iou_incl_empty_ci95: tuple[float, float] | None
    mean_iou_class_agnostic: float | None
    class_gap: float | None
    class_gap_ci95: tuple[float, float] | None
    f1_50: float | None
    f1_50_ci95: tuple[float, float] | None
    iou_threshold: float
    f1: float | None
    f1_ci95: tuple[float, float] | None
    sq: float | None
    sq_ci95: tuple[float, float] | None
    pq: float | None
    pq_ci95: tuple[float, float] | None
    counts: Counts
    presence: Presence
    labels: LabelAgreement
    by_image: list[ImageAgreement]
    matrix: Matrix
    groups: list[Group] | None
    histogram: Histogram | None
    drift: list[DriftEvent] | None
    markers: list[MarkerRow] | None
    next: str | None


@report(table="by_image")
def agreement(
    connection: Connection,
    project: Project,
    *,
    min_annotators: MinAnnotators = 2,
    class_: ClassName = None,
    annotator: AnnotatorId = None,
    since: Since = None,
    until: Until = None,
    iou_threshold: Threshold = 0.5,
    group_by: GroupBy = None,
    histogram_: Bins = False,
    drift: Drift = False,
    sort: Sort = "iou",
    limit: Limit = 100,
    cursor_: Cursor = None,
    viewer: str | None = None,
) -> Agreement:
    """How far annotators agree on the same images.

    `class` restricts the pair score to that class, `annotator` takes that annotator's per-image means with the others
    there. Both at once, and another `iou_threshold`, are compared anew, for up to 20,000 images. Days are those on
    which an image could first be compared.
    """
    cut = cut_of(connection, project, min_annotators, class_, annotator, since, until, viewer)
    found = counted(connection, cut, iou_threshold, by_class=group_by == "class")
    rows = cells(found.half, cut)
    rows_at = rows if found.at is found.half else cells(found.at, cut)
    mean, whole, f1_50 = (figure(name, rows) for name in ("mean_iou", "mean_iou_incl_empty", "f1_50"))
    anyhow, gap = (figure(name, [] if class_ else rows) for name in ("mean_iou_class_agnostic", "class_gap"))
    f1, sq, pq = (figure(name, rows_at) for name in ("f1_50", "sq", "pq"))
    n_images, n_empty = _sum(rows, "images") + _sum(rows, "empty"), _sum(rows, "empty")
    query = [project.project_id, "agreement", min_annotators, class_, annotator, since, until, sort, viewer]
    by_image, following = page(connection, cut, sort, limit, cursor_, query, found.images)
    return Agreement(
        n_images=n_images,
        mean_iou=mean.value,
        mean_iou_ci95=mean.ci95,
        mean_iou_sd=_spread(rows),
        verdict=box_verdict(mean.value, mean.n),
        n_empty=n_empty,
        mean_iou_incl_empty=whole.value,
        mean_iou_incl_empty_ci95=whole.ci95,
        mean_iou_class_agnostic=anyhow.value,
        class_gap=gap.value,
        class_gap_ci95=gap.ci95,
        f1_50=f1_50.value,
        f1_50_ci95=f1_50.ci95,
        iou_threshold=iou_threshold,
        f1=f1.value,
        f1_ci95=f1.ci95,
        sq=sq.value,
        sq_ci95=sq.ci95,
        pq=pq.value,
        pq_ci95=pq.ci95,
        counts=Counts(*[_sum(rows_at, k) for k in ("tp", "fp", "fn", "images", "s1", "s2")]),
        presence=presence(connection, cut),
        labels=label_agreement(connection, cut),
        by_image=by_image,
        matrix=matrix(connection, cut),
        groups=grouped(connection, cut, group_by, found.half, found.at) if group_by else None,
        histogram=histogram(cut, found.half) if histogram_ else None,
        drift=drift_events(connection, cut, _unseen(connection, project, viewer)) if drift else None,
        markers=every_marker(connection, project) if drift else None,
        next=following,
    )


def _unseen(connection: Connection, project: Project, viewer: str | None) -> frozenset[str]:
    """Images of which an own key is told nothing: those its annotator is still to label."""
    return frozenset() if viewer is None else assignments.open_for(connection, project.number, viewer)


def _sum(rows: Rows, counter: str) -> int:
    return sum(row[counter] for row in rows)


def _spread(rows: Rows) -> float | None:
    """Standard deviation between images, with n - 1."""
    return deviation(_sum(rows, "images"), _sum(rows, "s1"), _sum(rows, "s2"))
