"""Totals: sums of facts by name, as rows of a table and back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from labelqa.cluster.numbering import Name, Totals, named
from labelqa.cluster.schema import CLASSES, COUNTERS, TOTALS
from labelqa.tally import BY_NAME, TALLIES, Bag, add, unpack


def sums_of(table: pa.Table) -> Totals:
    """What a bucket added: the bag of its row "sums", under names; of one row alone."""
    (row,) = table.select(["annotators", "class_names", "bag"]).to_pylist()
    return named(unpack(row["bag"]), _people(row), row["class_names"])


def bags_of(table: pa.Table) -> Iterator[Totals]:
    """What each of these rows of facts added to the totals, day 0 included."""
    for row in table.select(["annotators", "class_names", "bag"]).to_pylist():
        yield named(add({}, unpack(row["bag"])), _people(row), row["class_names"])


def _people(row: Mapping[str, Any]) -> list[str]:
    return [who["annotator_id"] for who in row["annotators"]]


def rows_of(total: Totals, sign: int = 1) -> list[dict[str, Any]]:
    """TOTALS of a bag under names, entries in order, those that are all zero left out."""
    found = []
    for (number, key), counters in sorted(total.items(), key=_order):
        if any(counters):
            tally = TALLIES[number]
            keys: dict[str, Name | None] = dict(zip(tally.keys, key, strict=True))
            keys |= {name: None for name in CLASSES if keys.get(name) == 0}
            values = {COUNTERS[k]: sign * value for k, value in enumerate(counters)}
            found.append({"tally": tally.name, **keys, **values})
    return found


def _order(entry: tuple[tuple[int, tuple[Name, ...]], Sequence[int]]) -> tuple[int, list[tuple[bool, int, str]]]:
    (number, key), _ = entry
    return number, [(isinstance(k, str), k if isinstance(k, int) else 0, str(k)) for k in key]


def table_of(total: Totals) -> pa.Table:
    """The same as a table."""
    return pa.Table.from_pylist(rows_of(total), schema=TOTALS)


def total_of(rows: Iterable[Mapping[str, Any]]) -> Totals:
    """The totals that rows of TOTALS hold."""
    found: Totals = {}
    for row in rows:
        tally = BY_NAME[row["tally"]]
        key = tuple([0 if row[name] is None else row[name] for name in tally.keys])
        found[tally.number, key] = [row[name] for name in COUNTERS[: len(tally.counters)]]
    return found


def numbered_totals(total: Totals, people: Mapping[str, int], classes: Mapping[str, int]) -> Bag:
    """The totals under numbers; of an entry with two classes of one answer, in the order of the numbers."""
    found: Bag = {}
    for (number, key), row in total.items():
        tally = TALLIES[number]
        numbers = [
            value if isinstance(value, int) else classes[value] if name in CLASSES else people[value]
            for name, value in zip(tally.keys, key, strict=True)
        ]
        if tally.name == "label":
            numbers[2:] = sorted(numbers[2:])
        found[number, tuple(numbers)] = row
    return found
