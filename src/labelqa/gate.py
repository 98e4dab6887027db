"""A gate for pipelines: label files in, the figures and the bars they miss out. No server, no project, no database."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from labelqa.errors import BadFile, Problem
from labelqa.facts import facts
from labelqa.geometry import columns
from labelqa.metrics import METRICS, Figure
from labelqa.metrics.choice import questions
from labelqa.model import Annotation, Answer, Kind
from labelqa.sources import Source, Summary, complete, count
from labelqa.tally import BY_NAME, Bag, add, rows

ROUNDING = 2e-9
"""How far a figure made of whole numbers x 2^30 may lie from the same in floats: never the reason to miss a bar."""


@dataclass(frozen=True, slots=True)
class Bars:
    """What must be reached; None asks nothing."""

    min_iou: float | None = None
    min_kappa: float | None = None
    max_imbalance: float | None = None
    min_accuracy: float | None = None


@dataclass(frozen=True, slots=True)
class Examination:
    """The figures of a set of label files, each with its n and interval where it has one."""

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


@dataclass(frozen=True, slots=True)
class Miss:
    """A bar that was missed: its name, the figure (None: it could not be measured) and the bar."""

    bar: str
    value: float | None
    asked: float

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.bar} {self.asked:g}: could not be measured"
        return f"{self.bar} {self.asked:g}: is {self.value:.4f}"


def examine(sources: Sequence[Source], *, iou_threshold: float = 0.5, multi: bool = False) -> Examination:
    """Reads all files and compares everybody who answered the same image.

    `multi`: image-level answers may hold several classes, each a question of its own; kappa is then the mean of
    their alphas. Raises BadFile when a file cannot be read, or calls one annotator two kinds.
    """
    summary, newest = _newest(sources)
    people, classes = (sorted(names) for names in _names(newest))
    numbers = {name: k for k, name in enumerate(people, 1)}, {name: k for k, name in enumerate(classes, 1)}
    total: Bag = {}
    for answers in _answers(newest, *numbers).values():
        add(total, facts(answers, iou_threshold=iou_threshold, multi=multi).bag)
    persons = {numbers[0][a.annotator_id] for a in newest.values() if a.kind == "person"}
    return _figures(summary, total, classes, persons, multi)


def missed(found: Examination, bars: Bars) -> list[Miss]:
    """The bars that are not reached; one that cannot be measured is missed."""
    asked = [
        ("min-iou", found.mean_iou.value, bars.min_iou, False),
        ("min-kappa", found.kappa.value, bars.min_kappa, False),
        ("max-imbalance", found.imbalance, bars.max_imbalance, True),
        ("min-accuracy", found.accuracy.value, bars.min_accuracy, False),
    ]
    return [
        Miss(name, value, bar)
        for name, value, bar, most in asked
        if bar is not None and (value is None or (value > bar + ROUNDING if most else value < bar - ROUNDING))
    ]


Newest = dict[tuple[str, str], Annotation]


def _newest(sources: Sequence[Source]) -> tuple[Summary, Newest]:
    summary, images, newest, kinds = Summary(), set[str](), Newest(), dict[str, Kind]()
    for source in sources:
        for item in source.read():
            count(summary, item, images)
            if not isinstance(item, Annotation) or item.cancelled:
                continue
            if kinds.setdefault(item.annotator_id, item.kind) != item.kind:
                text = f"{item.place}: annotator {item.annotator_id!r} is a {item.kind} here and something else before"
                raise BadFile(text, [Problem(item.place, text)])
            key = item.image_id, item.annotator_id
            held = newest.get(key)
            if held is None or _age(item) >= _age(held):
                newest[key] = item
    complete(summary, images, kinds.values())
    return summary, newest


def _age(annotation: Annotation) -> tuple[int, int]:
    return annotation.revision or 0, -1 if annotation.submitted_at is None else annotation.submitted_at


def _names(newest: Newest) -> tuple[set[str], set[str]]:
    given = newest.values()
    used = {o.class_name for a in given for o in a.objects or ()} | {name for a in given for name in a.labels or ()}
    return {a.annotator_id for a in given}, used


def _answers(newest: Newest, people: Mapping[str, int], classes: Mapping[str, int]) -> dict[str, list[Answer]]:
    found: dict[str, list[Answer]] = defaultdict(list)
    for a in newest.values():
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


def _figures(
    summary: Summary, total: Bag, classes: Sequence[str], persons: Collection[int], multi: bool
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
