"""Label files in, figures out: everybody who answered the same image is compared."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from pathlib import Path
from statistics import fmean

from labelqa.errors import BadFile, Problem
from labelqa.facts import facts
from labelqa.geometry import columns
from labelqa.metrics import METRICS, Figure
from labelqa.metrics.choice import questions
from labelqa.model import Annotation, Answer, Kind
from labelqa.sources import Source, Summary, complete, count
from labelqa.tally import BY_NAME, ONE, Bag, add, rows

APART = 10
"""Images named on which annotators agree least."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Who answered an image, in which file, and where in it (`place`, as messages call it; empty when not known)."""

    annotator_id: str
    path: Path
    place: str


@dataclass(frozen=True, slots=True)
class Apart:
    """An image on which persons do not agree: the mean IoU of its pairs, and who drew what they drew where."""

    image_id: str
    iou: float
    drawn: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class Examination:
    """The figures of a set of label files, each with its n and interval where it has one.

    `apart`: the images with the lowest agreement, lowest first; none that agrees wholly.
    """

    summary: Summary
    mean_iou: Figure
    mean_iou_class_agnostic: Figure
    f1_50: Figure
    percent_agreement: Figure
    kappa: Figure
    coefficient: str
    accuracy: Figure
    imbalance: float | None
    largest: str | None
    smallest: str | None
    apart: tuple[Apart, ...]


def examine(sources: Sequence[Source], *, iou_threshold: float = 0.5, multi: bool = False) -> Examination:
    """Reads all files and compares everybody who answered the same image.

    `multi`: image-level answers may hold several classes, each a question of its own; kappa is then the mean of
    their alphas. Raises BadFile when a file cannot be read, or calls one annotator two kinds.
    """
    summary, newest = _newest(sources)
    people, classes = (sorted(names) for names in _names(newest))
    numbers = {name: k for k, name in enumerate(people, 1)}, {name: k for k, name in enumerate(classes, 1)}
    total, agreed = Bag(), dict[str, int]()
    for image_id, answers in _answers(newest, *numbers).items():
        bag = facts(answers, iou_threshold=iou_threshold, multi=multi).bag
        add(total, bag)
        if (iou := _agreed(bag)) is not None:
            agreed[image_id] = iou
    persons = {numbers[0][a.annotator_id] for a, _ in newest.values() if a.kind == "person"}
    return _figures(summary, total, classes, persons, multi, _apart(agreed, newest))


Newest = dict[tuple[str, str], tuple[Annotation, Path]]
"""By image and annotator: the answer that holds, and the file it is from."""


def _newest(sources: Sequence[Source]) -> tuple[Summary, Newest]:
    summary, images, newest, kinds = Summary(), set[str](), Newest(), dict[str, Kind]()
    for source in sources:
        for item in source.read():
            count(summary, item, images)
            if not isinstance(item, Annotation):
                continue
            if not item.cancelled and kinds.setdefault(item.annotator_id, item.kind) != item.kind:
                text = f"{item.place}: annotator {item.annotator_id!r} is a {item.kind} here and something else before"
                raise BadFile(text, [Problem(item.place, text)])
            key = item.image_id, item.annotator_id
            held = newest.get(key)
            if held is None or _age(item) >= _age(held[0]):
                newest[key] = item, source.path
    complete(summary, images, kinds.values())
    return summary, {key: found for key, found in newest.items() if not found[0].cancelled}


def _age(annotation: Annotation) -> tuple[int, int]:
    return annotation.revision or 0, -1 if annotation.submitted_at is None else annotation.submitted_at


def _names(newest: Newest) -> tuple[set[str], set[str]]:
    given = [a for a, _ in newest.values()]
    used = {o.class_name for a in given for o in a.objects or ()} | {name for a in given for name in a.labels or ()}
    return {a.annotator_id for a in given}, used


