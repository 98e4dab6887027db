"""What single images hold of a figure, by annotator, class and batch: read from their stored bags.

An image has the weight with which it enters the figure, and shares it out among the groups of a kind: so all groups of
one kind together come to the figure itself.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from labelqa.metrics.shift_share import Groups, Weighed
from labelqa.store import Row
from labelqa.store.totals import Window
from labelqa.tally import BANDS, BY_NAME, ONE, Bag, rows

By = str
NONE = ""
"""The key of what belongs to no group: images without a batch, pairs of no class."""


@dataclass(slots=True)
class Shares:
    """Sums of one figure in one period, by what it is taken apart by and by group."""

    sums: dict[By, dict[str, list[float]]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, by: By, key: str, weight: float, total: float, n: int) -> None:
        """Adds to one group."""
        row = self.sums[by].setdefault(key, [0.0, 0.0, 0])
        row[0] += weight
        row[1] += total
        row[2] += n

    def of(self, by: By) -> Groups:
        """The groups of one kind."""
        return {key: Weighed(row[0], row[1], int(row[2])) for key, row in self.sums[by].items()}


@dataclass(frozen=True, slots=True)
class Names:
    """Ids of annotators (persons alone) and names of classes, by number."""

    people: Mapping[int, str]
    classes: Mapping[int, str]


def _within(day: int, window: Window) -> bool:
    first, last = window
    return day != 0 and (first is None or first <= day) and (last is None or day <= last)


def add_agreement(shares: Shares, row: Row[Any], bag: Bag, window: Window, named: Names) -> None:
    """Of `mean_iou`, by batch and class: an image is shared out among its classes by their objects in it.

    A class takes of an image's value what the overlaps of its objects are of all overlaps.
    """
    if row.empty or row.iou is None or row.n_boxes < 2 or not _within(row.day, window):
        return
    value = row.iou / ONE
    shares.add("batch", row.batch or NONE, 1.0, value, 1)
    cells = rows(bag, BY_NAME["class_agreement"])
    objects, iou = (sum(cell[f"{what}_{band}"] for cell in cells for band in BANDS) for what in ("n", "iou"))
    for cell in cells:
        n, own = (sum(cell[f"{what}_{band}"] for band in BANDS) for what in ("n", "iou"))
        part = value * own / iou if iou else 0.0
        shares.add("class", named.classes[cell["label_class"]], n / objects, part, 1)


def add_truth(shares: Shares, row: Row[Any], bag: Bag, window: Window, named: Names) -> None:
    """Of `accuracy`, by batch and class: over objects, drawn or due, of the answers of these days."""
    cells = rows(bag, BY_NAME["benchmark"])
    whole = [cell for cell in cells if not cell["label_class"] and cell["annotator"] in named.people]
    timely = {cell["annotator"] for cell in whole if _within(cell["day"], window)}
    for cell in cells:
        n = cell["tp"] + cell["fp"] + cell["fn"]
        if cell["annotator"] in timely and n:
            by = "class" if cell["label_class"] else "batch"
            key = named.classes[cell["label_class"]] if cell["label_class"] else row.batch or NONE
            shares.add(by, key, n, cell["tp"], n)


def add_labels(shares: Shares, row: Row[Any], bag: Bag, window: Window, named: Names, *, multi: bool) -> None:
    """Of the agreement on labels, by annotator, class and batch; `multi`: an image has any number of labels."""
    told = rows(bag, BY_NAME["label_share"])
    if told and _within(told[0]["day"], window):
        shares.add("batch", row.batch or NONE, 1.0, told[0]["s1"] / ONE, 1)
        (_chosen if multi else _named)(shares, bag, told[0]["n"], named)


def _named(shares: Shares, bag: Bag, n: int, named: Names) -> None:
    """One label an image: each of the n ratings weighs 1 / n, and agrees with so many of the others."""
    ratings: dict[int, int] = {}
    agreeing: dict[int, int] = defaultdict(int)
    for pair in rows(bag, BY_NAME["label_pair"]):
        for who, said in ((pair["a"], pair["c1"]), (pair["b"], pair["c2"])):
            ratings[who] = said
            agreeing[who] += pair["c1"] == pair["c2"]
    votes: dict[int, int] = defaultdict(int)
    for said in ratings.values():
        votes[said] += 1
    for who in sorted(ratings):
        shares.add("annotator", named.people[who], 1 / n, agreeing[who] / (n - 1) / n, 1)
    for label_class, k in sorted(votes.items()):
        shares.add("class", named.classes[label_class], k / n, k * (k - 1) / (n - 1) / n, 1)


def _chosen(shares: Shares, bag: Bag, n: int, named: Names) -> None:
    """Any number of labels: each class that somebody chose is a question, and all questions weigh the same."""
    questions = [row for row in rows(bag, BY_NAME["choice"]) if row["label_class"]]
    k, pairs = len(questions), n * (n - 1) // 2
    for row in questions:
        alike = 1 - row["yes"] * (n - row["yes"]) / pairs
        shares.add("class", named.classes[row["label_class"]], 1 / k, alike / k, 1)
    if not k:
        shares.add("class", NONE, 1.0, 1.0, 1)
    apart: dict[tuple[int, int], int] = defaultdict(int)
    for row in rows(bag, BY_NAME["choice_pair"]):
        apart[row["a"], row["b"]] += row["first"] + row["second"]
    own: dict[int, float] = defaultdict(float)
    for pair, different in sorted(apart.items()):
        for who in pair:
            own[who] += (1 - different / k if k else 1.0) / (n - 1)
    for who, value in sorted(own.items()):
        shares.add("annotator", named.people[who], 1 / n, value / n, 1)
