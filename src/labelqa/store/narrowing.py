"""What a list of images is narrowed to: sets of images, each with how it is read and how one image is looked up in it.

A set is read from an index that holds nothing else, so that its size is known for next to nothing.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, ColumnElement, Connection, Integer, Select, and_, func, literal, literal_column, select

from labelqa.store.schema import annotation, image, image_class, image_fact, image_flag

COUNTED = 10_000
"""Up to so many images a list says exactly how many it has."""
SIZED = 3 * COUNTED
"""Sets are told apart by size up to here: of a set that is no larger, every image is looked up in the others."""
Columns = Any
"""The columns of image facts, by name; or of a part of them."""
Condition = Callable[[Columns], ColumnElement[bool]]
_f = image_fact.c


class Narrowing(NamedTuple):
    """A set: `chosen` selects the numbers of its images, each once; `holds` is the condition on one image to be in it.

    `column`: the one of image facts that decides, where one does; else `holds` needs the number of the image alone.
    `in_order`: an index holds the set by number. `known`: its size, where that is known.
    """

    chosen: Select[Any]
    holds: Condition
    column: str = ""
    in_order: bool = False
    known: int | None = None


def of_status(project: int, status: int) -> Narrowing:
    """Images of a review status."""
    chosen = select(_f.image).where(_f.project == project, _f.status == status)
    return Narrowing(chosen, lambda f: f.status == status, column="status")


def of_flag(project: int, flag: int) -> Narrowing:
    """Images that raise a flag."""
    chosen = select(image_flag.c.image).where(image_flag.c.project == project, image_flag.c.flag == flag)
    return Narrowing(chosen, lambda f: f.flags.op("&")(flag) != 0, "flags", in_order=True)


def of_class(project: int, label_class: int) -> Narrowing:
    """Images that have a class: objects of it, or its label."""
    c = image_class.c
    chosen = select(c.image).where(c.project == project, c.label_class == label_class)
    return Narrowing(chosen, lambda f: _any(_same(project, f, c), c.label_class == label_class), in_order=True)


def of_annotator(project: int, annotator: int) -> Narrowing:
    """Images that an annotator answered or skipped."""
    return _answered(project, annotation.c.annotator == annotator)


def of_viewer(project: int, annotator: int) -> Narrowing:
    """Images that an annotator answered: who skipped one may still be asked for an answer of their own."""
    return _answered(project, annotation.c.annotator == annotator, annotation.c.cancelled.is_(False))


def _answered(project: int, *conditions: ColumnElement[bool]) -> Narrowing:
    a = annotation.c
    chosen = select(a.image).where(a.project == project, *conditions)
    return Narrowing(chosen, lambda f: _any(_same(project, f, a), *conditions), in_order=True)


def _any(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """That there is a row; of `SELECT *` SQLite would read all columns, where the index holds what is asked."""
    return select(literal_column("1")).where(*conditions).exists()


def of_scores(project: int, lowest: int | None, highest: int | None) -> Narrowing:
    """Images whose QA score x 2^30 lies in a range."""

    def holds(f: Columns) -> ColumnElement[bool]:
        bounds = [] if lowest is None else [f.qa >= lowest]
        bounds += [] if highest is None else [f.qa <= highest]
        return and_(*bounds)

    return Narrowing(select(_f.image).where(_f.project == project, holds(_f)), holds, column="qa")


def of_numbers(connection: Connection, numbers: Sequence[int]) -> Narrowing:
    """These images. They are given as one value: a statement with ten thousand is slow to write and to read."""
    if connection.dialect.name == "sqlite":
        given = func.json_each(json.dumps(list(numbers))).table_valued("value").c.value
    else:
        given = func.unnest(literal(list(numbers), ARRAY(Integer))).column_valued("given")
    return Narrowing(select(given.label("image")), lambda f: f.image.in_(select(given)), known=len(numbers))


def of_query(chosen: Select[Any]) -> Narrowing:
    """The images that a query finds."""
    return Narrowing(chosen, lambda f: f.image.in_(chosen))


def _same(project: int, f: Columns, c: Columns) -> ColumnElement[bool]:
    """The same image; as a range, so that SQLite takes the index in the order of sets, where neighbours lie together.

    By its primary key each image of a walk would be on another page.
    """
    return and_(c.project == project, c.image.between(f.image, f.image))


def size(connection: Connection, narrowing: Narrowing) -> int:
    """How many images the set has, up to SIZED + 1."""
    if narrowing.known is not None:
        return narrowing.known
    some = narrowing.chosen.limit(SIZED + 1).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


def holds_text(connection: Connection, part: str) -> Condition:
    """The condition that the id contains a text; capitals of ASCII do not matter, as SQLite has it."""
    if connection.dialect.name == "sqlite":
        return lambda f: f.name.contains(part, autoescape=True)
    return lambda f: func.lower(f.name).contains(_lowered(part), autoescape=True)


def _lowered(text: str) -> str:
    """ASCII letters small, as `lower` does under collation C."""
    return "".join(c.lower() if c.isascii() else c for c in text)


def named(connection: Connection, project: int, part: str) -> list[int] | None:
    """The numbers of the images whose id contains this text, read from the index of names; None above COUNTED."""
    query = select(image.c.id).where(image.c.project == project, holds_text(connection, part)(image.c))
    found = connection.execute(query.limit(COUNTED + 1)).scalars().all()
    return None if len(found) > COUNTED else list(found)
