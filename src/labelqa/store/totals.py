"""Tallies in the database: changed by addition only, read as rows of whole numbers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, bindparam, cast, func, select

from labelqa.store import engine
from labelqa.store.schema import tallies
from labelqa.tally import BY_NAME, TALLIES, Bag, clean

LAST_DAY = 10**6
FIRST_DAY = -(10**6)
Window = tuple[int | None, int | None]
"""First and last UTC day, both included; (None, None) is ever."""
EVER: Window = (None, None)


def days(window: Window) -> tuple[int, int]:
    """The first and the last day as numbers, where an end is open those before and after all days.

    >>> days((0, None)), days((None, -1))
    ((0, 1000000), (-1000000, -1))
    """
    first, last = window
    return FIRST_DAY if first is None else first, LAST_DAY if last is None else last


def apply(connection: Connection, project: int, change: Bag) -> None:
    """Adds a change to the totals; entries in which nothing changes are left alone."""
    by_table: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for (number, key), row in sorted(clean(change).items()):
        tally = TALLIES[number]
        names = ("project", *tally.keys, *tally.counters)
        by_table[number].append(dict(zip(names, (project, *key, *row), strict=True)))
    for number, rows in by_table.items():
        engine.upsert(connection, tallies[number], rows, adding=True)


def within(day: ColumnElement[Any], window: Window) -> list[ColumnElement[bool]]:
    """The condition that an entry of a dated tally is of these days: for ever that of day 0, which else is none."""
    return [day == 0] if window == EVER else [day.between(*days(window)), day != 0]


def stored(connection: Connection, project: int) -> Bag:
    """Every total of the project as one bag, day 0 included; what `labelqa verify` compares."""
    out: Bag = {}
    for tally, table in zip(TALLIES, tallies, strict=True):
        k = len(tally.keys)
        for row in connection.execute(select(table).where(table.c.project == project)):
            out[tally.number, tuple(row[1 : 1 + k])] = list(row[1 + k :])
    return clean(out)


def rows(
    connection: Connection,
    project: int,
    name: str,
    *,
    window: Window = EVER,
    by: Sequence[str] = (),
    where: Mapping[str, int | Sequence[int]] | None = None,
    at_least: int = 0,
) -> list[dict[str, int]]:
    """Rows of one tally, summed over what is not in `by`, in the order of `by`.

    `window`: the days, for tallies that have them (ever: day 0 alone). `where`: keys that must equal a value or be
    one of several. `at_least`: the smallest `n`. Counters that sum to nothing are left out.
    """
    tally = BY_NAME[name]
    table = tallies[tally.number]
    query = select(
        *[table.c[k] for k in by],
        *[cast(func.coalesce(func.sum(table.c[c]), 0), BigInteger).label(c) for c in tally.counters],
    ).where(table.c.project == project)
    if tally.dated:
        query = query.where(*within(table.c.day, window))
    if at_least and "n" in tally.keys:
        query = query.where(table.c.n >= at_least)
    for key, value in (where or {}).items():
        query = query.where(table.c[key] == value if isinstance(value, int) else table.c[key].in_(list(value)))
    if by:
        query = query.group_by(*[table.c[k] for k in by]).order_by(*[table.c[k] for k in by])
    found = [dict(row._mapping) for row in connection.execute(query)]
    return [row for row in found if any(row[c] for c in tally.counters)]


def paces(connection: Connection, project: int) -> list[tuple[int, int, int]]:
    """(annotator, step of the histogram of milliseconds, annotations), in that order."""
    table = tallies[BY_NAME["seconds"].number]
    query = select(table.c.annotator, table.c.bucket, table.c.annotations).where(table.c.project == project)
    return [(row[0], row[1], row[2]) for row in connection.execute(query.order_by(table.c.annotator, table.c.bucket))]


_B = tallies[BY_NAME["benchmark"].number].c
_MET = ("images", "empty", "tp", "fp", "fn")
_MET_TRUTH = select(*[_B[name] for name in _MET]).where(
    _B.project == bindparam("project"), _B.day == 0, _B.annotator == bindparam("annotator"), _B.label_class == 0
)


def met_truth(connection: Connection, project: int, annotator: int) -> dict[str, int]:
    """An annotator's benchmark over all days and classes, in short; all 0 without any."""
    rows = engine.ask(connection, _MET_TRUTH, {"project": project, "annotator": annotator})
    return dict(zip(_MET, rows[0] if rows else (0,) * len(_MET), strict=True))


def counts(connection: Connection, project: int, name: str, by: str, counter: str, at_least: int = 0) -> dict[int, int]:
    """{key: sum of one counter} of a tally over all days; `at_least`: the smallest `n`."""
    table = tallies[BY_NAME[name].number]
    query = select(table.c[by], cast(func.sum(table.c[counter]), BigInteger)).where(table.c.project == project)
    query = query.where(table.c.day == 0) if BY_NAME[name].dated else query
    query = query.where(table.c.n >= at_least) if at_least else query
    return {row[0]: row[1] for row in connection.execute(query.group_by(table.c[by])).all()}
