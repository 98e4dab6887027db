"""Images by their agreement in one class, or of one annotator with the others there: pages read from the series.

A series holds that value of every image that was compared at a known time and is not empty, under its name. What it
does not hold is put between: images of unknown time, of which a project has few or nearly all, and all-empty images.
"""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
)

from labelqa.store.narrowing import COUNTED, of_numbers
from labelqa.store.schema import LOW, image_class, image_fact, pair_fact, series
from labelqa.store.schema import annotator as person
from labelqa.store.totals import EVER, Window, within
from labelqa.tally import ONE

Place = tuple[int | None, str]
"""(value in the order, image id) of the last row of the page before; the value is None among images without one."""
Order = Literal["up", "down"]
_f, _s = image_fact.c, series.c
_SHOWN = (_f.name, _f.n_boxes.label("n"), _f.empty)


class Compared(NamedTuple):
    """Images of a project that at least so many persons answered in these days, and whose value is meant."""

    project: int
    at_least: int
    window: Window
    label_class: int | None
    annotator: int | None

    @property
    def kept(self) -> list[ColumnElement[bool]]:
        """What the facts of an image must meet."""
        found = [_f.project == self.project, _f.n_boxes >= self.at_least]
        if self.window != EVER:
            found += within(_f.day, self.window)
        return found

    @property
    def line(self) -> tuple[int, int]:
        """The series that holds the values (`labelqa.facts.series`)."""
        return (2, self.label_class) if self.label_class is not None else (1, self.annotator or 0)


def valued(wanted: Compared, among: Select[Any] | None = None) -> tuple[Select[Any], ColumnElement[Any]]:
    """(name, n, empty, value) of the images, by their facts alone, in no order; and the column of the value.

    `among`: a query for the numbers of the images that are meant.
    """
    if wanted.label_class is not None:
        c = image_class.c
        value: ColumnElement[Any] = c.iou
        query = select(*_SHOWN, value.label("value")).join_from(
            image_fact, image_class, and_(c.project == _f.project, c.image == _f.image)
        )
        query = query.where(c.project == wanted.project, c.label_class == wanted.label_class)
    elif wanted.annotator is not None:
        own = _own_values(wanted.project, wanted.annotator, among)
        value = own.c.value
        query = select(*_SHOWN, value.label("value")).join(own, own.c.image == _f.image)
    else:
        value = _f.iou
        query = select(*_SHOWN, value.label("value"))
    query = query if among is None else query.where(_f.image.in_(among))
    return query.where(*wanted.kept, value.is_not(None)), value


