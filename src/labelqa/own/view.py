"""One annotator's own view."""

from collections.abc import Sequence
from dataclasses import dataclass

from labelqa.errors import BadInput, Problem, quoted
from labelqa.metrics import Rows
from labelqa.metrics.median import median_seconds
from labelqa.model import Project
from labelqa.own.examples import LOOKED_AT, against_truth, apart_from_others
from labelqa.own.faults import OwnBias, OwnConfusion, OwnError, biases, confusions, errors
from labelqa.own.weeks import OwnFigure, OwnWeek, accuracy, told, weeks
from labelqa.reports.confusions import confusions as all_confusions
from labelqa.reports.cut import Cut
from labelqa.reports.figures import figure, share, time
from labelqa.reports.label_agreement import label_agreement
from labelqa.reports.parameters import annotator_number, viewer_number
from labelqa.reports.scorecard import asked, scorecard
from labelqa.reports.truth import Stored
from labelqa.store import Connection, alerts, names, totals
from labelqa.tally import BENCH

MOST_ALERTS = 100


@dataclass(frozen=True, slots=True)
class Beside:
    """An annotator's own figure beside that of all persons together, their own work included."""

    own: OwnFigure
    team: OwnFigure


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds for one image, over so many answers whose time is known."""

    median_seconds: float | None
    avg_seconds: float | None
    n: int


@dataclass(frozen=True, slots=True)
class PaceBeside:
    """An annotator's own pace beside that of all persons together."""

    own: Pace
    team: Pace


@dataclass(frozen=True, slots=True)
class OwnAlert:
    """An open alert about the annotator."""

    type: str
    severity: str
    message: str
    recommended_action: str
    since: str | None


@dataclass(frozen=True, slots=True)
class OwnView:
    """What one annotator may know: their own figures, errors and weeks, and the team's figures without any name.

    `accuracy`: against the truth, over objects (labels where nobody asked for objects). `mean_iou`, `label_agreement`:
    the annotator's with the others, and everybody's. `findings`: what stands out, in sentences, worst first. Example
    images are among the newest `looked_at` ones with a truth. In a team of two the team's figures tell the other's.
    """

    annotator_id: str
    revision: int
    n_labelled: int
    accuracy: Beside
    label_accuracy: Beside
    mean_iou: Beside
    label_agreement: Beside
    approval_rate: Beside
    first_pass_rate: Beside
    pace: PaceBeside
    findings: list[str]
    errors: list[OwnError]
    bias: list[OwnBias]
    confusions: list[OwnConfusion]
    looked_at: int
    weeks: list[OwnWeek]
    alerts: list[OwnAlert]


def own_view(connection: Connection, project: Project, annotator: str | None, *, viewer: str | None = None) -> OwnView:
    """The view of an annotator, or of the one whose own key asks (`viewer`), who may not have done anything yet.

    BadInput without either, and for an annotator who is not in the project or is no person.
    """
    name = annotator if viewer is None else viewer
    if name is None:
        raise _wrong("say whose view: annotator is missing")
    number = annotator_number(connection, project, name) if viewer is None else viewer_number(connection, project, name)
    people = names.annotators(connection, project.number)
    if number in people and people[number][1] != "person":
        raise _wrong(f"{quoted(name)} is a {people[number][1]}; this view is for persons")
    return _View(connection, project, number or 0, name, [k for k, who in people.items() if who[1] == "person"]).build()


def _wrong(text: str) -> BadInput:
    return BadInput(text, [Problem("/annotator", text)])


@dataclass(frozen=True, slots=True)
class _View:
    """Reads one annotator's rows and everybody's; number 0, which nobody has, finds nothing."""

    connection: Connection
    project: Project
    number: int
    name: str
    people: Sequence[int]

    def build(self) -> OwnView:
        """The view."""
        bench, team_bench = self._both("benchmark", label_class=0)
        work, team_work = self._both("work")
        peer, _ = self._both("peer", at_least=2)
        team_rows = totals.rows(self.connection, self.project.number, "agreement", at_least=2)
        row = bench[0] if bench else dict.fromkeys(BENCH, 0)
        source = Stored(self.connection, self.project, self.project.iou_threshold)
        cells = all_confusions(self.connection, self.project, source).get(self.number, {})
        card = scorecard(self.name, "person", row, [], cells)
        apart = apart_from_others(self.connection, self.project, self.number)
        seen = against_truth(self.connection, self.project, self.number)
        objects = asked(team_bench) or not any(own["labels"] for own in team_bench)
        classes = names.classes(self.connection, self.project.number)
        rates = {
            rate: Beside(told(figure(rate, work)), told(figure(rate, team_work)))
            for rate in ("approval_rate", "first_pass_rate")
        }
        return OwnView(
            annotator_id=self.name,
            revision=self.project.revision,
            n_labelled=sum(own["annotations"] for own in work),
            accuracy=Beside(*(accuracy(rows, objects=objects) for rows in (bench, team_bench))),
            label_accuracy=Beside(*(told(figure("label_accuracy", rows)) for rows in (bench, team_bench))),
            mean_iou=Beside(told(figure("mean_iou", peer)), told(figure("mean_iou", team_rows))),
            label_agreement=Beside(self._labels(self.number), self._labels(None)),
            approval_rate=rates["approval_rate"],
            first_pass_rate=rates["first_pass_rate"],
            pace=PaceBeside(self._pace(work, [self.number]), self._pace(team_work, self.people)),
            findings=card.findings,
            errors=errors(card, row["labels"] - row["labels_right"], apart, seen),
            bias=biases(card, seen),
            confusions=confusions(cells, classes, seen),
            looked_at=LOOKED_AT,
            weeks=weeks(self.connection, self.project, self.number, objects=objects),
            alerts=self._alerts(),
        )

    def _both(self, tally: str, *, at_least: int = 0, **where: int) -> tuple[Rows, Rows]:
        """The annotator's row of a tally, and that of all persons."""
        own, team = (
            totals.rows(
                self.connection,
                self.project.number,
                tally,
                where={"annotator": list(who), **where},
                at_least=at_least,
            )
            for who in ([self.number], self.people)
        )
        return own, team

    def _labels(self, annotator: int | None) -> OwnFigure:
        """Agreement on labels with the others there; of everybody over images, of one annotator over comparisons."""
        found = label_agreement(self.connection, Cut(self.project, 2, None, annotator, totals.EVER))
        n = found.n_comparisons if annotator is not None else found.n_images or 0
        return OwnFigure(found.percent_agreement, n, found.percent_agreement_ci95)

    def _pace(self, work: Rows, who: Sequence[int]) -> Pace:
        steps = totals.rows(
            self.connection, self.project.number, "seconds", by=("bucket",), where={"annotator": list(who)}
        )
        timed, ms = (sum(row[counter] for row in work) for counter in ("timed", "ms"))
        return Pace(median_seconds(steps), share(ms, 1000 * timed), timed)

    def _alerts(self) -> list[OwnAlert]:
        rows = alerts.page(self.connection, self.project.number, annotator=self.name, limit=MOST_ALERTS)
        return [OwnAlert(row.type, row.severity, row.message, row.action, time(row.since)) for row in rows]