def _answers(newest: Newest, people: Mapping[str, int], classes: Mapping[str, int]) -> dict[str, list[Answer]]:
    found: dict[str, list[Answer]] = defaultdict(list)
    for a, _ in newest.values():
        objects = None if a.objects is None else sorted(a.objects, key=lambda o: o.order)
        found[a.image_id].append(
            Answer(
                annotator=people[a.annotator_id],
                name=a.annotator_id,
                kind=a.kind,
                submitted_at=a.submitted_at,
                boxes=None if objects is None else columns(objects, classes),
                labels=None if a.labels is None else tuple(classes[k] for k in sorted(set(a.labels))),
            )
        )
    return found


def _agreed(bag: Bag) -> int | None:
    """The mean IoU x 2^30 of persons on one image; None when nobody can be compared, or all left it empty."""
    found = [row["s1"] for row in rows(bag, BY_NAME["agreement"]) if row["images"]]
    return found[0] if found else None


def _apart(agreed: Mapping[str, int], newest: Newest) -> tuple[Apart, ...]:
    worst = nsmallest(APART, ((iou, image_id) for image_id, iou in agreed.items() if iou < ONE))
    drawn: dict[str, list[Drawn]] = {image_id: [] for _, image_id in worst}
    for (image_id, annotator_id), (a, path) in sorted(newest.items(), key=lambda item: item[0]):
        if image_id in drawn and a.kind == "person" and a.objects is not None:
            drawn[image_id].append(Drawn(annotator_id, path, a.place))
    return tuple(Apart(image_id, iou / ONE, tuple(drawn[image_id])) for iou, image_id in worst)


def _figures(
    summary: Summary,
    total: Bag,
    classes: Sequence[str],
    persons: Collection[int],
    multi: bool,
    apart: tuple[Apart, ...],
) -> Examination:
    agreement, bench = (_ever(total, name) for name in ("agreement", "benchmark"))
    percent, kappa, coefficient = _of_several(total) if multi else _of_one(total)
    content = {row["label_class"]: row["objects"] + row["labels"] for row in rows(total, BY_NAME["content"])}
    seen = sorted((n, classes[k - 1]) for k, n in content.items() if n)
    return Examination(
        summary=summary,
        mean_iou=METRICS["mean_iou"].measure(agreement),
        mean_iou_class_agnostic=METRICS["mean_iou_class_agnostic"].measure(agreement),
        f1_50=METRICS["f1_50"].measure(agreement),
        percent_agreement=percent,
        kappa=kappa,
        coefficient=coefficient,
        accuracy=METRICS["accuracy"].measure([r for r in bench if not r["label_class"] and r["annotator"] in persons]),
        imbalance=seen[-1][0] / seen[0][0] if seen else None,
        largest=seen[-1][1] if seen else None,
        smallest=seen[0][1] if seen else None,
        apart=apart,
    )


def _of_one(total: Bag) -> tuple[Figure, Figure, str]:
    """Percent agreement, the coefficient and its name, of one label an image."""
    label, pairs = _ever(total, "label"), _ever(total, "label_pair")
    percent = METRICS["percent_agreement"].measure(label)
    if len({(row["a"], row["b"]) for row in pairs}) == 1:
        return percent, METRICS["kappa"].measure(pairs), "cohen"
    return percent, METRICS["alpha"].measure(label), "krippendorff"


def _of_several(total: Bag) -> tuple[Figure, Figure, str]:
    """The same of several labels an image: means over the classes that anybody chose."""
    asked = questions(_ever(total, "choice")).values()
    percent, alpha = ([METRICS[name].measure(rows) for rows in asked] for name in ("percent_agreement", "alpha"))
    return _mean(percent), _mean(alpha), "krippendorff"


def _mean(figures: Sequence[Figure]) -> Figure:
    measured = [f.value for f in figures if f.value is not None]
    return Figure(fmean(measured) if measured else None, max((f.n for f in figures), default=0))


def _ever(total: Bag, name: str) -> list[dict[str, int]]:
    return [row for row in rows(total, BY_NAME[name]) if not row.get("day", 0)]
