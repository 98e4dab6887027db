"""Projects as teams have them, made from images that seven people and an expert labelled: most answers are taken away.

A thinning keeps k random annotators in a share of the images and one in the others, simulates a model that suggests,
hides the truth, and says which answers are wrong: those whose pair score with the truth is below .5.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from os import environ
from pathlib import Path

import numpy as np

from labelqa.facts.comparison import compared, drawn
from labelqa.model import Answer, Boxes
from labelqa.tally import ONE

Box = tuple[float, float, float, float]
"""x, y, width, height in px."""
WIDTH, HEIGHT = 1280.0, 720.0
CLASSES = {1: "adult", 2: "child", 3: "rider"}
SHARES = (0.5, 0.3, 0.2)


@dataclass(frozen=True)
class Detector:
    """A model: shares of objects missed, spurious ones per image, jitter as a share of the size, class errors."""

    miss: float = 0.20
    spurious: float = 0.15
    jitter: float = 0.08
    swaps: float = 0.0
    follows_crowd: bool = False


@dataclass(frozen=True)
class Protocol:
    """A variant: in `overlap` of the images `together` annotators, in the others one."""

    name: str
    overlap: float = 0.10
    together: int = 3
    detector: Detector | None = Detector()
    classes: bool = False


PROTOCOLS: Mapping[str, Protocol] = {
    "P1": Protocol("usual"),
    "P2": Protocol("no suggestions", detector=None),
    "P3": Protocol("more overlap", overlap=0.30, together=2),
    "P4": Protocol("classes", detector=Detector(swaps=0.10), classes=True),
    "P5": Protocol("poor detector", detector=Detector(miss=0.50, spurious=0.60, jitter=0.15)),
    "P6": Protocol("correlated", detector=Detector(follows_crowd=True)),
}


@dataclass(frozen=True)
class Labelled:
    """One image of the data: the expert's boxes, and per annotator boxes and seconds."""

    image_id: str
    truth: Sequence[Box]
    crowd: Mapping[str, tuple[Sequence[Box], float | None]]


@dataclass(frozen=True)
class Thinned:
    """One image of a thinning: what the queue gets, the hidden truth, and who is wrong."""

    image_id: str
    answers: Sequence[Answer]
    truth: Answer
    wrong: Mapping[str, bool] = field(default_factory=dict)


def data_folder() -> Path:
    """The folder of the reference data; ends the script with what to do where there is none."""
    text = environ.get("LABELQA_SHARED_DATA")
    folder = Path(text or ".") / "pedestrians"
    if text is None or not (folder / "truth.jsonl").is_file():
        raise SystemExit(
            "This benchmark needs the data set 'pedestrians': set LABELQA_SHARED_DATA to the folder that holds it."
        )
    return folder


@cache
def pedestrians(folder: Path) -> tuple[Labelled, ...]:
    """The images with a truth, by id; boxes without an area are left out, as an import does."""
    crowd: dict[str, dict[str, tuple[Sequence[Box], float | None]]] = {}
    for row in _lines(folder / "annotations.jsonl"):
        crowd.setdefault(row["image_id"], {})[row["annotator_id"]] = (_boxes(row), row["seconds"])
    truth = {row["image_id"]: _boxes(row) for row in _lines(folder / "truth.jsonl")}
    return tuple(Labelled(name, truth[name], crowd[name]) for name in sorted(truth) if name in crowd)


def _lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def _boxes(row: Mapping) -> list[Box]:
    return [tuple(o["box"]) for o in row["objects"] if o["box"][2] > 0 and o["box"][3] > 0]


def thinned(images: Sequence[Labelled], protocol: Protocol, seed: int) -> list[Thinned]:
    """One project out of the data; another seed is another one."""
    random = np.random.default_rng([7, seed])
    shared = set(random.permutation(len(images))[: round(protocol.overlap * len(images))].tolist())
    confuses: dict[str, float] = {}
    detect = _Suggesting(images, protocol.detector, random) if protocol.detector else None
    found = []
    for k, image in enumerate(images):
        names = sorted(image.crowd)
        chosen = sorted(random.permutation(len(names))[: protocol.together if k in shared else 1].tolist())
        kinds = (
            random.choice([1, 2, 3], len(image.truth), p=SHARES).tolist()
            if protocol.classes
            else [1] * len(image.truth)
        )
        truth = answer(0, "expert", "truth", image.truth, kinds)
        answers = []
        for place in chosen:
            name = names[place]
            boxes, seconds = image.crowd[name]
            rate = confuses.setdefault(name, random.uniform(0.05, 0.15)) if protocol.classes else 0.0
            said = _said(boxes, image.truth, kinds, rate, random) if protocol.classes else [1] * len(boxes)
            answers.append(answer(place + 1, name, "person", boxes, said, seconds))
        wrong = {a.name: pair_score(a, truth) < 0.5 for a in answers}
        if detect:
            answers.append(detect(k, kinds))
        found.append(Thinned(image.image_id, answers, truth, wrong))
    return found


