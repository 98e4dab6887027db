"""Agreement on image-level labels by ISO week: of everybody, or of one annotator with the others there."""

from collections.abc import Iterable, Mapping
from statistics import fmean

from labelqa.metrics import Figure, Rows
from labelqa.metrics.choice import question_pair, questions
from labelqa.metrics.proportion import mean_score
from labelqa.model import Project
from labelqa.reports.label_questions import Question
from labelqa.reports.weeks import by_week
from labelqa.store import Connection
from labelqa.store.totals import Window

ALL = (0, 0)
"""Stands for the pairs of an annotator with each of the others, whose answers add up."""


def team_labels(connection: Connection, project: Project, window: Window) -> Mapping[str, Figure]:
    """{week: percent agreement over the images two persons rated}, with its interval where there is one question."""
    rated = by_week(connection, project, "label_share", by=("n",), window=window)
    if project.label_type != "multi":
        return {week: mean_score(*_sums(rows)) for week, rows in rated.items()}
    by = ("n", "label_class", "yes")
    asked = by_week(connection, project, "choice", by=by, window=window) if rated else {}
    return {week: _of_questions(_sums(rows)[0], asked.get(week, ())) for week, rows in rated.items()}


def _sums(rows: Rows) -> tuple[int, int, int]:
    n, s1, s2 = (sum(row[name] for row in rows) for name in ("images", "s1", "s2"))
    return n, s1, s2


def _of_questions(images: int, rows: Rows) -> Figure:
    return Figure(_mean(Question(of, {}).percent_agreement.value for of in questions(rows).values()), images)


def own_labels(connection: Connection, project: Project, annotator: int, window: Window) -> Mapping[str, Figure]:
    """{week: share of an annotator's comparisons with each of the others in which both answered alike}."""
    multi = project.label_type == "multi"
    tally, by = ("choice_pair", ("label_class",)) if multi else ("label_pair", ("c1", "c2"))
    found: dict[str, list[Mapping[str, int]]] = {}
    for side in ("a", "b"):
        for week, rows in by_week(connection, project, tally, where={side: annotator}, by=by, window=window).items():
            found.setdefault(week, []).extend(rows)
    return {week: _of_pairs(rows, multi=multi) for week, rows in found.items()}


def _of_pairs(rows: Rows, *, multi: bool) -> Figure:
    classes = sorted({row["label_class"] for row in rows} - {0}) if multi else []
    every = [question_pair(rows, k) for k in classes] if multi else [rows]
    return Figure(_mean(Question((), {ALL: of}).equal_share for of in every), sum(row["images"] for row in rows))


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None
