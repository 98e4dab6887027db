"""Who agrees with whom: mean pair score, common images and kappa of every two persons."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from labelqa.metrics import METRICS
from labelqa.reports.cut import Cut
from labelqa.reports.figures import share
from labelqa.store import Connection, names, totals
from labelqa.tally import ONE

MOST = 200
"""Annotators that a matrix shows; of more, those who share the most images."""
FEW = 10
"""Common images below which a kappa says nothing."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Symmetric; null where two share no image, and on the diagonal. `truncated`: not everybody is in it.

    `kappa` and `n_labels` are over all images that both labelled, whatever `min_annotators`.
    """

    annotators: list[str]
    iou: list[list[float | None]]
    n: list[list[int]]
    kappa: list[list[float | None]]
    n_labels: list[list[int]]
    truncated: bool


Pairs = dict[tuple[int, int], list[Mapping[str, int]]]


def label_pairs(connection: Connection, cut: Cut) -> Pairs:
    """{(a, b): rows of the label_pair tally}, a before b by name."""
    by = ("a", "b", "c1", "c2")
    found: Pairs = defaultdict(list)
    for row in totals.rows(connection, cut.project.number, "label_pair", window=cut.window, by=by):
        found[row["a"], row["b"]].append(row)
    return found


def matrix(connection: Connection, cut: Cut) -> Matrix:
    """Every two persons of the project in the cut's days; class and annotator filters do not narrow it."""
    people = {k: name for k, (name, _, _) in names.annotators(connection, cut.project.number, "person").items()}
    boxes = {
        (row["a"], row["b"]): row
        for row in totals.rows(
            connection, cut.project.number, "pair", window=cut.window, by=("a", "b"), at_least=cut.at_least
        )
        if row["a"] in people and row["b"] in people
    }
    labels = label_pairs(connection, cut)
    if cut.viewer is not None:
        return Matrix([], [], [], [], [], truncated=True)
    shown = _shown(people, boxes, labels)
    iou: list[list[float | None]] = []
    kappa: list[list[float | None]] = []
    n, n_labels = [], []
    for a in shown:
        pairs = [(min(a, b, key=people.__getitem__), max(a, b, key=people.__getitem__)) for b in shown]
        found = [boxes.get(pair, {}) if pair[0] != pair[1] else {} for pair in pairs]
        rated = [labels.get(pair, []) if pair[0] != pair[1] else [] for pair in pairs]
        iou.append([share(row.get("s1", 0), row.get("images", 0) * ONE) for row in found])
        n.append([row.get("images", 0) for row in found])
        n_labels.append([sum(row["images"] for row in rows) for rows in rated])
        kappa.append([pair_kappa(rows) for rows in rated])
    return Matrix([people[a] for a in shown], iou, n, kappa, n_labels, truncated=len(shown) < len(people))


def pair_kappa(rows: list[Mapping[str, int]]) -> float | None:
    """Cohen's kappa of two annotators; None below ten common images."""
    return METRICS["kappa"].measure(rows).value if sum(row["images"] for row in rows) >= FEW else None


def _shown(people: Mapping[int, str], boxes: Mapping[tuple[int, int], Mapping[str, int]], labels: Pairs) -> list[int]:
    if len(people) <= MOST:
        return list(people)
    common: dict[int, int] = defaultdict(int)
    for (a, b), n in [(pair, row["images"]) for pair, row in boxes.items()] + [
        (pair, sum(row["images"] for row in rows)) for pair, rows in labels.items()
    ]:
        common[a] += n
        common[b] += n
    most = sorted(people, key=lambda k: (-common[k], people[k]))[:MOST]
    return sorted(most, key=people.__getitem__)
