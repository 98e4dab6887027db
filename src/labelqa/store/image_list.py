"""Pages of images in an order, narrowed to sets of them: the review queue with its filters, whatever a project's size.

Few images are read whole and ordered. Where there are more, the index of the order is walked until the page is full,
which soon it is where images of the sets lie anywhere in the order; where they do not, the walk ends after a bounded
part, and all are read after all.
"""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    Select,
    and_,
    func,
    intersect,
    literal,
    select,
    tuple_,
)

from labelqa.store import image_facts
from labelqa.store.narrowing import COUNTED, SIZED, Condition, Narrowing, of_numbers, size
from labelqa.store.schema import image_fact

Place = tuple[int | None, str]
"""(value in the order, image id) of the last row of the page before; the value is None among images without one."""
NEAR = 4_000
"""So few images are read whole and ordered at once; of more a page is walked to, if it is near."""
Numbers = Select[Any] | CompoundSelect[Any]
"""A query for numbers of images."""
SORTS: Mapping[str, tuple[str, bool]] = {
    "priority": ("place", False),
    "qa_score": ("qa", False),
    "-qa_score": ("qa", True),
    "updated_at": ("updated_at", True),
}
"""Orders of the image list: the column, and whether it goes down."""
WALKED = 20_000
"""Images that a walk looks up elsewhere before it is given up."""
FAR = 3 * WALKED
"""The same where the index of the order tells of a part of the sets, or all are large: to read them takes longer."""
PASSED = 100_000
"""The same where the index of the order itself tells which images are meant."""
_f = image_fact.c
_READ = (_f.image, _f.name, _f.place, _f.qa, _f.updated_at, _f.status, _f.flags)
"""What pages are made of: `image_fact_in_short` holds these, and so does the index of each order."""
_UNORDERED = SimpleNamespace(image=_f.image, status=_f.status + 0, qa=_f.qa + 0, flags=_f.flags, name=_f.name)
"""Columns that no index is in the order of: with them the facts are read by number."""


class Listed(NamedTuple):
    """An image on a page: its value in the order, and its facts."""

    value: int | None
    fact: Row[Any]


class Asked(NamedTuple):
    """What is asked for: images of `project` that are in all of these sets, the smallest first, and meet conditions."""

    project: int
    sets: list[tuple[int, Narrowing]]
    conditions: Sequence[Condition]

    def met(self, f: Any, but: Narrowing | None = None) -> list[ColumnElement[bool]]:
        """Everything that an image must meet, but to be in one set."""
        sets = [n.holds(f) for _, n in self.sets if n is not but]
        return sets + [condition(f) for condition in self.conditions]


class Way(NamedTuple):
    """An order, and which page of it: so many images, from the one after `after`."""

    sort: str
    after: Place | None
    limit: int


def asked(
    connection: Connection, project: int, narrowings: Sequence[Narrowing], conditions: Sequence[Condition]
) -> Asked:
    """What is asked for, with the sizes of the sets."""
    sized = [(size(connection, n), n) for n in narrowings]
    return Asked(project, sorted(sized, key=lambda pair: pair[0]), conditions)


def page(connection: Connection, wanted: Asked, way: Way) -> tuple[list[Listed], int | None]:
    """A page in the order asked, and how many images there are in all, None above COUNTED.

    Images without a value in the order come last, by name.
    """
    numbers, count = _counted(connection, wanted)
    few = count is not None and count <= NEAR and bool(wanted.sets)
    found = [] if few else _walked(connection, wanted, way)
    found = found or _read(connection, wanted.project, numbers, way)
    facts = image_facts.rows(connection, wanted.project, [row.image for row in found])
    return [Listed(row.value, facts[row.image]) for row in found], count


def _counted(connection: Connection, wanted: Asked) -> tuple[Numbers, int | None]:
    """The images asked for, and how many; several sets meet once, and what they have in common is read from there."""
    numbers = _numbers(connection, wanted)
    if len(wanted.sets) == 1 and not wanted.conditions:
        found = wanted.sets[0][0]
    elif wanted.sets:
        common = connection.execute(numbers.limit(COUNTED + 1)).scalars().all()
        found = len(common)
        numbers = of_numbers(connection, common).chosen if found <= COUNTED else numbers
    else:
        some = numbers.limit(COUNTED + 1).subquery()
        found = connection.execute(select(func.count()).select_from(some)).scalar_one()
    return numbers, None if found > COUNTED else found


