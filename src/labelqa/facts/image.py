"""One image's annotations -> its facts and its bag. Pure: no store, no clock; their order does not matter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from labelqa.facts.agreement import Agreement, agreement, day_of, nth_time, persons
from labelqa.facts.audit import audited
from labelqa.facts.benchmark import benchmark, benchmark_labels, count_truth, truth_of
from labelqa.facts.comparison import Comparison, Drawn, drawn
from labelqa.facts.labels import LabelAgreement, label_agreement
from labelqa.facts.suggestions import Suggested, suggested
from labelqa.metrics.median import bucket
from labelqa.model import VERDICTS, Answer, Project
from labelqa.tally import BY_NAME, ONE, Bag, count, div

COVERAGE, CONTENT, WORK, SECONDS, FLAG = (BY_NAME[n] for n in ("coverage", "content", "work", "seconds", "flag"))
STATUSES = ("unlabelled", "unreviewed", "approved", "rejected", "corrected", "mixed")
"""Review status of an image, by the number that is stored."""
FLAGS = {
    "low_agreement": 1,
    "suggestion_outlier": 2,
    "truth_mismatch": 4,
    "label_disagreement": 8,
    "conflicting_verdicts": 16,
}
"""Reasons for a look, by the bit that is stored."""
HALF = ONE // 2
"""IoU from which persons' boxes count as the same object in F1@.5; the project's threshold is that of the benchmark."""
LOW = 7 * ONE // 10
"""Agreement below 0.7 is flagged: the bar of the verdict `healthy`."""
MISMATCH = ONE // 2
"""An image whose persons' mean score against the truth is below 0.5 is flagged."""
NO_SIGMAS: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What is known of one image. Scores are x 2^30; None where nothing can be measured; times in ms.

    `n`: persons who answered, `n_boxes`: of those, who were asked for boxes. `day`: the UTC day that the boxes of the
    image count under, that of their second answer; 0 when unknown or without one (labels have a day of their own).
    `pairs` holds every two compared annotations, `classes` {class: (objects, agreement)}.
    """

    n: int
    n_boxes: int
    status: int
    flags: int
    empty: bool
    objects: int
    suggested: int
    iou: int | None
    truth_iou: int | None
    suggestion_iou: int | None
    label_agreement: int | None
    comparable_at: int | None
    answered_at: int | None
    updated_at: int
    day: int
    pairs: tuple[Comparison, ...]
    classes: dict[int, tuple[int, int | None]]
    bag: Bag


def measured(project: Project, answers: Sequence[Answer], *, iou_threshold: float | None = None) -> ImageFacts:
    """The facts of one image under the project's settings, or at another IoU threshold of the benchmark."""
    return facts(
        answers,
        iou_threshold=project.iou_threshold if iou_threshold is None else iou_threshold,
        min_annotators=project.min_annotators,
        sigmas=project.sigmas,
        multi=project.label_type == "multi",
    )


def facts(
    answers: Sequence[Answer],
    *,
    iou_threshold: float = 0.5,
    min_annotators: int = 2,
    sigmas: Mapping[str, float] = NO_SIGMAS,
    multi: bool = False,
) -> ImageFacts:
    """The facts of an image from its current annotations, in any order.

    `multi`: an image-level answer may hold any number of classes, each a question of its own. `sigmas`: see
    `labelqa.model.Project`.

    >>> from labelqa.model import Boxes
    >>> box = Boxes([1], [10.0], [10.0], [20.0], [20.0])
    >>> ana, bo = (Answer(i, name, "person", boxes=box) for i, name in enumerate(("ana", "bo")))
    >>> facts([bo, ana]).iou == ONE
    True
    """
    threshold = int(iou_threshold * ONE + 0.5)
    given = sorted((a for a in answers if not a.cancelled), key=lambda a: a.name)
    people = [a for a in given if a.kind == "person"]
    boxed = persons(given, sigmas)
    asked = {p.answer.annotator: p for p in boxed}
    asked |= {a.annotator: drawn(a, sigmas) for a in given if a.boxes is not None and a.kind != "person"}
    models = [asked[a.annotator] for a in given if a.kind == "model" and a.annotator in asked]
    bag: Bag = {}
    team = agreement(bag, boxed, HALF)
    rated = label_agreement(bag, people, multi)
    audit = suggested(bag, boxed, models, HALF)
    truth = truth_of(given)
    checked = _against_truth(bag, given, truth, asked, threshold, multi) if truth else ()
    audited(bag, audit.pairs, checked)
    content = _content(bag, people)
    for answer in answers:
        _work(bag, answer)
    bag[COVERAGE.number, (len(people),)] = [1]
    truth_iou = _mean([p.score for p in checked if p.a.answer.kind == "person"])
    suggestion_iou = _mean([p.score for p in audit.pairs])
    status = _status(people)
    flags = _flags(bag, people, team, audit, truth_iou, rated)
    return ImageFacts(
        n=len(people),
        n_boxes=len(boxed),
        status=status,
        flags=flags,
        empty=team.empty,
        objects=sum(len(p) for p in boxed),
        suggested=audit.objects,
        iou=team.value,
        truth_iou=truth_iou,
        suggestion_iou=suggestion_iou,
        label_agreement=rated.value,
        comparable_at=_comparable_at(
            team, rated, boxed_times=[p.answer.submitted_at for p in boxed], need=min_annotators
        ),
        answered_at=nth_time([p.submitted_at for p in people], 1),
        updated_at=max((max(a.submitted_at or 0, a.verdict_at or 0) for a in answers), default=0),
        day=day_of(nth_time([p.answer.submitted_at for p in boxed], 2)),
        pairs=(*team.pairs, *audit.pairs, *checked),
        classes={k: (n, team.class_values.get(k)) for k, n in content.items()},
        bag=bag,
    )


