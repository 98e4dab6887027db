"""Draws the truth of images many times, and holds every annotation against it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from labelqa.queue.columns import Columns, Flags, Numbers, Values, sums
from labelqa.queue.hidden import HiddenTruth
from labelqa.queue.naming import Named, named
from labelqa.queue.placing import placed
from labelqa.queue.presence import chance, habits_of, log_odds, looked_at, rate, rate_beside, weighed
from labelqa.queue.seeing import Sight

DRAWS = 400
AT_ONCE = 400_000
"""Units times draws held at once."""
SETTLING = 6
"""Steps in which the units of an image tell each other how many objects there are."""
FEWEST = 10
"""Draws that even the most crowded image gets: of very many objects each draw says nearly the same."""
UNMET = 0.05
"""Share that a class which came up after the model was learnt is taken to have."""
HALF = 0.5
"""Pair score below which an annotation is wrong, and IoU below which a box is badly placed."""


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """What is believed of the truth of many images: per unit the chance to be an object, the edges with their
    deviation, the classes; per image the number of objects nobody drew.
    """

    real: Values
    mean: Values
    deviation: Values
    named: Named
    unseen: Values


def believed(model: HiddenTruth, rows: Columns) -> Belief:
    """The model's belief about every unit and image."""
    habits = habits_of(model, rows)
    size = (rows.log_area - model.log_area) / model.log_area_sd
    evidence = weighed(rows, size, habits)
    looked = looked_at(rows, habits, np.array(model.sizes))
    real = np.full(rows.units, 0.5)
    for _ in range(SETTLING):
        objects = rate_beside(rows, real, looked, model.objects, model.evenness)
        real = chance(log_odds(objects, evidence.pattern, evidence.invented, evidence.voices, evidence.trust))
    found = sums(rows.unit_image, real, rows.images)
    unseen = rate(found, looked, model.objects, model.evenness) * (1 - looked)
    mean, deviation = placed(rows, habits, model.gamma)
    names = named(rows, habits.confused, _shares(model, rows.classes), len(model.classes))
    return Belief(real, mean, deviation, names, unseen)


def _shares(model: HiddenTruth, classes: Sequence[str]) -> Values:
    """Shares of the classes met here; others of the project keep theirs as what is left."""
    unmet = UNMET if model.classes else HALF
    return np.array([model.classes.get(name, unmet) for name in classes])


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Annotations beside the draws: per annotation the chance to be wrong, the mean score, and what is misplaced."""

    wrong: Values
    score: Values
    misplaced: Values


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """Boxes to be held against the truth: of which annotation (with its image), in which unit (-1: none), of which row
    of `Belief.named` (-1: none).
    """

    image: Numbers
    box_answer: Numbers
    box_unit: Numbers
    box_row: Numbers
    corners: Values


def held(rows: Columns, truths: Belief, given: Beside, seeds: Sequence[int], draws: int) -> Held:
    """Draws every image's truth `draws` times (fewer for crowded ones) and scores the annotations."""
    wrong, score = np.zeros(len(given.image)), np.zeros(len(given.image))
    misplaced = np.zeros(len(given.image))
    for first, last, times in _portions(rows, draws):
        part = _Portion(rows, truths, given, first, last)
        part.run(seeds, times, wrong, score, misplaced)
    return Held(wrong, score, misplaced)


