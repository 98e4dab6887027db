"""Series: values of images in the order of a time, then of image ids; a line and a subject each."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Text, bindparam, cast, delete, exists, func, select, tuple_

from labelqa.store import engine
from labelqa.store.chunks import CHUNK, chunks
from labelqa.store.schema import series

_s = series.c
Line = tuple[int, int]
"""(line, subject)."""


class Entry(NamedTuple):
    """One value of a series, with the place of its image in the order: (at, name)."""

    line: int
    subject: int
    at: int
    name: str
    image: int
    value: int


_PLACED = (_s.line, _s.subject, _s.at, _s.name)
_COLUMNS = (_s.line, _s.subject, _s.at, _s.name, _s.image, _s.value)
_NAMES = ("project", *Entry._fields)
_END = 1 << 62
"""A time after all others."""


_places = select(*_PLACED).where(_s.project == bindparam("project"), _s.image.in_(bindparam("images", expanding=True)))
_OF_IMAGES = select(*_COLUMNS).where(_s.project == bindparam("project"), tuple_(*_PLACED).in_(_places))
"""By way of the index of images: asked by image alone, SQLite would go through the project."""


def of_images(connection: Connection, project: int, images: Iterable[int], below: int) -> list[Entry]:
    """Every entry of these images in lines below `below`."""
    found: list[Entry] = []
    for chunk in chunks(images):
        rows = connection.execute(_OF_IMAGES, {"project": project, "images": chunk}).all()
        found += [Entry(*row) for row in rows if row.line < below]
    return found


_GONE = delete(series).where(*[_s[c] == bindparam(f"b_{c}") for c in ("project", "line", "subject", "at", "name")])


def change(connection: Connection, project: int, gone: Sequence[Entry], new: Sequence[Entry]) -> None:
    """Takes entries out and puts others in."""
    if gone:
        keys = ("line", "subject", "at", "name")
        rows = [{"b_project": project} | {f"b_{key}": getattr(e, key) for key in keys} for e in gone]
        connection.execute(_GONE, rows)
    if new:
        engine.pour(connection, series, _NAMES, [(project, *entry) for entry in new])


_of = (_s.project == bindparam("project"), _s.line == bindparam("line"), _s.subject == bindparam("subject"))
_newest = (_s.at.desc(), _s.name.desc())
_VALUES = select(_s.value).where(*_of).order_by(*_newest).limit(bindparam("most"))
_NEWEST = select(_s.name, _s.value).where(*_of).order_by(*_newest).limit(bindparam("most"))
_PLACE = select(*_COLUMNS).where(*_of).order_by(*_newest).limit(1).offset(bindparam("skipped"))


def values(connection: Connection, project: int, line: Line, most: int) -> list[int]:
    """The newest values of a series, oldest first."""
    asked = {"project": project, "line": line[0], "subject": line[1], "most": most}
    return [row[0] for row in engine.ask(connection, _VALUES, asked)][::-1]


_ALL = select(
    func.aggregate_strings(cast(_VALUES.subquery().c.value, Text), " "),
)


def column(connection: Connection, project: int, line: Line, most: int) -> NDArray[np.int64]:
    """The same as an array, for many: the database writes them as one text, which is read in a tenth of the time."""
    asked = {"project": project, "line": line[0], "subject": line[1], "most": most}
    [(written,)] = engine.ask(connection, _ALL, asked)
    return np.fromstring(written or "", np.int64, sep=" ")[::-1]


_BEFORE = (
    select(_s.at, _s.name)
    .where(*_of, _s.at <= bindparam("at"), tuple_(_s.at, _s.name) <= tuple_(bindparam("at"), bindparam("name")))
    .order_by(*_newest)
    .limit(1)
    .offset(bindparam("skipped"))
)


def places(connection: Connection, project: int, line: Line, later: Sequence[int]) -> list[tuple[int, str]]:
    """(time, image id) of entries of a series, each by how many others follow it, ascending.

    One walk from the newest entry: each is looked for from the one before it.
    """
    found = list[tuple[int, str]]()
    at, name, passed = _END, "", 0
    for n in later:
        asked = {"project": project, "line": line[0], "subject": line[1], "at": at, "name": name, "skipped": n - passed}
        at, name = connection.execute(_BEFORE, asked).one()
        found.append((at, name))
        passed = n
    return found


def newest(connection: Connection, project: int, line: Line, most: int) -> list[tuple[str, int]]:
    """(image id, value) of the newest entries of a series, the newest first."""
    asked = {"project": project, "line": line[0], "subject": line[1], "most": most}
    return [(row[0], row[1]) for row in engine.ask(connection, _NEWEST, asked)]


def place(connection: Connection, project: int, line: Line, later: int) -> Entry:
    """The entry behind which `later` others follow."""
    asked = {"project": project, "line": line[0], "subject": line[1], "skipped": later}
    return Entry(*connection.execute(_PLACE, asked).one())


_other = series.alias()
_FOLLOWED = select(_s.line, _s.subject).where(
    _s.project == bindparam("project"),
    _s.image == bindparam("image"),
    exists().where(
        _other.c.project == _s.project,
        _other.c.line == _s.line,
        _other.c.subject == _s.subject,
        _other.c.at >= _s.at,
        tuple_(_other.c.at, _other.c.name) > tuple_(_s.at, _s.name),
    ),
)


def followed(connection: Connection, project: int, image: int, below: int) -> set[Line]:
    """The series in which other entries follow that of this image."""
    rows = connection.execute(_FOLLOWED, {"project": project, "image": image}).all()
    return {(row.line, row.subject) for row in rows if row.line < below}


_FOLLOWED_BY_OTHERS = select(_s.line, _s.subject).where(
    _s.project == bindparam("project"),
    _s.image.in_(bindparam("images", expanding=True)),
    tuple_(*_PLACED).in_(bindparam("places", expanding=True)),
    exists().where(
        _other.c.project == _s.project,
        _other.c.line == _s.line,
        _other.c.subject == _s.subject,
        _other.c.at >= _s.at,
        tuple_(_other.c.at, _other.c.name) > tuple_(_s.at, _s.name),
        _other.c.image.not_in(bindparam("images", expanding=True)),
    ),
)


def followed_by_others(
    connection: Connection, project: int, places: Mapping[Line, tuple[int, str]], images: Collection[int]
) -> set[Line]:
    """The series in which entries of other images than these follow the one at this place, which is of one of these.

    Asked by place alone, SQLite would go through all series.
    """
    asked = [(*line, *place) for line, place in sorted(places.items())]
    found: set[Line] = set()
    for start in range(0, len(asked), CHUNK):
        values = {"project": project, "places": asked[start : start + CHUNK], "images": sorted(images)}
        found |= {(row.line, row.subject) for row in connection.execute(_FOLLOWED_BY_OTHERS, values).all()}
    return found


_BURIED = (
    select(_s.image)
    .where(*_of, _s.at >= bindparam("at"), tuple_(_s.at, _s.name) > tuple_(bindparam("at"), bindparam("name")))
    .limit(1)
    .offset(bindparam("skipped"))
)


def buried(connection: Connection, project: int, places: Mapping[Line, tuple[int, str]], most: int) -> set[Line]:
    """The series in which at least so many entries follow a place.

    One statement each: asked by several places at once, SQLite would go through all series.
    """
    found = set()
    for line, (at, name) in places.items():
        asked = {"project": project, "line": line[0], "subject": line[1], "at": at, "name": name, "skipped": most - 1}
        if engine.ask(connection, _BURIED, asked):
            found.add(line)
    return found


_LINES = (
    select(*_COLUMNS)
    .where(_s.project == bindparam("project"), _s.line >= bindparam("first"))
    .order_by(_s.line, _s.subject, _s.at, _s.name)
)


def lines(connection: Connection, project: int, first: int) -> list[Entry]:
    """Every entry of the lines from `first` on, by line and subject: lines that hold few."""
    return [Entry(*row) for row in connection.execute(_LINES, {"project": project, "first": first}).all()]