def _against_truth(
    bag: Bag, given: Sequence[Answer], truth: Answer, asked: Mapping[int, Drawn], threshold: int, multi: bool
) -> tuple[Comparison, ...]:
    count_truth(bag, truth)
    found = []
    for answer in given:
        if answer.kind == "truth":
            continue
        benchmark_labels(bag, answer, truth, multi)
        if answer.annotator in asked and truth.annotator in asked:
            found.append(benchmark(bag, asked[answer.annotator], asked[truth.annotator], threshold))
    return tuple(found)


def _content(bag: Bag, people: Sequence[Answer]) -> dict[int, int]:
    """Adds the objects and image-level labels of persons by class; returns the objects by class."""
    objects: dict[int, int] = {}
    labels: dict[int, int] = {}
    for p in people:
        for k in p.boxes.classes if p.boxes else ():
            objects[k] = objects.get(k, 0) + 1
        for k in p.labels or ():
            labels[k] = labels.get(k, 0) + 1
    found = {k: objects.get(k, 0) for k in sorted(objects.keys() | labels.keys())}
    for k, n in found.items():
        bag[CONTENT.number, (k,)] = [1, n, labels.get(k, 0)]
    return found


def _work(bag: Bag, answer: Answer) -> None:
    """Adds an annotator's own work under the day of the annotation; truth is no work."""
    if answer.kind == "truth":
        return
    key = (day_of(answer.submitted_at), answer.annotator)
    if answer.cancelled:
        count(bag, WORK, key, {"skipped": 1})
        return
    values = {"annotations": 1, "objects": 0 if answer.boxes is None else len(answer.boxes.classes)}
    if answer.ai_assisted:
        values["ai"] = 1
    if answer.ms is not None:
        values |= {"timed": 1, "ms": answer.ms}
        count(bag, SECONDS, (answer.annotator, bucket(answer.ms)), {"annotations": 1})
    if answer.verdict is not None:
        values[VERDICTS[answer.verdict - 1]] = 1
    if answer.first_verdict is not None:
        values |= {"first_reviewed": 1, "first_approved": int(answer.first_verdict == 1)}
    count(bag, WORK, key, values)


def _mean(values: Sequence[int]) -> int | None:
    return div(sum(values), len(values)) if values else None


def _status(people: Sequence[Answer]) -> int:
    verdicts = {p.verdict for p in people}
    if not people:
        return STATUSES.index("unlabelled")
    if None in verdicts:
        return STATUSES.index("unreviewed")
    if len(verdicts) > 1:
        return STATUSES.index("mixed")
    return STATUSES.index(VERDICTS[(verdicts.pop() or 1) - 1])


def _flags(
    bag: Bag,
    people: Sequence[Answer],
    team: Agreement,
    audit: Suggested,
    truth_iou: int | None,
    rated: LabelAgreement,
) -> int:
    raised = {
        "low_agreement": team.value is not None and team.value < LOW,
        "suggestion_outlier": audit.outlier,
        "truth_mismatch": truth_iou is not None and truth_iou < MISMATCH,
        "label_disagreement": rated.value is not None and rated.value < LOW,
        "conflicting_verdicts": any([p.conflict for p in people]),
    }
    bits = [FLAGS[name] for name, is_raised in raised.items() if is_raised]
    for bit in bits:
        count(bag, FLAG, (bit,), {"images": 1})
    return sum(bits)


def _comparable_at(
    team: Agreement, rated: LabelAgreement, *, boxed_times: Sequence[int | None], need: int
) -> int | None:
    """When the image could first be compared: the time of the answer that made it so."""
    return nth_time(boxed_times if team.n >= 2 else rated.times, max(2, need))
