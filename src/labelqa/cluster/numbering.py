"""Numbers of annotators and classes: within a row of facts, within a bucket, in a store; and names, which last."""

from collections.abc import Iterable, Mapping, Sequence

from labelqa.cluster.schema import CLASSES, PEOPLE
from labelqa.tally import BY_NAME, TALLIES, Bag, merge

Name = int | str
Totals = dict[tuple[int, tuple[Name, ...]], list[int]]
"""A bag whose keys name annotators and classes; a class that is 0 stays 0."""
_PEOPLE = tuple([tuple([i for i, key in enumerate(t.keys) if key in PEOPLE]) for t in TALLIES])
_CLASSES = tuple([tuple([i for i, key in enumerate(t.keys) if key in CLASSES]) for t in TALLIES])
LABEL = BY_NAME["label"].number
"""The tally whose two classes stand in the order of their numbers; of all others, names tell the order."""


def renumbered(bag: Bag, people: Mapping[int, int], classes: Mapping[int, int]) -> Bag:
    """The bag under other numbers; a class that is 0, all or none, stays 0.

    >>> renumbered({(11, (1, 2, 1, 2)): [3]}, {}, {1: 9, 2: 4})
    {(11, (1, 2, 4, 9)): [3]}
    """
    found: Bag = {}
    for (number, key), row in bag.items():
        numbers = list(key)
        for i in _PEOPLE[number]:
            numbers[i] = people[numbers[i]]
        for i in _CLASSES[number]:
            if numbers[i]:
                numbers[i] = classes[numbers[i]]
        if number == LABEL:
            numbers[2:] = sorted(numbers[2:])
        found[number, tuple(numbers)] = row
    return found


def named(bag: Bag, people: Sequence[str], classes: Sequence[str]) -> Totals:
    """The bag under names, where number k is the k-th of each, from 1.

    >>> named({(1, (2,)): [1, 5, 0]}, (), ("bus", "car"))
    {(1, ('car',)): [1, 5, 0]}
    """
    found: Totals = {}
    for (number, key), row in bag.items():
        names: list[Name] = list(key)
        for i in _PEOPLE[number]:
            names[i] = people[key[i] - 1]
        for i in _CLASSES[number]:
            if key[i]:
                names[i] = classes[key[i] - 1]
        found[number, tuple(names)] = row
    return found


def numbered(names: Iterable[str]) -> dict[str, int]:
    """Numbers from 1 in the order of the names.

    >>> numbered(["b", "a"])
    {'a': 1, 'b': 2}
    """
    return {name: k for k, name in enumerate(sorted(set(names)), 1)}


def add_named(total: Totals, other: Totals, sign: int = 1) -> None:
    """total += sign * other, in place."""
    change = other if sign == 1 else {place: [sign * v for v in row] for place, row in other.items()}
    merge(total, change)  # type: ignore[arg-type]  # keys are names here: adding looks at none of them
