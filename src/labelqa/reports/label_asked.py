"""What a cut of a project asked for image-level labels, and the answers: what the figures of labels are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from labelqa.metrics import Rows
from labelqa.metrics.interval import normal
from labelqa.reports.cut import Cut
from labelqa.reports.label_interval import Interval
from labelqa.reports.label_questions import Question, one_question, question_per_class, tables_of
from labelqa.reports.matrix import Pairs, label_pairs
from labelqa.store import Connection, names, totals

HEADLINES = {
    "cohen": "cohen",
    "cohen_quadratic": "weighted_kappa",
    "krippendorff": "alpha",
    "krippendorff_ordinal": "ordinal_alpha",
}
"""Which figure of a question the headline is."""


@dataclass(frozen=True, slots=True)
class ClassLabels:
    """One class of a project with several labels an image, as a yes or no question; `share_of_yes`: of all answers.

    `kappa` is Cohen's for two annotators, else null; `alpha` serves any number of them.
    """

    class_: str
    n_images: int
    percent_agreement: float | None
    kappa: float | None
    alpha: float | None
    ac1: float | None
    share_of_yes: float | None


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of a cut, their answers by pairs of annotators, and the images that enough annotators rated."""

    questions: Sequence[Question]
    pairs: Pairs
    n_images: int
    n_comparisons: int
    ordered: bool

    @property
    def coefficient(self) -> str:
        """The headline."""
        if len(self.pairs) == 1:
            return "cohen_quadratic" if self.ordered else "cohen"
        return "krippendorff_ordinal" if self.ordered else "krippendorff"

    def values(self, coefficient: str) -> list[float | None]:
        """A coefficient of each question."""
        return [getattr(question, coefficient).value for question in self.questions]

    def mean(self, coefficient: str) -> float | None:
        """The unweighted mean over the questions where it is measurable."""
        known = [value for value in self.values(coefficient) if value is not None]
        return fmean(known) if known else None


def asked_of(connection: Connection, cut: Cut) -> tuple[Asked, list[ClassLabels] | None]:
    """What was asked, and each class where every one is a question."""
    pairs = label_pairs(connection, cut)
    if cut.annotator is not None:
        pairs = {pair: common for pair, common in pairs.items() if cut.annotator in pair}
    tables = tables_of(connection, cut, pairs)
    table: list[ClassLabels] | None = None
    if cut.project.label_type == "multi":
        per_class = question_per_class(connection, cut, tables)
        questions, named = list(per_class.values()), names.classes(connection, cut.project.number)
        table = [_of_class(named[k], question) for k, question in per_class.items()]
    else:
        questions = [one_question(connection, cut, tables)]
    ordered = cut.project.label_type == "ordinal" and cut.label_class is None
    if cut.annotator is not None:
        comparisons = sum(common.images for common in pairs.values())
        return Asked(questions, pairs, 0, comparisons, ordered), table
    rated = shares_of(connection, cut)
    images = sum(row["images"] for row in rated)
    comparisons = sum(row["images"] * row["n"] * (row["n"] - 1) // 2 for row in rated)
    return Asked(questions, pairs, images, comparisons, ordered), table


def shares_of(connection: Connection, cut: Cut) -> Rows:
    """Sums of the images' own shares of agreeing pairs, by how many rated them."""
    number = cut.project.number
    return totals.rows(connection, number, "label_share", window=cut.window, by=("n",), at_least=cut.at_least)


def _of_class(name: str, question: Question) -> ClassLabels:
    return ClassLabels(
        class_=name,
        n_images=question.percent_agreement.n,
        percent_agreement=question.percent_agreement.value,
        kappa=question.cohen.value,
        alpha=question.alpha.value,
        ac1=question.ac1.value,
        share_of_yes=question.share_of_yes,
    )


def known_intervals(connection: Connection, cut: Cut, asked: Asked) -> dict[str, Interval]:
    """{figure: interval} of what needs no bootstrap."""
    found: dict[str, Interval] = {}
    if cut.project.label_type != "multi" and cut.label_class is None:
        rated = shares_of(connection, cut)
        n, s1, s2 = (sum(row[name] for row in rated) for name in ("images", "s1", "s2"))
        found |= _if_known(percent_agreement=normal(n, s1, s2))
    if len(asked.questions) == 1:
        question = asked.questions[0]
        found |= _if_known(cohen=question.cohen.ci95, weighted_kappa=question.weighted_kappa.ci95)
    return found


def _if_known(**bounds: Interval | None) -> dict[str, Interval]:
    return {name: interval for name, interval in bounds.items() if interval is not None}
