"""Everybody against the truth set: accuracy, named errors, box bias, confusions, and what to act on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from typing_extensions import Doc

from labelqa.errors import BadInput, Problem
from labelqa.facts.cvat import THRESHOLD
from labelqa.model import Project
from labelqa.reports import report
from labelqa.reports.confusions import by_truth, confusions
from labelqa.reports.cvat import scan
from labelqa.reports.cvat_scorecard import cvat_scorecard, cvat_team
from labelqa.reports.label_benchmark import LabelBenchmark, label_benchmark
from labelqa.reports.parameters import ClassName, Smoothing, Threshold, class_number
from labelqa.reports.scorecard import BenchmarkRow, Team, scorecard, team
from labelqa.reports.truth import source_of
from labelqa.store import Connection, names, totals

Profile = Annotated[Literal["labelqa", "cvat"], Doc("definitions to measure by: labelqa's, or those of CVAT's reports")]
People = Mapping[int, tuple[str, str, str | None]]
"""{number: (id, kind, display name)} of annotators, by id."""


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


@dataclass(frozen=True, slots=True)
class Measured:
    """What a profile makes of the truth set: its threshold, the rows by annotator id, and the team."""

    iou_threshold: float
    annotators: list[BenchmarkRow]
    team: Team


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

    At a threshold other than the project's the truth images are compared anew, up to 20,000 of them. So they are with
    `profile=cvat`, at 0.4 unless a threshold is given, for all classes together: figures are then defined as in the
    quality reports of CVAT, and come with its counts and confusion matrix. Boxes, turned boxes and image-level labels
    are compared, corners on hundredths of a pixel. Where CVAT's own reports are known to be wrong they are not
    followed: areas of turned boxes are exact, and several annotators are pooled over all their images.
    """
    label_class = class_number(connection, project, class_) or 0
    people = names.annotators(connection, project.number)
    if profile == "cvat":
        found = _by_cvat(connection, project, people, iou_threshold, class_)
    else:
        found = _by_labelqa(connection, project, people, iou_threshold, class_, label_class)
    truth = totals.rows(connection, project.number, "truth", where={"label_class": label_class})
    return Benchmark(
        n_images=truth[0]["images"] if truth else 0,
        n_objects=truth[0]["objects"] if truth else 0,
        iou_threshold=found.iou_threshold,
        profile=profile,
        annotators=[row for row in found.annotators if viewer in (None, row.annotator_id)],
        team=found.team,
        labels=label_benchmark(connection, project, smoothing),
        recomputing=project.recomputing,
    )


def _by_labelqa(
    connection: Connection,
    project: Project,
    people: People,
    iou_threshold: float | None,
    class_: str | None,
    label_class: int,
) -> Measured:
    source = source_of(connection, project, iou_threshold)
    found = source.rows("benchmark", by=("annotator",), where={"label_class": label_class})
    rows = {row["annotator"]: row for row in found}
    persons = {who: row for who, row in rows.items() if people[who][1] == "person"}
    cells = confusions(connection, project, source)
    cards = [
        scorecard(name, kind, rows[who], [r for p, r in persons.items() if p != who], cells.get(who, {}), class_)
        for who, (name, kind, _) in people.items()
        if who in rows
    ]
    known = set(names.classes(connection, project.number).values())
    by_class = by_truth([cells[who] for who in persons if who in cells], known, class_)
    return Measured(source.iou_threshold, cards, team(list(persons.values()), by_class))


def _by_cvat(
    connection: Connection, project: Project, people: People, iou_threshold: float | None, class_: str | None
) -> Measured:
    if class_ is not None:
        text = "profile cvat has no figures of one class alone; leave class out and read its confusion matrix"
        raise BadInput(text, [Problem("/class", text)])
    threshold = THRESHOLD if iou_threshold is None else iou_threshold
    sums, classes = scan(connection, project, threshold), names.classes(connection, project.number)
    persons = {who: found for who, found in sums.items() if people[who][1] == "person"}
    cards = [
        cvat_scorecard(name, kind, sums[who], [s for p, s in persons.items() if p != who], classes)
        for who, (name, kind, _) in people.items()
        if who in sums
    ]
    return Measured(threshold, cards, cvat_team(persons.values(), classes))