def _numbers(connection: Connection, wanted: Asked) -> Numbers:
    """The numbers of the images asked for."""
    if not wanted.sets:
        return select(_f.image).where(_f.project == wanted.project, *wanted.met(_f))
    least, smallest = wanted.sets[0]
    if len(wanted.sets) == 1 and not wanted.conditions:
        return smallest.chosen
    if least > SIZED and connection.dialect.name == "sqlite":
        return _merged(wanted)
    others = [n for _, n in wanted.sets if n is not smallest]
    if wanted.conditions or any(n.column for n in others):
        met = [n.holds(_UNORDERED) for n in others] + [condition(_UNORDERED) for condition in wanted.conditions]
        return select(_f.image).where(_f.project == wanted.project, _f.image.in_(smallest.chosen), *met)
    first = smallest.chosen.subquery().c
    return select(first.image).where(*[n.holds(first) for n in others])


def _merged(wanted: Asked) -> Numbers:
    """What large sets have in common: each is read in the order of numbers, side by side, as far as needed."""
    ordered = [n.chosen for _, n in wanted.sets if n.in_order]
    on_facts = [*(n.holds for _, n in wanted.sets if not n.in_order), *wanted.conditions]
    if on_facts:
        met = (holds(_UNORDERED) for holds in on_facts)
        ordered.append(select(_f.image).where(_f.project == wanted.project, *met))
    if len(ordered) == 1:
        return ordered[0]
    both = intersect(*ordered)
    return both.order_by(both.selected_columns[0])


def _walked(connection: Connection, wanted: Asked, way: Way) -> list[Row[Any]]:
    """A page by the index of the order; nothing where the walk would be too long."""
    column, down = SORTS[way.sort]
    together = next((n for _, n in wanted.sets if n.column == "status" and way.sort == "priority"), None)
    query = select(*_READ).where(_f.project == wanted.project)
    query = query if together is None else query.where(together.holds(_f))
    if not [n for _, n in wanted.sets if n is not together]:
        return _in_order(connection, query.where(*wanted.met(_f, together)), _f[column], _f.name, way)
    inline = [bool(n.column) for _, n in wanted.sets]
    most = PASSED if all(inline) else FAR if any(inline) or wanted.sets[0][0] > SIZED else WALKED
    part = _ordered(query, _f[column], _f.name, down, way.after).limit(most).subquery()
    met = select(part.c.image, part.c.name, part.c[column].label("value")).where(*wanted.met(part.c, together))
    if connection.dialect.name != "sqlite":  # which reads the part as it is ordered, and stops in time
        met = _sorted(met, part.c[column], part.c.name, down) if _valued(way.after) else met.order_by(part.c.name)
    found: list[Row[Any]] = [*connection.execute(met.limit(way.limit))]
    return found if len(found) == way.limit else []


def _read(connection: Connection, project: int, numbers: Numbers, way: Way) -> list[Row[Any]]:
    """A page from all of these images: what is computed has no index that a database would walk."""
    query = select(*_READ).where(_f.project == project, _f.image.in_(numbers))
    return _in_order(connection, query, _f[SORTS[way.sort][0]] + 0, _f.name + "", way)


def _in_order(
    connection: Connection, query: Select[Any], value: ColumnElement[Any], name: ColumnElement[str], way: Way
) -> list[Row[Any]]:
    """Images in the order of (value, name); those without a value come last, by name."""
    shown: Select[Any] = query.with_only_columns(_f.image, _f.name, value.label("value"))
    rows, after, down = list[Row[Any]](), way.after, SORTS[way.sort][1]
    if _valued(after):
        rows = list(connection.execute(_ordered(shown, value, name, down, after).limit(way.limit)).all())
        after = (None, "")
    if len(rows) < way.limit:
        rows += connection.execute(_ordered(shown, value, name, down, after).limit(way.limit - len(rows))).all()
    return rows


def _valued(after: Place | None) -> bool:
    """True while a page begins among the images that have a value."""
    return after is None or after[0] is not None


def _ordered(
    query: Select[Any], value: ColumnElement[Any], name: ColumnElement[str], down: bool, after: Place | None
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
