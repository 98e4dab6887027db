"""Pages of images in an order, narrowed to sets of them: the review queue with its filters, whatever a project's size.

A set of few images is read whole and ordered. For larger ones the index of the order is walked until the page is full,
which soon it is where images of the set lie anywhere in the order; where they do not, the walk ends after a bounded
part, and the smallest set is read after all.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, literal, select, tuple_

from labelqa.store import image_facts
from labelqa.store.narrowing import COUNTED, Condition, Narrowing, size
from labelqa.store.schema import image_fact

Place = tuple[int | None, str]
"""(value in the order, image id) of the last row of the page before; the value is None among images without one."""
SORTS: Mapping[str, tuple[str, bool]] = {
    "priority": ("place", False),
    "qa_score": ("qa", False),
    "-qa_score": ("qa", True),
    "updated_at": ("updated_at", True),
}
"""Orders of the image list: the column, and whether it goes down."""
WALKED = (1_000, 10_000)
"""Images that a walk looks at, in two attempts, before it is given up."""
_f = image_fact.c
_READ = (_f.image, _f.name, _f.place, _f.qa, _f.updated_at, _f.status, _f.flags)
"""What pages are made of: `image_fact_in_short` holds these, and the index of each order."""


class Listed(NamedTuple):
    """An image on a page: its value in the order, and its facts."""

    value: int | None
    fact: Row[Any]


class Asked(NamedTuple):
    """What is asked for: images of `project` that are in all of these sets, by size, and meet the conditions."""

    project: int
    sets: list[tuple[int, Narrowing]]
    conditions: Sequence[Condition]

    def others(self, f: Any, but: Narrowing | None) -> list[ColumnElement[bool]]:
        """Everything that an image must meet, but to be in one set."""
        sets = [n.holds(f) for _, n in self.sets if n is not but]
        return sets + [condition(f) for condition in self.conditions]


def asked(
    connection: Connection, project: int, narrowings: Sequence[Narrowing], conditions: Sequence[Condition]
) -> Asked:
    """The sets with their sizes, the smallest first."""
    sized = [(size(connection, n), n) for n in narrowings]
    return Asked(project, sorted(sized, key=lambda pair: pair[0]), conditions)


def page(
    connection: Connection, wanted: Asked, *, sort: str, after: Place | None = None, limit: int = 100
) -> list[Listed]:
    """Images in the order asked, from the one after `after`; those without a value come last, by name."""
    found = _found(connection, wanted, sort, after, limit)
    facts = image_facts.rows(connection, wanted.project, [row.image for row in found])
    return [Listed(row.value, facts[row.image]) for row in found]


def _found(connection: Connection, wanted: Asked, sort: str, after: Place | None, limit: int) -> list[Row[Any]]:
    if not wanted.sets:
        return _whole(connection, wanted, None, sort, after, limit)
    least, smallest = wanted.sets[0]
    if least > COUNTED:
        if len(wanted.sets) == 1 and _in_queue(wanted, sort):
            return _whole(connection, wanted, None, sort, after, limit)
        for most in WALKED:
            found = _walked(connection, wanted, sort, after, limit, most)
            if len(found) == limit:
                return found
    return _whole(connection, wanted, smallest, sort, after, limit) if least else []


def counted(connection: Connection, wanted: Asked) -> int | None:
    """How many images are asked for; None above COUNTED."""
    if len(wanted.sets) == 1 and not wanted.conditions:
        found = wanted.sets[0][0]
    else:
        smallest = wanted.sets[0][1] if wanted.sets else None
        some = _facts(wanted, smallest).limit(COUNTED + 1).subquery()
        found = connection.execute(select(func.count()).select_from(some)).scalar_one()
    return None if found > COUNTED else found


def _facts(wanted: Asked, chosen: Narrowing | None) -> Select[Any]:
    """Images from the set `chosen`, or from all."""
    query = select(*_READ).where(_f.project == wanted.project, *wanted.others(_f, chosen))
    return query if chosen is None else query.where(_f.image.in_(chosen.chosen))


def _in_queue(wanted: Asked, sort: str) -> Narrowing | None:
    """The set whose images the index of the order holds together."""
    return next((n for _, n in wanted.sets if n.by_status and sort == "priority"), None)


def _walked(
    connection: Connection, wanted: Asked, sort: str, after: Place | None, limit: int, most: int
) -> list[Row[Any]]:
    """What of a page is among the next `most` images of the order."""
    column, down = SORTS[sort]
    together = _in_queue(wanted, sort)
    query = select(*_READ).where(_f.project == wanted.project)
    query = query if together is None else query.where(together.holds(_f))
    part = _ordered(query, _f[column], _f.name, down=down, after=after).limit(most).subquery()
    met = select(part.c.image, part.c.name, part.c[column].label("value")).where(*wanted.others(part.c, together))
    ordered = _sorted(met, part.c[column], part.c.name, down) if _valued(after) else met.order_by(part.c.name)
    return list(connection.execute(ordered.limit(limit)).all())


def _whole(
    connection: Connection, wanted: Asked, smallest: Narrowing | None, sort: str, after: Place | None, limit: int
) -> list[Row[Any]]:
    """A page from all images of the smallest set; without one, by the index of the order.

    What is computed has no index: with a set, no database walks that of the order.
    """
    column, down = SORTS[sort]
    value, name = (_f[column], _f.name) if smallest is None else (_f[column] + 0, _f.name + "")
    return _in_order(connection, _facts(wanted, smallest), value, name, down=down, after=after, limit=limit)


def _in_order(
    connection: Connection,
    query: Select[Any],
    value: ColumnElement[Any],
    name: ColumnElement[str],
    *,
    down: bool,
    after: Place | None,
    limit: int,
) -> list[Row[Any]]:
    """Rows in the order of (value, name), from the one after `after`; images without a value come last, by name."""
    query = query.with_only_columns(_f.image, _f.name, value.label("value"))
    rows: list[Row[Any]] = []
    if _valued(after):
        rows = list(connection.execute(_ordered(query, value, name, down=down, after=after).limit(limit)).all())
        after = None
    if len(rows) < limit:
        rest = _ordered(query, value, name, down=down, after=(None, "") if after is None else after)
        rows += connection.execute(rest.limit(limit - len(rows))).all()
    return rows


def _valued(after: Place | None) -> bool:
    """True while a page begins among the images that have a value."""
    return after is None or after[0] is not None


def _ordered(
    query: Select[Any], value: ColumnElement[Any], name: ColumnElement[str], *, down: bool, after: Place | None
) -> Select[Any]:
    """The images with a value, or, after one without, those without, in their order."""
    if after is not None and after[0] is None:
        return query.where(value.is_(None), name > after[1]).order_by(name)
    if after is not None:
        here, place = tuple_(value, name), tuple_(literal(after[0]), literal(after[1]))
        bound = value <= after[0] if down else value >= after[0]
        query = query.where(and_(bound, here < place if down else here > place))
    return _sorted(query.where(value.is_not(None)), value, name, down)


def _sorted(query: Select[Any], value: ColumnElement[Any], name: ColumnElement[str], down: bool) -> Select[Any]:
    return query.order_by(value.desc(), name.desc()) if down else query.order_by(value, name)
