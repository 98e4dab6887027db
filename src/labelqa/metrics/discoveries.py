"""Which of many tests at once are believed: false alarms kept to a share of all alarms."""

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T", bound=tuple[str, ...] | str | int)


def discoveries(chances: Mapping[T, float], tested: int, share: float = 0.05) -> set[T]:
    """The tests that are believed when at most `share` of those believed may be luck (Benjamini and Hochberg 1995).

    `chances`: how often luck alone gives what was found, for each test that found anything; `tested`: how many were
    made in all. With the chances in order, the largest k is taken whose chance is at most share * k / tested. A test
    that is not among them is one that luck explains: with a hundred annotators the best of them must be surer than the
    only one of one.

    >>> sorted(discoveries({"ana": 0.001, "bo": 0.012, "chen": 0.04}, tested=8))
    ['ana', 'bo']
    >>> discoveries({"ana": 0.012}, tested=8)
    set()
    """
    ordered = sorted(chances.items(), key=lambda found: (found[1], found[0]))
    believed = [k for k, (_, chance) in enumerate(ordered, 1) if chance <= share * k / max(tested, len(ordered))]
    return {name for name, _ in ordered[: believed[-1]]} if believed else set()
