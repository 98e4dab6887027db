"""Verdicts that did not last, and revisions on which reviewers differ."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from labelqa.store.reviews import APPROVED, conflicting

Judged = tuple[int, int, int]
"""(image, annotator, revision)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One verdict of a reviewer: on what, whether the answer was right, and whether it was taken back.

    `counted`: given in the days that are looked at; later ones only show what became of these.
    """

    reviewer: str
    judged: Judged
    approved: bool
    undone: bool
    counted: bool = True

    @classmethod
    def of(cls, reviewer: str, judged: Judged, verdict: int, *, undone: bool, counted: bool) -> "Verdict":
        """From a stored verdict: `rejected` and `corrected` both say that the answer was wrong."""
        return cls(reviewer, judged, verdict == APPROVED, undone, counted)


@dataclass(frozen=True, slots=True)
class Lasting:
    """By reviewer: verdicts that were overturned, and revisions on which they differ with another."""

    overturned: Counter[str]
    conflicts: Counter[str]


def lasting(verdicts: Iterable[Verdict]) -> Lasting:
    """What became of verdicts, which come in the order of time.

    Overturned: taken back, or another reviewer later said the opposite of the same revision, and that counts. In
    conflict: the latest counting verdicts of two reviewers on one revision say the opposite.

    >>> first, second = (Verdict(who, (1, 1, 1), who == "rita", False) for who in ("rita", "sam"))
    >>> lasting([first, second]).overturned
    Counter({'rita': 1})
    """
    found = Lasting(Counter(), Counter())
    by_revision: dict[Judged, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        by_revision[verdict.judged].append(verdict)
    for of_one in by_revision.values():
        _add(found, of_one)
    return found


def _add(found: Lasting, of_one: Sequence[Verdict]) -> None:
    later: dict[bool, set[str]] = {True: set(), False: set()}
    for v in reversed(of_one):
        if v.counted and (v.undone or later[not v.approved] - {v.reviewer}):
            found.overturned[v.reviewer] += 1
        if not v.undone and len(later[v.approved]) < 2:  # two are enough to hold one who is somebody else
            later[v.approved].add(v.reviewer)
    live = [v for v in of_one if not v.undone]
    if conflicting((v.reviewer, v.approved) for v in live):
        found.conflicts.update({v.reviewer for v in live if v.counted})
