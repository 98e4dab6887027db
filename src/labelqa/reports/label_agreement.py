"""Agreement on image-level labels, with the coefficients that apply."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from labelqa.metrics import Rows
from labelqa.metrics.interval import normal
from labelqa.reports.cut import Cut
from labelqa.reports.figures import label_verdict
from labelqa.reports.label_interval import Interval, intervals
from labelqa.reports.label_patterns import patterns
from labelqa.reports.label_questions import Question, one_question, question_per_class, tables_of
from labelqa.reports.matrix import Pairs, label_pairs, pair_kappa
from labelqa.store import Connection, names, totals


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
class LabelAgreement:
    """`kappa` is the headline: Cohen's for two annotators, Krippendorff's alpha otherwise; `coefficient` says which.

    Percent agreement and AC1 stand beside it because of the kappa paradox: equal agreement, skewed classes, low kappa.
    Where classes have an order, the headline is Cohen's kappa with quadratic weights (`weighted_kappa`), or ordinal
    alpha; null where a class was used that is not declared, for it has no place in the order. With several labels an
    image every class is a yes or no question: figures are unweighted means over the classes somebody chose where they
    are measurable, for `kappa` over `n_classes` of them, and `by_class` has each.

    Figures are over `n_images` images with two ratings or more, which make `n_comparisons` pairs of ratings; the
    `n_pairs` pairs of annotators, and `mean_pairwise_kappa` over those with ten common images, are over all images that
    both labelled, whatever `min_annotators`. Intervals are bootstrapped over images; those of Cohen's kappa come from
    its standard error and that of percent agreement from its spread between images, where there is one question.

    `class` makes it a yes or no question of that class. Of one `annotator` there are `percent_agreement`, over the
    `n_comparisons` with each of the others there, and `mean_pairwise_kappa`; images are not counted then.
    """

    label_type: str
    n_images: int | None
    n_comparisons: int
    percent_agreement: float | None
    percent_agreement_ci95: Interval | None
    kappa: float | None
    kappa_ci95: Interval | None
    coefficient: str | None
    n_classes: int | None
    alpha: float | None
    alpha_ci95: Interval | None
    ac1: float | None
    ac1_ci95: Interval | None
    fleiss: float | None
    fleiss_ci95: Interval | None
    weighted_kappa: float | None
    weighted_kappa_ci95: Interval | None
    weights: str | None
    ordinal_alpha: float | None
    ordinal_alpha_ci95: Interval | None
    mean_pairwise_kappa: float | None
    n_pairs: int
    verdict: str | None
    by_class: list[ClassLabels] | None


@dataclass(frozen=True, slots=True)
class _Asked:
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


HEADLINES = {
    "cohen": "cohen",
    "cohen_quadratic": "weighted_kappa",
    "krippendorff": "alpha",
    "krippendorff_ordinal": "ordinal_alpha",
}
"""Which figure of a question the headline is."""


def label_agreement(connection: Connection, cut: Cut) -> LabelAgreement:
    """Of the images that enough persons rated, in the cut's days, of its class or its annotator."""
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
        return _of_annotator(cut, _Asked(questions, pairs, 0, comparisons, ordered))
    rated = _shares(connection, cut)
    images = sum(row["images"] for row in rated)
    comparisons = sum(row["images"] * row["n"] * (row["n"] - 1) // 2 for row in rated)
    return _of_images(connection, cut, _Asked(questions, pairs, images, comparisons, ordered), table)


def _shares(connection: Connection, cut: Cut) -> Rows:
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


def _of_annotator(cut: Cut, asked: _Asked) -> LabelAgreement:
    unknown = _served(cut, replace(asked, questions=()), {}, None)
    alike = [question.equal_share for question in asked.questions]
    known = [share for share in alike if share is not None]
    return replace(unknown, n_images=None, coefficient=None, percent_agreement=fmean(known) if known else None)


def _of_images(connection: Connection, cut: Cut, asked: _Asked, table: list[ClassLabels] | None) -> LabelAgreement:
    if not asked.n_images:
        return replace(_served(cut, replace(asked, questions=()), {}, table), coefficient=None)
    return _served(cut, asked, _intervals(connection, cut, asked), table)


def _intervals(connection: Connection, cut: Cut, asked: _Asked) -> dict[str, Interval]:
    """{figure: interval}, bootstrapped only while labels can be read at once."""
    yes_or_no = cut.project.label_type == "multi" or cut.label_class is not None
    ranks = asked.questions[0].ranks if asked.mean("ordinal_alpha") is not None else None
    drawn = patterns(connection, cut, ranks)
    found = {} if drawn is None else intervals(drawn, questions=yes_or_no, ordered=ranks is not None)
    if not yes_or_no:
        rated = _shares(connection, cut)
        n, s1, s2 = (sum(row[name] for row in rated) for name in ("images", "s1", "s2"))
        found |= _if_known(percent_agreement=normal(n, s1, s2))
    if len(asked.questions) == 1:
        question = asked.questions[0]
        found |= _if_known(cohen=question.cohen.ci95, weighted_kappa=question.weighted_kappa.ci95)
    return found


def _if_known(**bounds: Interval | None) -> dict[str, Interval]:
    return {name: interval for name, interval in bounds.items() if interval is not None}


def _served(cut: Cut, asked: _Asked, bounds: Mapping[str, Interval], table: list[ClassLabels] | None) -> LabelAgreement:
    headline = HEADLINES[asked.coefficient]
    kappa, weighted = asked.mean(headline), asked.mean("weighted_kappa")
    kappas = [found for common in asked.pairs.values() if (found := pair_kappa(common)) is not None]

    def interval(name: str) -> Interval | None:
        return bounds.get(name) if asked.mean(name) is not None else None

    return LabelAgreement(
        label_type=cut.project.label_type,
        n_images=asked.n_images,
        n_comparisons=asked.n_comparisons,
        percent_agreement=asked.mean("percent_agreement"),
        percent_agreement_ci95=interval("percent_agreement"),
        kappa=kappa,
        kappa_ci95=interval(headline),
        coefficient=asked.coefficient,
        n_classes=None if table is None else sum(value is not None for value in asked.values(headline)),
        alpha=asked.mean("alpha"),
        alpha_ci95=interval("alpha"),
        ac1=asked.mean("ac1"),
        ac1_ci95=interval("ac1"),
        fleiss=asked.mean("fleiss"),
        fleiss_ci95=interval("fleiss"),
        weighted_kappa=weighted,
        weighted_kappa_ci95=interval("weighted_kappa"),
        weights=None if weighted is None else "quadratic",
        ordinal_alpha=asked.mean("ordinal_alpha"),
        ordinal_alpha_ci95=interval("ordinal_alpha"),
        mean_pairwise_kappa=fmean(kappas) if kappas else None,
        n_pairs=len(asked.pairs),
        verdict=label_verdict(kappa, asked.n_images),
        by_class=table,
    )
