"""Agreement on image-level labels in short, from the totals alone."""

from dataclasses import dataclass

from labelqa.reports.cut import Cut
from labelqa.reports.figures import label_verdict
from labelqa.reports.label_asked import HEADLINES, asked_of, known_intervals, shares_of
from labelqa.reports.label_interval import Interval
from labelqa.store import Connection


@dataclass(frozen=True, slots=True)
class LabelHeadline:
    """Agreement on image-level labels in short: the headline of `LabelAgreement`, by its name, and percent agreement.

    Only what the totals give: `kappa_ci95` is there for Cohen's kappa, of two annotators, and null for others.
    """

    coefficient: str
    kappa: float | None
    kappa_ci95: Interval | None
    percent_agreement: float | None
    percent_agreement_ci95: Interval | None
    n_images: int
    verdict: str | None


def label_headline(connection: Connection, cut: Cut) -> LabelHeadline | None:
    """The headline of all annotators from the totals alone; None where no image was rated twice."""
    if not shares_of(connection, cut):
        return None
    asked, _ = asked_of(connection, cut)
    kappa, known = asked.mean(HEADLINES[asked.coefficient]), known_intervals(connection, cut, asked)
    return LabelHeadline(
        coefficient=asked.coefficient,
        kappa=kappa,
        kappa_ci95=None if kappa is None else known.get(HEADLINES[asked.coefficient]),
        percent_agreement=asked.mean("percent_agreement"),
        percent_agreement_ci95=known.get("percent_agreement"),
        n_images=asked.n_images,
        verdict=label_verdict(kappa, asked.n_images),
    )
