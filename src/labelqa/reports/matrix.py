"""Who agrees with whom: mean pair score, common images and kappa of every two persons."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from labelqa.metrics.kappas import Kappas, Numbers, cohens, quadratics, questions
from labelqa.reports.cut import Cut
from labelqa.reports.figures import share
from labelqa.store import Connection, image_labels, names, totals
from labelqa.tally import ONE

MOST = 200
"""Annotators that a matrix shows; of more, those who share the most images."""
FEW = 10
"""Common images below which a kappa says nothing."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Symmetric; null where two share no image, and on the diagonal. `truncated`: not everybody is in it, and where
    more than 200 answered one image, not every two of them were compared.

    `kappa` and `n_labels` are over all images that both labelled, whatever `min_annotators`.
    """

    annotators: list[str]
    iou: list[list[float | None]]
    n: list[list[int]]
    kappa: list[list[float | None]]
    n_labels: list[list[int]]
    truncated: bool


@dataclass(frozen=True, slots=True)
class PairLabels:
    """Images that two annotators both labelled, and their kappa; None where it is not measurable."""

    images: int
    kappa: float | None


NO_LABELS = PairLabels(0, None)
Pairs = Mapping[tuple[int, int], PairLabels]


def label_pairs(connection: Connection, cut: Cut) -> Pairs:
    """{(a, b): their labels}, a before b by name, of the cut's days; with a class, of the question whether it is there.

    The kappa is Cohen's; with quadratic weights where classes have an order, None when one that is not declared was
    used. Of several labels an image it is the mean over the classes where it is measurable.
    """
    multi = cut.project.label_type == "multi"
    tally, only = ("choice_pair", cut.label_class) if multi else ("label_pair", None)
    columns = image_labels.pair_columns(connection, cut.project.number, tally, cut.window, only)
    a, b = columns["a"], columns["b"]
    starts = np.flatnonzero(np.diff(a, prepend=-1) | np.diff(b, prepend=-1))  # rows come in order of the keys
    pair = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(a)))
    images = np.bincount(pair, columns["images"])
    if multi:
        chosen = (columns[name] for name in ("both", "first", "second"))
        kappas = questions(pair, images[pair].astype(np.int64), *chosen)
    else:
        kappas = _kappas(connection, cut, columns, pair)
    return {
        (one, other): PairLabels(int(n), None if math.isnan(kappa) else kappa)
        for one, other, n, kappa in zip(*[k.tolist() for k in (a[starts], b[starts], images, kappas)], strict=True)
    }


def _kappas(connection: Connection, cut: Cut, columns: Mapping[str, Numbers], pair: Numbers) -> Kappas:
    """Of one label an image."""
    first, second, images = columns["c1"], columns["c2"], columns["images"]
    if cut.label_class is not None:
        wanted = cut.label_class
        return cohens(pair, (first == wanted).astype(np.int64), (second == wanted).astype(np.int64), images)
    if cut.project.label_type != "ordinal":
        return cohens(pair, first, second, images)
    place = np.full(max(first.max(initial=0), second.max(initial=0)) + 1, -1)
    for number, rank in names.ranks(connection, cut.project.number).items():
        if number < len(place):
            place[number] = rank
    first, second = place[first], place[second]
    found = quadratics(pair, first, second, images)
    found[pair[(first < 0) | (second < 0)]] = np.nan
    return found


def matrix(connection: Connection, cut: Cut) -> Matrix:
    """Every two persons of the project in the cut's days; class and annotator filters do not narrow it."""
    if cut.viewer is not None:
        return Matrix([], [], [], [], [], truncated=True)
    people = {k: name for k, (name, _, _) in names.annotators(connection, cut.project.number, "person").items()}
    boxes = {
        (row["a"], row["b"]): row
        for row in totals.rows(
            connection, cut.project.number, "pair", window=cut.window, by=("a", "b"), at_least=cut.at_least
        )
        if row["a"] in people and row["b"] in people
    }
    labels = label_pairs(connection, replace(cut, label_class=None))
    shown = _shown(people, boxes, labels)
    iou: list[list[float | None]] = []
    kappa: list[list[float | None]] = []
    n, n_labels = [], []
    for a in shown:
        pairs = [(a, b) if people[a] < people[b] else (b, a) for b in shown]
        found = [boxes.get(pair, {}) for pair in pairs]
        rated = [labels.get(pair, NO_LABELS) for pair in pairs]
        iou.append([share(row.get("s1", 0), row.get("images", 0) * ONE) for row in found])
        n.append([row.get("images", 0) for row in found])
        n_labels.append([common.images for common in rated])
        kappa.append([pair_kappa(common) for common in rated])
    return Matrix([people[a] for a in shown], iou, n, kappa, n_labels, truncated=len(shown) < len(people))


def pair_kappa(pair: PairLabels) -> float | None:
    """The kappa of two annotators; None below ten common images."""
    return pair.kappa if pair.images >= FEW else None


def _shown(people: Mapping[int, str], boxes: Mapping[tuple[int, int], Mapping[str, int]], labels: Pairs) -> list[int]:
    if len(people) <= MOST:
        return list(people)
    common: dict[int, int] = defaultdict(int)
    for (a, b), n in [(pair, row["images"]) for pair, row in boxes.items()] + [
        (pair, of_pair.images) for pair, of_pair in labels.items()
    ]:
        common[a] += n
        common[b] += n
    most = sorted(people, key=lambda k: (-common[k], people[k]))[:MOST]
    return sorted(most, key=people.__getitem__)
