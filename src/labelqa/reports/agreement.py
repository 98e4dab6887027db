"""How far annotators agree: the headline, image by image, pair by pair, and by day, week, class or size."""

from dataclasses import dataclass
from typing import Annotated, Literal

from typing_extensions import Doc

from labelqa.metrics import Rows
from labelqa.metrics.interval import deviation
from labelqa.model import Project
from labelqa.reports import cursor, report
from labelqa.reports.cut import Cut, cut_of
from labelqa.reports.drift import DriftEvent, drift_events
from labelqa.reports.figures import box_verdict, figure, score, value
from labelqa.reports.groups import Group, grouped
from labelqa.reports.label_agreement import LabelAgreement, label_agreement
from labelqa.reports.matrix import Matrix, matrix
from labelqa.reports.parameters import AnnotatorId, ClassName, Cursor, Limit, MinAnnotators, Since, Until
from labelqa.store import Connection, listing

Sort = Annotated[Literal["iou", "-iou", "image_id"], Doc("order of `by_image`: worst first, best first, by id")]
GroupBy = Annotated[Literal["day", "week", "class", "size"] | None, Doc("break the figures down into `groups`")]

Drift = Annotated[bool, Doc("list when agreement fell and when it was back")]


@dataclass(frozen=True, slots=True)
class ImageAgreement:
    """One image: mean pair score of its annotators, how many answered, whether all drew nothing."""

    image_id: str
    iou: float
    n: int
    empty: bool


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
    """Agreement of persons on boxes and on image-level labels."""

    n_images: int
    mean_iou: float | None
    mean_iou_ci95: tuple[float, float] | None
    mean_iou_sd: float | None
    verdict: str
    n_empty: int
    mean_iou_incl_empty: float | None
    mean_iou_class_agnostic: float | None
    f1_50: float | None
    sq: float | None
    pq: float | None
    counts: Counts
    labels: LabelAgreement
    by_image: list[ImageAgreement]
    matrix: Matrix
    groups: list[Group] | None
    drift: list[DriftEvent] | None
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
    group_by: GroupBy = None,
    drift: Drift = False,
    sort: Sort = "iou",
    limit: Limit = 100,
    cursor_: Cursor = None,
    viewer: str | None = None,
) -> Agreement:
    """How far annotators agree on the same images.

    `class` restricts the pair score to that class, `annotator` takes that annotator's per-image means with the others
    there; not both at once. Days are those on which an image could first be compared.
    """
    cut = cut_of(connection, project, min_annotators, class_, annotator, since, until, viewer)
    rows = cut.rows(connection)
    mean = figure("mean_iou", rows)
    n_images, n_empty = _sum(rows, "images") + _sum(rows, "empty"), _sum(rows, "empty")
    query = [project.project_id, "agreement", min_annotators, class_, annotator, since, until, sort, viewer]
    by_image, following = _page(connection, cut, sort, limit, cursor_, query)
    return Agreement(
        n_images=n_images,
        mean_iou=mean.value,
        mean_iou_ci95=mean.ci95,
        mean_iou_sd=_spread(rows),
        verdict=box_verdict(mean.value, mean.n),
        n_empty=n_empty,
        mean_iou_incl_empty=value("mean_iou_incl_empty", rows),
        mean_iou_class_agnostic=None if class_ else value("mean_iou_class_agnostic", rows),
        f1_50=value("f1_50", rows),
        sq=value("sq", rows),
        pq=value("pq", rows),
        counts=Counts(*[_sum(rows, k) for k in ("tp", "fp", "fn", "images", "s1", "s2")]),
        labels=label_agreement(connection, cut),
        by_image=by_image,
        matrix=matrix(connection, cut),
        groups=grouped(connection, cut, group_by) if group_by else None,
        drift=drift_events(connection, cut) if drift else None,
        next=following,
    )


def _sum(rows: Rows, counter: str) -> int:
    return sum(row[counter] for row in rows)


def _spread(rows: Rows) -> float | None:
    """Standard deviation between images, with n - 1."""
    return deviation(_sum(rows, "images"), _sum(rows, "s1"), _sum(rows, "s2"))


def _page(
    connection: Connection,
    cut: Cut,
    sort: Literal["iou", "-iou", "image_id"],
    limit: int,
    given: str | None,
    query: object,
) -> tuple[list[ImageAgreement], str | None]:
    place = cursor.decode(given, query, "is")
    after = (int(place[0] or 0), str(place[1])) if place else None
    rows = listing.by_agreement(
        connection,
        cut.project.number,
        at_least=cut.at_least,
        order=sort,
        window=cut.window,
        label_class=cut.label_class,
        annotator=cut.annotator if cut.viewer is None else cut.viewer,
        after=after,
        limit=limit + 1,
    )
    following = cursor.encode([rows[limit - 1].value, rows[limit - 1].name], query) if len(rows) > limit else None
    listed = [ImageAgreement(r.name, score(r.value) or 0.0, r.n, bool(r.empty)) for r in rows[:limit]]
    return listed, following