def _portions(rows: Columns, draws: int) -> Iterator[tuple[int, int, int]]:
    """Ranges of images that fit into memory together, and how often each is drawn."""
    many = np.bincount(rows.unit_image, minlength=rows.images) + 1
    most = AT_ONCE // draws
    start, total = 0, 0
    for image, n in enumerate(many.tolist()):
        if image > start and total + n > most:
            yield start, image, draws
            start, total = image, 0
        total += n
        if n > most:
            yield image, image + 1, max(FEWEST, AT_ONCE // n)
            start, total = image + 1, 0
    if start < rows.images:
        yield start, rows.images, draws


class _Portion:
    """A range of images, drawn together."""

    def __init__(self, rows: Columns, truths: Belief, given: Beside, first: int, last: int) -> None:
        self.truths = truths
        a, b = np.searchsorted(given.image, [first, last])
        self.answers = slice(int(a), int(b))
        self.images = np.unique(given.image[self.answers])  # the truth of others is not asked for
        low, high = np.searchsorted(rows.unit_image, [first, last])
        wanted = np.zeros(last - first, np.bool_)
        wanted[self.images - first] = True
        self.units = np.flatnonzero(wanted[rows.unit_image[low:high] - first]) + low
        self.unit_image = np.searchsorted(self.images, rows.unit_image[self.units])
        self.answer_image = np.searchsorted(self.images, given.image[self.answers])
        c, d = np.searchsorted(given.box_answer, [a, b])
        self.box_answer = given.box_answer[c:d] - a
        self.box_unit, self.box_row = given.box_unit[c:d], given.box_row[c:d]
        self.corners = given.corners[:, c:d]

    def run(self, seeds: Sequence[int], draws: int, wrong: Values, score: Values, misplaced: Values) -> None:
        """Draws, and writes the answers' figures."""
        n, images = len(self.units), len(self.images)
        noise, sure, kind, more = _random(
            [seeds[k] for k in self.images], np.bincount(self.unit_image, minlength=images), draws
        )
        real = sure < self.truths.real[self.units, None]
        objects = _added(self.unit_image, real, images) + _poisson(self.truths.unseen[self.images], more)
        noise *= self.truths.deviation[:, self.units, None]
        noise += self.truths.mean[:, self.units, None]
        known = self.box_unit >= 0
        at = np.searchsorted(self.units, self.box_unit[known])
        iou = _iou(self.corners[:, known, None], noise[:, at]) if n else np.zeros((0, draws))
        right = self._right_class(kind, at, self.box_row[known]) if n else np.zeros((0, draws), np.bool_)
        met = real[at] & right if n else right
        iou = np.where(met, iou, 0.0)
        count = self.answers.stop - self.answers.start
        total = _added(self.box_answer[known], iou, count)
        size = np.bincount(self.box_answer, minlength=count)[:, None] + objects[self.answer_image]
        scores = np.where(size > 0, 2 * total / np.maximum(size, 1), 1.0)
        wrong[self.answers] = (scores < HALF).mean(axis=1)
        score[self.answers] = scores.mean(axis=1)
        off = (met & (iou < HALF)).mean(axis=1) if n else np.zeros(0)
        misplaced[self.answers] = sums(self.box_answer[known], off, count)

    def _right_class(self, kind: Values, at: Numbers, row: Numbers) -> Flags:
        """Whether the class drawn for the truth is that of the box: each class has its part of 0..1."""
        names = self.truths.named
        upto = np.cumsum(names.chance)
        first = np.searchsorted(names.unit, self.units)
        before = upto[first] - names.chance[first]
        safe = np.maximum(row, 0)
        end = upto[safe] - before[at]
        draw = kind[at]
        right: Flags = (row >= 0)[:, None] & (draw < end[:, None]) & (draw >= (end - names.chance[safe])[:, None])
        return right


def _random(seeds: Sequence[int], units: Numbers, draws: int) -> tuple[Values, Values, Values, Values]:
    """For each image its own numbers, the same whatever other images there are: noise [4, units, draws] and shares."""
    n = int(units.sum())
    noise, sure, kind = np.empty((n, 4, draws)), np.empty((n, draws)), np.empty((n, draws))
    more = np.empty((len(seeds), draws))
    start = 0
    for k, seed in enumerate(seeds):
        random = np.random.Generator(np.random.PCG64(seed))
        stop = start + int(units[k])
        random.random(out=more[k])
        if stop > start:
            random.standard_normal(out=noise[start:stop])
            random.random(out=sure[start:stop])
            random.random(out=kind[start:stop])
        start = stop
    return noise.swapaxes(0, 1), sure, kind, more


def _poisson(mean: Values, share: Values) -> Values:
    """Poisson numbers from uniform shares, by adding up the chances of 0, 1, 2 ..."""
    term = np.exp(-mean)[:, None]
    reached = term.copy()
    found = np.zeros_like(share)
    for k in range(1, 200):
        above = share >= reached
        if not above.any():
            break
        found += above
        term = term * mean[:, None] / k
        reached = reached + term
    return found


def _added(places: Numbers, values: Values | Flags, n: int) -> Values:
    """Sums of rows by place; places ascend."""
    found = np.zeros((n, values.shape[1]))
    if len(places):
        own, first = np.unique(places, return_index=True)
        found[own] = np.add.reduceat(values, first, axis=0, dtype=np.float64)
    return found


def _iou(box: Values, edges: Values) -> Values:
    """IoU of boxes with the edges of all draws; edges that crossed over have no area."""
    x1, y1, x2, y2 = edges
    inter: Values = np.minimum(box[2], x2)
    inter -= np.maximum(box[0], x1)
    height = np.minimum(box[3], y2)
    height -= np.maximum(box[1], y1)
    np.maximum(inter, 0.0, out=inter)
    inter *= np.maximum(height, 0.0, out=height)
    area = np.maximum(x2 - x1, 0.0)
    area *= np.maximum(np.subtract(y2, y1, out=height), 0.0, out=height)
    area += (box[2] - box[0]) * (box[3] - box[1])
    area -= inter
    inter /= area
    return inter


def seed_of(seen: Sight) -> int:
    """The seed of an image: a number made of its id alone."""
    return int.from_bytes(blake2b(seen.image_id.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
