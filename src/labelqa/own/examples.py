"""Images on which an annotator's errors can be seen: the newest ones, looked at one by one."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from labelqa.facts.benchmark import benchmark, truth_of
from labelqa.facts.comparison import drawn
from labelqa.facts.image import LOW
from labelqa.facts.labels import same_labels
from labelqa.metrics.bias import VISIBLE
from labelqa.model import Answer, Project
from labelqa.store import Connection, annotations, own_work
from labelqa.store.chunks import CHUNK
from labelqa.tally import BENCH, BY_NAME, ONE, Bag, div, rows

LOOKED_AT = 500
"""Images that are looked at."""
SHOWN = 5
"""Images that are named for each error."""
NOTHING: Mapping[str, int] = dict.fromkeys(BENCH, 0)
"""Counters of an image on which no objects were compared."""


@dataclass(frozen=True, slots=True)
class Example:
    """One image against its truth: counters of the benchmark tally, confusions (truth, drawn), and the label."""

    image_id: str
    counters: Mapping[str, int]
    confusions: Sequence[tuple[int, int]]
    wrong_label: bool


@dataclass(frozen=True, slots=True)
class Apart:
    """How many of the newest shared images the annotator saw otherwise than the others did, and the worst of them."""

    n: int
    below: int
    images: list[str]


def against_truth(connection: Connection, project: Project, annotator: int) -> list[Example]:
    """The newest images of the annotator that have a truth, compared with it anew, the newest first."""
    newest = own_work.newest(connection, project.number, annotator, "truth", LOOKED_AT)
    found = []
    for start in range(0, len(newest), CHUNK):
        some = dict(newest[start : start + CHUNK])
        answers = annotations.answers(connection, project.number, some)
        found += [
            example for number, name in some.items() for example in _seen(project, name, annotator, answers[number])
        ]
    return found


def _seen(project: Project, name: str, annotator: int, answers: Sequence[Answer]) -> Iterator[Example]:
    truth = truth_of([a for a in answers if not a.cancelled])
    own = next((a for a in answers if a.annotator == annotator), None)
    if truth is None or own is None:
        return
    bag: Bag = {}
    if truth.boxes is not None and own.boxes is not None:
        mine, right = (drawn(answer, project.sigmas) for answer in (own, truth))
        benchmark(bag, mine, right, int(project.iou_threshold * ONE + 0.5))
    whole = (row for row in rows(bag, BY_NAME["benchmark"]) if not row["label_class"])
    cells = rows(bag, BY_NAME["confusion"])
    yield Example(
        image_id=name,
        counters=next(whole, NOTHING),
        confusions=[(cell["truth_class"], cell["drawn_class"]) for cell in cells],
        wrong_label=same_labels(own, truth, project.label_type == "multi") is False,
    )


def with_error(found: Iterable[Example], name: str) -> list[str]:
    """The newest images with an error of this name."""
    return _first(found, lambda example: example.counters[f"e_{name}"] > 0)


def with_wrong_label(found: Iterable[Example]) -> list[str]:
    """The newest images whose label is not that of the truth."""
    return _first(found, lambda example: example.wrong_label)


def with_bias(found: Iterable[Example], axis: str, mean: float) -> list[str]:
    """The newest images whose boxes lie off on this axis to the same side as all of them, visibly."""

    def off(example: Example) -> bool:
        n = example.counters["bias_n"]
        own = example.counters[f"{axis}1"] / (n * ONE) if n else 0.0
        return own * mean > 0 and abs(own) > VISIBLE

    return _first(found, off)


def with_confusion(found: Iterable[Example], truth: int, drawn_class: int) -> list[str]:
    """The newest images on which one class was called another."""
    return _first(found, lambda example: (truth, drawn_class) in example.confusions)


def _first(found: Iterable[Example], shows: Callable[[Example], bool]) -> list[str]:
    return [example.image_id for example in found if shows(example)][:SHOWN]


def apart_from_others(connection: Connection, project: Project, annotator: int) -> Apart:
    """The newest shared images on which the annotator's mean score with the others is below 0.7."""
    newest = dict(own_work.newest(connection, project.number, annotator, "persons", LOOKED_AT))
    scores = own_work.scores_with_persons(connection, project.number, annotator, newest)
    values = sorted((div(sum(own), len(own)), newest[number]) for number, own in scores.items())
    below = [name for value, name in values if value < LOW]
    return Apart(len(values), len(below), below[:SHOWN])
