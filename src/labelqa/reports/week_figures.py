"""The figures of one annotator, or of all persons together, by ISO week."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from labelqa.metrics import Figure, Rows
from labelqa.model import Project
from labelqa.reports.figures import accuracy_over_images, figure, share
from labelqa.reports.label_weeks import own_labels, team_labels
from labelqa.reports.weeks import Weeks, by_week
from labelqa.store import Connection, totals
from labelqa.store.totals import FIRST_DAY, LAST_DAY, Window

NOTHING = Figure(None, 0)


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """One ISO week, of what was labelled in it; agreement is of the images that became comparable then.

    `n_labelled_total`: answers up to the end of the week, or to `until`, those before `since` included. `mean_iou` is
    over `n_shared` images; `label_agreement` over `n_rated` comparisons with the others, or the team's over images,
    with an interval where that is of one question; `approval_rate` over the `n_reviewed` answers of the week that were
    judged at any time; `benchmark_accuracy` over `n_benchmark` objects, or labels where nobody was asked for objects.
    """

    week: str
    n_labelled: int
    n_labelled_total: int
    mean_iou: float | None
    mean_iou_ci95: tuple[float, float] | None
    n_shared: int
    label_agreement: float | None
    label_agreement_ci95: tuple[float, float] | None
    n_rated: int
    approval_rate: float | None
    approval_ci95: tuple[float, float] | None
    n_reviewed: int
    benchmark_accuracy: float | None
    benchmark_accuracy_ci95: tuple[float, float] | None
    n_benchmark: int
    avg_seconds_per_image: float | None
    n_timed: int


@dataclass(frozen=True, slots=True)
class Weekly:
    """Tallies by week; `work` is of all days up to the last one asked for, and the `first` one narrows it."""

    work: Weeks
    agreed: Weeks
    labels: Mapping[str, Figure]
    bench: Weeks
    n_undated: int
    first: int

    def weeks(self) -> list[str]:
        """The weeks with anything to show, in their order."""
        worked = {week for week in self.work if self._within(week)}
        return sorted({*worked, *self.agreed, *self.labels, *self.bench})

    def figures(self, weeks: Iterable[str], *, objects: bool) -> list[WeekFigures]:
        """The figures of these weeks, in their order; `objects`: accuracy is of objects, else of labels."""
        worked = sorted(self.work)
        so_far = [0, *accumulate(_sum(self.work[week], "annotations") for week in worked)]
        return [self._figures(week, so_far[bisect_right(worked, week)], objects=objects) for week in weeks]

    def _within(self, week: str) -> Rows:
        return [row for row in self.work.get(week, ()) if row["day"] >= self.first]

    def _figures(self, week: str, labelled: int, *, objects: bool) -> WeekFigures:
        work, bench = self._within(week), self.bench.get(week, ())
        mean, approval = figure("mean_iou", self.agreed.get(week, ())), figure("approval_rate", work)
        labels, accuracy = self.labels.get(week, NOTHING), accuracy_over_images(bench, objects=objects)
        timed = _sum(work, "timed")
        return WeekFigures(
            week=week,
            n_labelled=_sum(work, "annotations"),
            n_labelled_total=labelled,
            mean_iou=mean.value,
            mean_iou_ci95=mean.ci95,
            n_shared=mean.n,
            label_agreement=labels.value,
            label_agreement_ci95=labels.ci95,
            n_rated=labels.n,
            approval_rate=approval.value,
            approval_ci95=approval.ci95,
            n_reviewed=approval.n,
            benchmark_accuracy=accuracy.value,
            benchmark_accuracy_ci95=accuracy.ci95,
            n_benchmark=accuracy.n,
            avg_seconds_per_image=share(_sum(work, "ms"), 1000 * timed),
            n_timed=timed,
        )


def weekly(
    connection: Connection, project: Project, annotator: int | None, persons: Sequence[int], days: Window
) -> Weekly:
    """What is stored by week of one annotator, or of all `persons` without one."""
    first, last = FIRST_DAY if days[0] is None else days[0], LAST_DAY if days[1] is None else days[1]
    who = {"annotator": list(persons) if annotator is None else annotator}
    agreed, whose = ("agreement", None) if annotator is None else ("peer", who)
    ever = totals.rows(connection, project.number, "work", where=who)
    dated = by_week(connection, project, "work", where=who)
    labels = (
        team_labels(connection, project, days)
        if annotator is None
        else own_labels(connection, project, annotator, days)
    )
    return Weekly(
        work={week: kept for week, rows in dated.items() if (kept := [row for row in rows if row["day"] <= last])},
        agreed=by_week(connection, project, agreed, where=whose, window=days),
        labels=labels,
        bench=by_week(connection, project, "benchmark", where={**who, "label_class": 0}, window=days),
        n_undated=_sum(ever, "annotations") - sum(_sum(rows, "annotations") for rows in dated.values()),
        first=first,
    )


def _sum(rows: Rows, counter: str) -> int:
    return sum(row[counter] for row in rows)
