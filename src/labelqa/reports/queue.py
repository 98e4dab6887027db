"""What the review queue has learnt of a project, and how far its chances can be trusted."""

import math
from dataclasses import dataclass

from labelqa.metrics.interval import wilson
from labelqa.metrics.proportion import proportion
from labelqa.model import Kind, Project
from labelqa.queue import Band, HiddenTruth, Ranking, Sample, missed_share
from labelqa.reports import report
from labelqa.reports.figures import time
from labelqa.store import Connection, names, queue_models


@dataclass(frozen=True, slots=True)
class Habits:
    """What is believed of one annotator or model: learnt from images on which several answered, no truth needed.

    `misses`: share of the real objects of usual size that it does not draw; `spurious_per_image`: boxes where nothing
    is; `wrong_class`: share of its objects; `edge_error`: standard deviation of an edge as a share of the object's
    side, at 30 px; null where no objects were asked for. `wrong_label`: chance of a wrong image-level label, null
    without any. `agreement`: mean pair score with other persons over `shared` images, drawn to the team's.
    """

    annotator_id: str
    kind: Kind
    misses: float | None
    spurious_per_image: float | None
    wrong_class: float | None
    edge_error: float | None
    wrong_label: float | None
    agreement: float | None
    shared: int


@dataclass(frozen=True, slots=True)
class ReliabilityBand:
    """Of `n` reviewed answers with a chance of error between `low` and `high`: `expected`, the mean chance, and
    `found`, the share that was wrong (rejected or corrected), with its 95 % interval `found_ci95`.
    """

    low: float
    high: float
    n: int
    expected: float
    found: float
    found_ci95: tuple[float, float]


@dataclass(frozen=True, slots=True)
class SampledReviews:
    """Reviews of images that were drawn at random: `n`, and `share_wrong` with its 95 % interval `wrong_ci95`.

    They alone tell what share of all labels is wrong; what comes from the top of the queue was chosen for being so.
    """

    n: int
    share_wrong: float | None
    wrong_ci95: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue's model: which `version`, of which project `revision`, `fitted_at` when and from how much: `images`
    that somebody labelled, and `verdicts`.

    `waiting`: images that it has not scored yet. `calibration_error`: mean distance of expected and found share over
    the bands; null without reviews. `sampled`: reviews of images drawn at random. `objects_per_image`: real ones,
    those that nobody drew included. Version 0: nothing was learnt yet, what projects are like in general holds.
    """

    version: int
    revision: int | None
    fitted_at: str | None
    images: int
    verdicts: int
    waiting: int
    objects_per_image: float | None
    annotators: list[Habits]
    sampled: SampledReviews
    reliability: list[ReliabilityBand]
    calibration_error: float | None


@report(table="annotators")
def queue(connection: Connection, project: Project, *, viewer: str | None = None) -> Queue:
    """What the review queue believes of everybody who labels, and how its chances of error stood beside the verdicts.

    It is learnt anew as the project grows, and scores every image again then.
    """
    fitted = queue_models.get(connection, project.number)
    version = queue_models.NEVER if fitted is None else fitted.version
    ranking = Ranking() if fitted is None else Ranking.from_json(fitted.parameters)
    people = names.annotators(connection, project.number)
    truth = ranking.truth
    met = truth.sources.keys() | truth.labels.errors.keys()
    habits = [_habits(truth, name, kind) for name, kind, _ in people.values() if name in met]
    return Queue(
        version=version,
        revision=None if fitted is None else fitted.revision,
        fitted_at=None if fitted is None else time(fitted.fitted_at),
        images=0 if fitted is None else fitted.images,
        verdicts=0 if fitted is None else fitted.verdicts,
        waiting=queue_models.waiting(connection, project.number, version),
        objects_per_image=truth.objects if truth.sources else None,
        annotators=[h for h in habits if viewer in (None, h.annotator_id)],
        sampled=_sampled(ranking.sample),
        reliability=[_band(band) for band in ranking.reliability.bands],
        calibration_error=ranking.reliability.error,
    )


def _habits(truth: HiddenTruth, name: str, kind: Kind) -> Habits:
    habit, record = truth.sources.get(name), truth.team.records.get(name)
    return Habits(
        annotator_id=name,
        kind=kind,
        misses=None if habit is None else missed_share(habit),
        spurious_per_image=None if habit is None else habit.spurious,
        wrong_class=None if habit is None else habit.confused,
        edge_error=None if habit is None else math.sqrt(habit.spread),
        wrong_label=truth.labels.errors.get(name),
        agreement=record.agreement if record is not None and record.shared else None,
        shared=record.shared if record is not None else 0,
    )


def _sampled(sample: Sample) -> SampledReviews:
    found = proportion(sample.wrong, sample.n)
    return SampledReviews(found.n, found.value, found.ci95)


def _band(band: Band) -> ReliabilityBand:
    found = band.wrong / band.n
    return ReliabilityBand(band.low, band.high, band.n, band.expected, found, wilson(band.wrong, band.n))