def answer(
    number: int,
    name: str,
    kind: str,
    boxes: Sequence[Box],
    classes: Sequence[int],
    seconds: float | None = None,
    scores: Sequence[float] | None = None,
) -> Answer:
    """An answer with its boxes in canonical order."""
    order = sorted(range(len(boxes)), key=lambda i: (boxes[i][0], boxes[i][1], boxes[i][2], boxes[i][3], classes[i]))
    columns = [[float(boxes[i][k]) for i in order] for k in range(4)]
    said = [int(classes[i]) for i in order]
    told = None if scores is None else [float(scores[i]) for i in order]
    ms = None if seconds is None else int(seconds * 1000)
    return Answer(number, name, kind, ms=ms, boxes=Boxes(said, *columns, scores=told))


def pair_score(a: Answer, b: Answer) -> float:
    """The pair score of the kernel; 1 where both are empty."""
    one, other = sorted((a, b), key=lambda x: x.name)
    return compared(drawn(one), drawn(other), ONE // 2).score / ONE


def iou(a: Box, b: Box) -> float:
    """IoU of two boxes."""
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    inter = max(width, 0.0) * max(height, 0.0)
    return inter / (a[2] * a[3] + b[2] * b[3] - inter)


def _said(
    boxes: Sequence[Box], truth: Sequence[Box], kinds: Sequence[int], rate: float, random: np.random.Generator
) -> list[int]:
    """What an annotator calls each box: the class of the object it lies on most, confused at a rate."""
    said = []
    for box in boxes:
        near = max(range(len(truth)), key=lambda i: iou(box, truth[i]), default=-1)
        own = kinds[near] if near >= 0 and iou(box, truth[near]) > 0 else int(random.integers(1, 4))
        said.append(_other(own, random) if random.random() < rate else own)
    return said


def _other(own: int, random: np.random.Generator) -> int:
    return (own - 1 + int(random.integers(1, 3))) % 3 + 1


class _Suggesting:
    """The simulated model: misses small objects more often, or those the crowd misses; adds, jitters, confuses."""

    def __init__(self, images: Sequence[Labelled], detector: Detector, random: np.random.Generator) -> None:
        self.images, self.detector, self.random = images, detector, random
        self.objects = [box for image in images for box in image.truth]
        self.miss = self._missing()

    def _missing(self) -> list[list[float]]:
        if self.detector.follows_crowd:
            weight = [[0.02 + _missed_by_crowd(image, box) for box in image.truth] for image in self.images]
        else:
            log_area = np.log([w * h for _, _, w, h in self.objects])
            mean, sd = log_area.mean(), log_area.std()
            weight = [[float(np.exp(-0.5 * (np.log(w * h) - mean) / sd)) for *_, w, h in i.truth] for i in self.images]
        flat = np.array([w for row in weight for w in row])
        low, high = 0.0, 1e3
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if np.minimum(flat * middle, 0.97).mean() < self.detector.miss else (low, middle)
        return [[min(w * high, 0.97) for w in row] for row in weight]

    def __call__(self, k: int, kinds: Sequence[int]) -> Answer:
        random, detector = self.random, self.detector
        boxes: list[Box] = []
        classes: list[int] = []
        scores: list[float] = []
        for box, kind, miss in zip(self.images[k].truth, kinds, self.miss[k], strict=True):
            if random.random() >= miss:
                boxes.append(self._jittered(box))
                classes.append(_other(kind, random) if random.random() < detector.swaps else kind)
                scores.append(_sigmoid(random.normal(0.8, 1.0)))
        for _ in range(random.poisson(detector.spurious)):
            *_, w, h = self.objects[int(random.integers(len(self.objects)))]
            boxes.append((random.uniform(0, WIDTH - w), random.uniform(0, HEIGHT - h), w, h))
            classes.append(int(random.choice([1, 2, 3], p=SHARES)) if len(set(kinds)) > 1 or detector.swaps else 1)
            scores.append(_sigmoid(random.normal(-0.2, 1.0)))
        return answer(99, "net", "model", boxes, classes, scores=scores)

    def _jittered(self, box: Box) -> Box:
        x, y, w, h = box
        dx, dy, dw, dh = self.random.normal(0, self.detector.jitter, 4)
        wide, high = w * np.exp(dw), h * np.exp(dh)
        return (x + w / 2 + dx * w - wide / 2, y + h / 2 + dy * h - high / 2, wide, high)


def _missed_by_crowd(image: Labelled, box: Box) -> float:
    """The share of the crowd without a box that meets this one."""
    found = [max((iou(box, other) for other in boxes), default=0.0) >= 0.25 for boxes, _ in image.crowd.values()]
    return 1 - sum(found) / len(found)


def _sigmoid(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))
