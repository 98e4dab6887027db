"""What was fetched of each source: units with their versions, and the answers and images that came from each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from labelqa.store.chunks import chunks
from labelqa.store.engine import upsert
from labelqa.store.schema import source as sources
from labelqa.store.schema import source_answer as answers
from labelqa.store.schema import source_unit as table

COLUMNS = ("version", "state", "written", "problem", "fetched_at", "gone_at")
IMAGE = ""
"""The annotator that stands for an image itself."""


@dataclass(frozen=True, slots=True)
class Known:
    """A unit as it was fetched last. `state` and `written` are JSON texts, null for nothing. Times in ms."""

    unit: str
    version: str
    state: str | None = None
    written: str | None = None
    problem: str | None = None
    fetched_at: int | None = None
    gone_at: int | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """An answer that came from a unit, or with annotator "" an image.

    `place`: where it stands among the answers of its annotator; `made`: the unit brought the image in.
    """

    image: str
    annotator: str
    place: int = 0
    made: bool = False


@dataclass(frozen=True, slots=True)
class Behind:
    """The unit that an answer came from, with its tool. `options` and `state` are JSON texts."""

    kind: str
    address: str
    options: str
    unit: str
    state: str | None


def get(connection: Connection, source: int, unit: str) -> Known | None:
    """A unit, None when it was never fetched."""
    return some(connection, source, [unit]).get(unit)


def some(connection: Connection, source: int, units: Iterable[str]) -> dict[str, Known]:
    """Those of these units that were fetched before, by name."""
    found: dict[str, Known] = {}
    for chunk in chunks(units):
        query = select(table).where(table.c.source == source, table.c.unit.in_(chunk))
        found |= {row.unit: _known(row) for row in connection.execute(query)}
    return found


def put(connection: Connection, source: int, known: Known) -> None:
    """Stores a unit as it is now."""
    values = {name: getattr(known, name) for name in COLUMNS}
    upsert(connection, table, [{"source": source, "unit": known.unit, **values}])


def note(connection: Connection, source: int, unit: str, problem: str, *, now: int) -> None:
    """Notes why a unit could not be taken; what was taken of it before stays."""
    mine = update(table).where(table.c.source == source, table.c.unit == unit).values(problem=problem)
    if connection.execute(mine).rowcount == 0:
        put(connection, source, Known(unit, "", problem=problem, fetched_at=now))


def forget(connection: Connection, source: int, *, all: bool) -> None:
    """Makes every unit that exists one of no version: all are fetched anew.

    `all`: what was remembered of them goes too, since units of the same names are others now.
    """
    mine = table.c.source == source, table.c.gone_at.is_(None)
    values = {"version": ""} | (dict.fromkeys(("state", "written")) if all else {})
    connection.execute(update(table).where(*mine).values(**values))


def page(connection: Connection, source: int, *, after: str = "", limit: int = 500) -> list[Known]:
    """Units that exist, by name, from the one after `after`."""
    query = select(table).where(table.c.source == source, table.c.unit > after, table.c.gone_at.is_(None))
    return [_known(row) for row in connection.execute(query.order_by(table.c.unit).limit(limit))]


def counts(connection: Connection, source: int) -> tuple[int, int]:
    """How many units exist, and how many of them could not be taken as they are now."""
    query = select(func.count(), func.count(table.c.problem))
    units, problems = connection.execute(query.where(table.c.source == source, table.c.gone_at.is_(None))).one()
    return units, problems


def problems(connection: Connection, source: int, *, limit: int) -> list[Known]:
    """Units that could not be taken as they are now, by name."""
    query = select(table).where(table.c.source == source, table.c.problem.is_not(None), table.c.gone_at.is_(None))
    return [_known(row) for row in connection.execute(query.order_by(table.c.unit).limit(limit))]


def brought(connection: Connection, source: int, unit: str) -> list[Brought]:
    """The answers and images that came from a unit."""
    query = select(answers).where(answers.c.source == source, answers.c.unit == unit)
    rows = connection.execute(query.order_by(answers.c.image, answers.c.annotator))
    return [Brought(row.image, row.annotator, row.place, bool(row.made)) for row in rows]


def bring(connection: Connection, source: int, unit: str, rows: Iterable[Brought]) -> None:
    """What comes from a unit now, in the place of what did before."""
    connection.execute(delete(answers).where(answers.c.source == source, answers.c.unit == unit))
    keys = {"source": source, "unit": unit}
    values = [keys | {"image": b.image, "annotator": b.annotator, "place": b.place, "made": int(b.made)} for b in rows]
    if values:
        connection.execute(insert(answers), values)


def others(connection: Connection, project: int, image: str, annotator: str) -> list[tuple[int, str]]:
    """(source, unit) of every unit of the project that brings this answer, or with annotator "" this image."""
    joined = answers.join(sources, sources.c.id == answers.c.source)
    query = select(answers.c.source, answers.c.unit).select_from(joined)
    query = query.where(sources.c.project == project, answers.c.image == image, answers.c.annotator == annotator)
    return [(row.source, row.unit) for row in connection.execute(query.order_by(answers.c.source, answers.c.unit))]


def behind(connection: Connection, project: int, image: str) -> Mapping[str, Behind]:
    """{annotator: the unit that brought their answer for an image}; of several the one whose answer is the latest."""
    joined = answers.join(sources, sources.c.id == answers.c.source)
    joined = joined.join(table, and_(table.c.source == answers.c.source, table.c.unit == answers.c.unit))
    query = select(
        answers.c.annotator, sources.c.kind, sources.c.address, sources.c.options, answers.c.unit, table.c.state
    ).select_from(joined)
    query = query.where(sources.c.project == project, answers.c.image == image, answers.c.annotator != IMAGE)
    rows = connection.execute(query.order_by(answers.c.place, answers.c.source, answers.c.unit))
    return {row.annotator: Behind(row.kind, row.address, row.options, row.unit, row.state) for row in rows}


def inherit(connection: Connection, source: int, unit: str, image: str) -> None:
    """From now on this unit counts as the one that brought an image in."""
    mine = answers.c.source == source, answers.c.unit == unit, answers.c.image == image, answers.c.annotator == IMAGE
    connection.execute(update(answers).where(*mine).values(made=1))


def images_of(connection: Connection, source: int, units: Iterable[str]) -> Mapping[str, list[str]]:
    """{unit: its images, by id}."""
    found: dict[str, list[str]] = {}
    for chunk in chunks(units):
        query = select(answers.c.unit, answers.c.image)
        query = query.where(answers.c.source == source, answers.c.unit.in_(chunk), answers.c.annotator == IMAGE)
        for row in connection.execute(query.order_by(answers.c.unit, answers.c.image)):
            found.setdefault(row.unit, []).append(row.image)
    return found


def remember(connection: Connection, source: int, unit: str, written: str | None) -> None:
    """Notes what was written back to a unit."""
    mine = table.c.source == source, table.c.unit == unit
    connection.execute(update(table).where(*mine).values(written=written))


def _known(row: Row[Any]) -> Known:
    return Known(row.unit, *[getattr(row, name) for name in COLUMNS])
