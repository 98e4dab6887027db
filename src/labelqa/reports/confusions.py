"""Which class was drawn for which: cells of truth and drawn, and what is read from them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from labelqa.model import Project
from labelqa.reports.truth import Source
from labelqa.store import Connection, names

MOST_LISTED = 10
"""Confusions listed per annotator, the most frequent first."""
MISSED = "missed"
"""Under this name the missed objects stand among the drawn classes, unless a class has it."""

Cells = Mapping[tuple[str | None, str | None], int]
"""{(truth class or None, drawn class or None): objects}."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """Truth of one class, drawn as another, n times."""

    truth: str
    drawn: str
    n: int


@dataclass(frozen=True, slots=True)
class TruthClass:
    """What persons drew where the truth has this class: objects by class drawn, and how many were `missed`.

    The missed ones also stand among `drawn`, under `missed`, unless the project has a class of that name.
    """

    class_: str
    n: int
    drawn: dict[str, int]
    missed: int


def confusions(connection: Connection, project: Project, source: Source) -> dict[int, Cells]:
    """{annotator: cells}."""
    named = names.classes(connection, project.number)
    found: dict[int, dict[tuple[str | None, str | None], int]] = defaultdict(dict)
    for row in source.rows("confusion", by=("annotator", "truth_class", "drawn_class")):
        cell = named.get(row["truth_class"]), named.get(row["drawn_class"])
        found[row["annotator"]][cell] = row["objects"]
    return dict(found)


def swaps(cells: Cells, only: str | None = None) -> list[tuple[str, str, int]]:
    """(truth class, drawn class, objects) where the two differ, the most frequent first; with the class `only`.

    >>> swaps({("van", "car"): 3, ("van", "van"): 37, ("car", None): 2})
    [('van', 'car', 3)]
    """
    found = [(t, d, n) for (t, d), n in cells.items() if t is not None and d is not None and t != d]
    wanted = [swap for swap in found if only is None or only in swap[:2]]
    return sorted(wanted, key=lambda swap: (-swap[2], swap[0], swap[1]))


def listed(cells: Cells, only: str | None = None) -> list[Confusion]:
    """The most frequent swaps."""
    return [Confusion(*swap) for swap in swaps(cells, only)[:MOST_LISTED]]


def of_truth(cells: Cells) -> Counter[str]:
    """Objects of each class in the truth.

    >>> of_truth({("van", "car"): 3, ("van", None): 1, ("car", "van"): 5})["van"]
    4
    """
    found: Counter[str] = Counter()
    for (truth, _), n in cells.items():
        if truth is not None:
            found[truth] += n
    return found


def by_truth(confused: Sequence[Cells], classes: Collection[str], only: str | None = None) -> list[TruthClass]:
    """What the owners of these cells drew for each class of the truth, by name; `classes` are all of the project.

    >>> by_truth([{("van", "van"): 2, ("van", None): 1}], ["van"])
    [TruthClass(class_='van', n=3, drawn={'van': 2, 'missed': 1}, missed=1)]
    >>> by_truth([{("van", "missed"): 2, ("van", None): 1}], ["van", "missed"])
    [TruthClass(class_='van', n=3, drawn={'missed': 2}, missed=1)]
    """
    drawn: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    missed: dict[str, int] = defaultdict(int)
    for cells in confused:
        for (t, d), n in cells.items():
            if t is None or only not in (None, t):
                continue
            missed[t] += n if d is None else 0
            if d is not None:
                drawn[t][d] += n
    return [_truth_class(name, drawn[name], missed[name], MISSED not in classes) for name in sorted(missed)]


def _truth_class(name: str, drawn: Mapping[str, int], missed: int, told: bool) -> TruthClass:
    shown = {**drawn, MISSED: missed} if told and missed else dict(drawn)
    ordered = dict(sorted(shown.items(), key=lambda d: (-d[1], d[0])))
    return TruthClass(name, sum(drawn.values()) + missed, ordered, missed)
