"""A project in few figures: what a list of projects shows of each."""

from dataclasses import dataclass

from labelqa.model import Project
from labelqa.reports.alerts import alert_counts
from labelqa.reports.cut import Cut
from labelqa.reports.figures import box_verdict, figure, share, time
from labelqa.reports.label_headline import LabelHeadline, label_headline
from labelqa.store import Connection, totals


@dataclass(frozen=True, slots=True)
class ProjectFigures:
    """Figures as the reports have them: `mean_iou` over `n_images` images, `labels` where images were labelled twice.

    `labelled`: images with at least one person's annotation, and their share; `open_alerts` by severity; `as_of`: the
    last write.
    """

    images: int
    labelled: int
    labelled_share: float | None
    mean_iou: float | None
    mean_iou_ci95: tuple[float, float] | None
    n_images: int
    verdict: str
    labels: LabelHeadline | None
    open_alerts: dict[str, int]
    as_of: str


def figures_of(connection: Connection, project: Project) -> ProjectFigures:
    """A handful of reads of the project's totals."""
    covered = totals.counts(connection, project.number, "coverage", "n", "images")
    images, labelled = sum(covered.values()), sum(n for people, n in covered.items() if people)
    mean = figure("mean_iou", totals.rows(connection, project.number, "agreement", at_least=2))
    return ProjectFigures(
        images=images,
        labelled=labelled,
        labelled_share=share(labelled, images),
        mean_iou=mean.value,
        mean_iou_ci95=mean.ci95,
        n_images=mean.n,
        verdict=box_verdict(mean.value, mean.n),
        labels=label_headline(connection, Cut(project, 2, None, None, totals.EVER)),
        open_alerts=alert_counts(connection, project).by_severity,
        as_of=time(project.changed_at) or "",
    )