def looked_up(wanted: Compared) -> tuple[Select[Any], ColumnElement[Any]]:
    """The same for a walk through the facts in another order: the value is looked up image by image."""
    if wanted.annotator is None:
        return valued(wanted)
    p, pair = pair_fact.c, _of_pair(wanted.project, wanted.annotator)
    here = (p.project == wanted.project, p.image == _f.image, *pair)
    total, others = cast(func.sum(p.score), BigInteger), func.count()
    value = select((2 * total + others) // (2 * others)).where(*here).scalar_subquery()
    return select(*_SHOWN, value.label("value")).where(
        *wanted.kept, select(literal_column("1")).where(*here).exists()
    ), value


def _own_values(project: int, annotator: int, among: Select[Any] | None) -> Any:
    """(image, mean score with the other persons there), by the same rounding as the facts: halves up."""
    p = pair_fact.c
    query = select(p.image, cast(func.sum(p.score), BigInteger).label("total"), func.count().label("others")).where(
        p.project == project, *_of_pair(project, annotator)
    )
    sums = (query if among is None else query.where(p.image.in_(among))).group_by(p.image).subquery()
    value = (2 * sums.c.total + sums.c.others) // (2 * sums.c.others)
    return select(sums.c.image, value.label("value")).subquery()


def _of_pair(project: int, annotator: int) -> list[ColumnElement[bool]]:
    """A pair of this annotator and another person."""
    p, people = pair_fact.c, select(person.c.id).where(person.c.project == project, person.c.kind == "person")
    return [or_(p.a == annotator, p.b == annotator), p.a.in_(people), p.b.in_(people)]


def page(
    connection: Connection, wanted: Compared, order: Order, after: Place | None, limit: int
) -> Sequence[Row[Any]] | None:
    """Images of one class or annotator in the order of (value, name), from the one after `after`.

    None where the facts themselves are to be asked: too many images are of unknown time.
    """
    apart = _apart(connection, wanted)
    if apart is None:
        return None
    rows = _of_series(connection, wanted, order, after, limit)
    if apart:
        query, value = valued(wanted, of_numbers(connection, apart).chosen)
        rows += connection.execute(_beyond(query, value, _f.name, order, after)).all()
    if wanted.annotator is not None and (order == "down" or len(rows) < limit or rows[limit - 1].value == ONE):
        rows += _empty(connection, wanted, order, after, limit)
    return sorted(rows, key=attrgetter("value", "name"), reverse=order == "down")[:limit]


def _apart(connection: Connection, wanted: Compared) -> list[int] | None:
    """Images that were compared and stand in no series, their time being unknown; None above COUNTED."""
    query = select(_f.image).where(
        *(_f.project == wanted.project, _f.n_boxes >= wanted.at_least, _f.empty == 0),
        *(_f.iou.is_not(None), _f.comparable_at.is_(None)),
    )
    found = list(connection.execute(query.limit(COUNTED + 1)).scalars())
    return None if len(found) > COUNTED else found


def _of_series(
    connection: Connection, wanted: Compared, order: Order, after: Place | None, limit: int
) -> list[Row[Any]]:
    """A page of those in the series: the least agreement from its own index, else the whole series."""
    rows: list[Row[Any]] = []
    if order == "up":
        rows = list(connection.execute(_joined(wanted, order, after, limit, low=True)).all())
    if len(rows) < limit:
        rows = list(connection.execute(_joined(wanted, order, after, limit, low=False)).all())
    return rows


def _joined(wanted: Compared, order: Order, after: Place | None, limit: int, *, low: bool) -> Select[Any]:
    """Entries of the series with the facts of their images, in order.

    Where the facts decide nothing only those of the page are looked up.
    """
    line, subject = wanted.line
    query = select(_s.image, _s.name, _s.value).where(
        _s.project == wanted.project, _s.line == line, _s.subject == subject
    )
    query = query.where(_s.value < literal_column(str(LOW))) if low else query  # as the index has it
    query = _beyond(query, _s.value, _s.name, order, after)
    free = wanted.at_least <= 2 and wanted.window == (None, None)
    entry = (query.limit(limit) if free else query).subquery().c
    facts = select(*_SHOWN, entry.value.label("value")).where(*wanted.kept, _f.image == entry.image)
    return _beyond(facts, entry.value, entry.name, order, None).limit(limit)


def _empty(connection: Connection, wanted: Compared, order: Order, after: Place | None, limit: int) -> list[Row[Any]]:
    """All-empty images that the annotator answered with others: they agree, and stand in no series."""
    p = pair_fact.c
    here = (p.project == wanted.project, p.image == _f.image, *_of_pair(wanted.project, wanted.annotator or 0))
    shared = select(literal_column("1")).where(*here).exists()
    query = select(*_SHOWN, _f.iou.label("value")).where(*wanted.kept, _f.iou == literal(ONE), _f.empty == 1, shared)
    return list(connection.execute(_beyond(query, _f.iou, _f.name, order, after).limit(limit)).all())


def _beyond(
    query: Select[Any], value: ColumnElement[Any], name: ColumnElement[str], order: Order, after: Place | None
) -> Select[Any]:
    """In the order of (value, name), from the one after `after`."""
    if after is not None:
        here, place = tuple_(value, name), tuple_(literal(after[0]), literal(after[1]))
        query = (
            query.where(value >= after[0], here > place)
            if order == "up"
            else query.where(value <= after[0], here < place)
        )
    return query.order_by(value, name) if order == "up" else query.order_by(value.desc(), name.desc())
