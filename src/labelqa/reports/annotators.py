"""Who labels how: speed, approval, agreement with the others, skill, accuracy on truth."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Annotated, Any, Literal

from typing_extensions import Doc

from labelqa.consensus import skills
from labelqa.metrics import Rows
from labelqa.metrics.median import median_seconds
from labelqa.model import Project
from labelqa.reports import cursor, report
from labelqa.reports.cut import Cut
from labelqa.reports.figures import accuracy_over_images, figure, share, time, value
from labelqa.reports.matrix import Pairs, label_pairs, pair_kappa
from labelqa.reports.parameters import Cursor, Kind, Limit, Since, Smoothing, Until, window
from labelqa.reports.ratings import ratings
from labelqa.store import Connection, alerts, annotations, names, totals

Sort = Annotated[
    Literal["annotator_id", "-n_labelled", "approval_rate", "mean_iou", "benchmark_accuracy", "kappa", "skill"],
    Doc("order; figures worst first, annotators without one last"),
]


@dataclass(frozen=True, slots=True)
class AnnotatorRow:
    """One annotator. A rate stands beside the number it is over; null is not measured, never 0."""

    annotator_id: str
    name: str | None
    kind: str
    n_labelled: int
    approval_rate: float | None
    approval_ci95: tuple[float, float] | None
    n_reviewed: int
    first_pass_rate: float | None
    avg_seconds_per_image: float | None
    median_seconds_per_image: float | None
    n_timed: int
    mean_iou: float | None
    mean_iou_ci95: tuple[float, float] | None
    n_shared: int
    kappa: float | None
    skill: float | None
    benchmark_accuracy: float | None
    benchmark_accuracy_ci95: tuple[float, float] | None
    n_benchmark: int
    last_active: str | None
    flags: list[str]
    n_skipped: int


@dataclass(frozen=True, slots=True)
class Annotators:
    """A page of annotators."""

    annotators: list[AnnotatorRow]
    next: str | None


@report(table="annotators")
def annotators(
    connection: Connection,
    project: Project,
    *,
    kind: Kind = "person",
    since: Since = None,
    until: Until = None,
    sort: Sort = "annotator_id",
    smoothing: Smoothing = 0.01,
    limit: Limit = 100,
    cursor_: Cursor = None,
    viewer: str | None = None,
) -> Annotators:
    """Every annotator with speed, approval, agreement with the others, skill and accuracy on the truth set.

    In a window of days the median of seconds and `skill` are null: they cannot be added up by day.
    """
    rows = [
        row
        for row in _rows(connection, project, kind, window(since, until), smoothing)
        if viewer in (None, row.annotator_id)
    ]
    rows.sort(key=lambda row: _order(row, sort))
    query = [project.project_id, "annotators", kind, since, until, sort, smoothing, viewer]
    place = cursor.decode(cursor_, query, "s")
    start = next((k + 1 for k, row in enumerate(rows) if place and row.annotator_id == place[0]), 0)
    page = rows[start : start + limit]
    following = cursor.encode([page[-1].annotator_id], query) if start + limit < len(rows) else None
    return Annotators(page, following)


def _order(row: AnnotatorRow, sort: str) -> tuple[bool, float, str]:
    if sort == "annotator_id":
        return False, 0.0, row.annotator_id
    figure = getattr(row, sort.lstrip("-"))
    return figure is None, -(figure or 0) if sort.startswith("-") else (figure or 0), row.annotator_id


def _rows(
    connection: Connection, project: Project, kind: Any, days: totals.Window, smoothing: float
) -> list[AnnotatorRow]:
    number, ever = project.number, days == totals.EVER
    people = names.annotators(connection, number, kind)
    work, peer, bench = (_by_annotator(connection, project, tally, days) for tally in ("work", "peer", "benchmark"))
    timed = _by_annotator(connection, project, "seconds", days, by=("annotator", "bucket")) if ever else {}
    kappas = _kappas(label_pairs(connection, Cut(project, 2, None, None, days)))
    skill = _skills(connection, project, smoothing) if ever and kind == "person" else {}
    active, flags = annotations.last_active(connection, number), alerts.open_flags(connection, number)
    found = []
    for who, (name, _, display) in people.items():
        own, peers, truth = work.get(who, []), peer.get(who, []), bench.get(who, [])
        total = own[0] if own else {}
        approval, mean = figure("approval_rate", own), figure("mean_iou", peers)
        accuracy = accuracy_over_images(truth, objects=True)
        if accuracy.value is None:  # nobody was asked for objects: the share of right labels
            accuracy = accuracy_over_images(truth, objects=False)
        found.append(
            AnnotatorRow(
                annotator_id=name,
                name=display,
                kind=kind,
                n_labelled=total.get("annotations", 0),
                approval_rate=approval.value,
                approval_ci95=approval.ci95,
                n_reviewed=approval.n,
                first_pass_rate=value("first_pass_rate", own),
                avg_seconds_per_image=share(total.get("ms", 0), 1000 * total.get("timed", 0)),
                median_seconds_per_image=median_seconds(timed.get(who, [])),
                n_timed=total.get("timed", 0),
                mean_iou=mean.value,
                mean_iou_ci95=mean.ci95,
                n_shared=mean.n,
                kappa=kappas.get(who),
                skill=skill.get(name),
                benchmark_accuracy=accuracy.value,
                benchmark_accuracy_ci95=accuracy.ci95,
                n_benchmark=accuracy.n,
                last_active=time(active.get(who)),
                flags=flags.get(name, []),
                n_skipped=total.get("skipped", 0),
            )
        )
    return found


def _by_annotator(
    connection: Connection, project: Project, tally: str, days: totals.Window, by: tuple[str, ...] = ("annotator",)
) -> Mapping[int, Rows]:
    where = {"label_class": 0} if tally == "benchmark" else None
    found: dict[int, list[Mapping[str, int]]] = defaultdict(list)
    for row in totals.rows(
        connection, project.number, tally, window=days, by=by, where=where, at_least=2 if tally == "peer" else 0
    ):
        found[row["annotator"]].append(row)
    return found


def _kappas(pairs: Pairs) -> dict[int, float]:
    """{annotator: mean of the kappas with each of the others}, of pairs with at least ten common images."""
    found: dict[int, list[float]] = defaultdict(list)
    for pair, rows in pairs.items():
        kappa = pair_kappa(rows)
        if kappa is not None:
            for who in pair:
                found[who].append(kappa)
    return {who: fmean(values) for who, values in found.items()}


def _skills(connection: Connection, project: Project, smoothing: float) -> Mapping[str, float | None]:
    given = ratings(connection, project)
    if given is None:
        return {}
    return {name: f.value for name, f in skills(given, smoothing=smoothing).items()}
