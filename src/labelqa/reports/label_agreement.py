"""Agreement on image-level labels, with the coefficients that apply."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import fmean

from labelqa.reports.cut import Cut
from labelqa.reports.figures import label_verdict
from labelqa.reports.label_asked import HEADLINES, Asked, ClassLabels, asked_of, known_intervals
from labelqa.reports.label_interval import Interval, intervals
from labelqa.reports.label_patterns import patterns
from labelqa.reports.matrix import pair_kappa
from labelqa.store import Connection


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


def label_agreement(connection: Connection, cut: Cut) -> LabelAgreement:
    """Of the images that enough persons rated, in the cut's days, of its class or its annotator."""
    asked, table = asked_of(connection, cut)
    return _of_annotator(cut, asked) if cut.annotator is not None else _of_images(connection, cut, asked, table)


def _of_annotator(cut: Cut, asked: Asked) -> LabelAgreement:
    unknown = _served(cut, replace(asked, questions=()), {}, None)
    alike = [question.equal_share for question in asked.questions]
    known = [share for share in alike if share is not None]
    return replace(unknown, n_images=None, coefficient=None, percent_agreement=fmean(known) if known else None)


def _of_images(connection: Connection, cut: Cut, asked: Asked, table: list[ClassLabels] | None) -> LabelAgreement:
    if not asked.n_images:
        return replace(_served(cut, replace(asked, questions=()), {}, table), coefficient=None)
    return _served(cut, asked, _intervals(connection, cut, asked), table)


def _intervals(connection: Connection, cut: Cut, asked: Asked) -> dict[str, Interval]:
    """{figure: interval}, bootstrapped only while labels can be read at once."""
    yes_or_no = cut.project.label_type == "multi" or cut.label_class is not None
    ranks = asked.questions[0].ranks if asked.mean("ordinal_alpha") is not None else None
    drawn = patterns(connection, cut, ranks)
    found = {} if drawn is None else intervals(drawn, questions=yes_or_no, ordered=ranks is not None)
    return found | known_intervals(connection, cut, asked)


def _served(cut: Cut, asked: Asked, bounds: Mapping[str, Interval], table: list[ClassLabels] | None) -> LabelAgreement:
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
