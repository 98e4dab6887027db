"""Agreement on image-level labels, with the coefficients that apply."""

from dataclasses import dataclass
from statistics import fmean

from labelqa.consensus import bootstrap_alpha
from labelqa.reports.cut import Cut
from labelqa.reports.figures import figure, label_verdict, value
from labelqa.reports.matrix import Pairs, label_pairs, pair_kappa
from labelqa.reports.ratings import ratings
from labelqa.store import Connection, totals

SEED = 20_150_418
"""Of the bootstrap: the same labels always get the same interval."""


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """`kappa` is the headline: Cohen's for two annotators, Krippendorff's alpha otherwise; `coefficient` says which.

    Percent agreement and
    AC1 stand beside it because of the kappa paradox: equal agreement, skewed classes, low kappa.
    """

    n_images: int
    percent_agreement: float | None
    kappa: float | None
    coefficient: str | None
    alpha: float | None
    ac1: float | None
    fleiss: float | None
    mean_pairwise_kappa: float | None
    n_pairs: int
    kappa_ci95: tuple[float, float] | None
    verdict: str | None


NONE = LabelAgreement(0, None, None, None, None, None, None, None, 0, None, None)


def label_agreement(connection: Connection, cut: Cut) -> LabelAgreement:
    """Of the cut's days. Of one class or one annotator it is not kept: see `kappa` of the annotators report."""
    if cut.where:
        return NONE
    return _all(connection, cut, label_pairs(connection, cut))


def _all(connection: Connection, cut: Cut, pairs: Pairs) -> LabelAgreement:
    by = ("n", "c1", "c2")
    rows = totals.rows(connection, cut.project.number, "label", window=cut.window, by=by, at_least=cut.at_least)
    percent = figure("percent_agreement", rows)
    if not percent.n:
        return NONE
    alpha, two = value("alpha", rows), len(pairs) == 1
    cohen = figure("kappa", next(iter(pairs.values()))) if two else None
    kappas = [k for k in map(pair_kappa, pairs.values()) if k is not None]
    headline = cohen.value if cohen else alpha
    return LabelAgreement(
        n_images=percent.n,
        percent_agreement=percent.value,
        kappa=headline,
        coefficient="cohen" if two else "krippendorff",
        alpha=alpha,
        ac1=value("ac1", rows),
        fleiss=value("fleiss", rows),
        mean_pairwise_kappa=fmean(kappas) if kappas else None,
        n_pairs=len(pairs),
        kappa_ci95=cohen.ci95 if cohen else _interval(connection, cut) if alpha is not None else None,
        verdict=label_verdict(headline, percent.n),
    )


def _interval(connection: Connection, cut: Cut) -> tuple[float, float] | None:
    """Bootstrap over images; of the whole project only, while its labels are few enough to be read at once."""
    if cut.window != totals.EVER or cut.at_least > 2:
        return None
    given = ratings(connection, cut.project)
    return bootstrap_alpha(given, seed=SEED) if given is not None else None
