"""A large simulated population of images whose true figures are known: what `coverage.py` draws samples from.

Three annotators draw boxes and name one label per image; there is a truth, and each annotation has a verdict. Images
differ: some are easy and some hard, so that the objects of one image are alike (one jitter, one rate of misses and
one rate of wrong names per image, each skewed as real ones are), and a few hold nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelqa.facts import facts
from labelqa.model import Answer, Boxes
from labelqa.tally import BY_NAME, Bag, add, rows

PEOPLE = 3
"""Annotators 1 to 3; the truth is annotator 9."""
TRUTH = 9
CLASSES = np.array([1, 2, 3])
SHARES = (0.7, 0.2, 0.1)
LABELS = np.array([11, 12, 13])
TALLIES = ("agreement", "spread", "presence", "benchmark", "work", "label", "label_pair")
"""What figures are made of."""
Row = Mapping[str, int]
Key = tuple[str, tuple[int, ...]]


@dataclass(frozen=True)
class Habits:
    """How an image comes out: spread of corners in shares of the size, rates of misses, additions and wrong names."""

    jitter: float
    shift: NDArray[np.float64]
    miss: float
    extra: float
    rename: float
    mislabel: float


def habits(random: np.random.Generator) -> Habits:
    """Of one image: betas, skewed towards 0 for the rates, with a long tail of hard images."""
    return Habits(
        jitter=0.01 + 0.2 * random.beta(1.2, 5),
        shift=random.normal(0, 0.01, 2),
        miss=random.beta(0.5, 6),
        extra=random.beta(0.4, 8),
        rename=random.beta(0.3, 6),
        mislabel=random.beta(0.4, 2),
    )


@dataclass(frozen=True)
class Scene:
    """What is there: corners (k, 4), classes (k) and the label of the image."""

    corners: NDArray[np.float64]
    classes: NDArray[np.int64]
    label: int


def scene(random: np.random.Generator) -> Scene:
    """None to about twenty objects, far enough apart, with sizes over all three bands."""
    k = 0 if random.random() < 0.08 else 1 + random.negative_binomial(1.5, 0.3)
    size = 55 * np.exp(random.normal(0, 0.3) + random.normal(0, 0.7, (k, 2)))
    start = np.stack([np.arange(k) % 5, np.arange(k) // 5], axis=1) * 600.0 + random.random((k, 2)) * 100
    return Scene(np.hstack([start, start + size]), random.choice(CLASSES, k, p=SHARES), int(random.choice(LABELS)))


def answer(random: np.random.Generator, what: Scene, how: Habits, who: int) -> Answer:
    """One annotator's answer."""
    kept = random.random(len(what.classes)) >= how.miss
    corners, classes = what.corners[kept], what.classes[kept]
    size = np.tile(corners[:, 2:] - corners[:, :2], 2)
    drawn = corners + size * (random.normal(0, how.jitter, corners.shape) + np.tile(how.shift, 2))
    added = np.array([[5000.0, 100.0 * who, 5060.0, 100.0 * who + 40.0]])[: int(random.random() < how.extra)]
    drawn, classes = np.vstack([drawn, added]), np.append(classes, CLASSES[: len(added)])
    wrong = random.random(len(classes)) < how.rename
    classes = np.where(wrong, random.choice(CLASSES, len(classes)), classes)
    label = int(random.choice(LABELS)) if random.random() < how.mislabel else what.label
    verdict = int(random.choice([1, 2, 3], p=[0.85, 0.05, 0.1]))
    return Answer(
        who, f"a{who}", "person", boxes=boxes(drawn, classes), labels=(label,), verdict=verdict, first_verdict=verdict
    )


def boxes(corners: NDArray[np.float64], classes: NDArray[np.int64]) -> Boxes:
    """Corners as an annotation's columns, in canonical order."""
    left, right = np.minimum(corners[:, :2], corners[:, 2:] - 1), corners[:, 2:]
    order = np.lexsort((classes, right[:, 1], right[:, 0], left[:, 1], left[:, 0]))
    x, y = left[order].T
    width, height = (right - left)[order].T
    return Boxes(classes[order].tolist(), x.tolist(), y.tolist(), width.tolist(), height.tolist())


def bag_of(random: np.random.Generator) -> tuple[Bag, tuple[int, ...]]:
    """One image's bag, and its labels by annotator."""
    what, how = scene(random), habits(random)
    people = [answer(random, what, how, who) for who in range(1, PEOPLE + 1)]
    truth = Answer(TRUTH, "truth", "truth", boxes=boxes(what.corners, what.classes), labels=(what.label,))
    return facts([*people, truth]).bag, tuple(p.labels[0] for p in people if p.labels)


@dataclass(frozen=True)
class Population:
    """Images as rows of counters: `counts[i, j]` is what image i adds to counter j; and their labels by annotator."""

    keys: Sequence[tuple[Key, str]]
    counts: NDArray[np.int64]
    labels: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.counts)

    def rows(self, images: NDArray[np.int64] | None = None) -> dict[str, list[Row]]:
        """{tally: its rows} of these images, drawn with repetition, or of all."""
        sums = (self.counts if images is None else self.counts[images]).sum(axis=0).tolist()
        found: dict[Key, dict[str, int]] = {}
        for (key, counter), value in zip(self.keys, sums, strict=True):
            tally = BY_NAME[key[0]]
            found.setdefault(key, dict(zip(tally.keys, key[1], strict=True)))[counter] = value
        out: dict[str, list[Row]] = {name: [] for name in TALLIES}
        for (name, _), row in found.items():
            if any(row[counter] for counter in BY_NAME[name].counters):
                out[name].append(row)
        return out


def population(images: int, seed: int) -> Population:
    """So many images, the same ones for the same seed; of tallies by annotator those of the first alone."""
    random = np.random.default_rng(seed)
    made = [bag_of(random) for _ in range(images)]
    total: Bag = {}
    for bag, _ in made:
        add(total, bag)
    keys = _wanted(total)
    places = {(BY_NAME[name].number, key): place for place, (name, key) in enumerate(keys)}
    widths = [len(BY_NAME[name].counters) for name, _ in keys]
    starts = np.cumsum([0, *widths])
    counts = np.zeros((images, int(starts[-1])), np.int64)
    for i, (bag, _) in enumerate(made):
        for entry, row in bag.items():
            if entry in places:
                place = places[entry]
                counts[i, starts[place] : starts[place + 1]] = row
    named = [(key, counter) for key in keys for counter in BY_NAME[key[0]].counters]
    return Population(named, counts, np.array([labels for _, labels in made]))


def _wanted(total: Bag) -> list[Key]:
    """Entries of all classes together, of the first annotator, and of the pair of the first two."""
    fixed = {"annotator": 1, "a": 1, "b": 2, "label_class": 0, "day": 0}
    found = []
    for name in TALLIES:
        tally = BY_NAME[name]
        for row in rows(total, tally):
            if all(row[k] == v for k, v in fixed.items() if k in tally.keys):
                found.append((name, tuple(row[k] for k in tally.keys)))
    return found
