"""What persons drew, by class, on the annotated images in the order in which they were first answered."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, bindparam, cast, func, select, tuple_

from labelqa.store import engine
from labelqa.store.schema import image_class, image_fact

_f = image_fact.c
_k = image_class.c


class Place(NamedTuple):
    """Where an image stands in the order of first answers."""

    at: int
    name: str
    image: int


_of = (_f.project == bindparam("project"), _f.answered_at.is_not(None))
_PLACES = (
    select(_f.answered_at, _f.name, _f.image)
    .where(*_of)
    .order_by(_f.answered_at.desc(), _f.name.desc())
    .limit(bindparam("most"))
)
_here = tuple_(_f.answered_at, _f.name)
_between = (
    _f.answered_at >= bindparam("first_at"),
    _f.answered_at <= bindparam("last_at"),
    _here >= tuple_(bindparam("first_at"), bindparam("first_name")),
    _here <= tuple_(bindparam("last_at"), bindparam("last_name")),
)
_window = (
    select(_f.image)
    .where(*_of)
    .order_by(_f.answered_at.desc(), _f.name.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)
_any_order = _k.label_class + 0
"""The class, so that no index of classes is taken for grouping: it would lead through the whole project."""
_SUMS = (
    select(_any_order, cast(func.sum(_k.objects), BigInteger))
    .where(_k.project == bindparam("project"), _k.image.in_(_window))
    .group_by(_any_order)
)
_PLACE = (
    select(_f.answered_at, _f.name, _f.image)
    .where(*_of)
    .order_by(_f.answered_at.desc(), _f.name.desc())
    .limit(1)
    .offset(bindparam("skipped"))
)
_OF_CLASSES = _k.label_class.in_(bindparam("classes", expanding=True))
_ROWS = select(_k.image, _k.label_class, _k.objects).where(
    _k.project == bindparam("project"), _k.image.in_(select(_f.image).where(*_of, *_between))
)


def places(connection: Connection, project: int, most: int) -> list[Place]:
    """The newest annotated images, oldest first."""
    asked = {"project": project, "most": most}
    return [Place(*row) for row in engine.ask(connection, _PLACES, asked)][::-1]


def place(connection: Connection, project: int, later: int) -> Place | None:
    """The annotated image behind which `later` others follow; None when there are not so many."""
    rows = engine.ask(connection, _PLACE, {"project": project, "skipped": later})
    return Place(*rows[0]) if rows else None


def _asked(project: int, first: Place, last: Place) -> dict[str, object]:
    ends = {"first_at": first.at, "first_name": first.name, "last_at": last.at, "last_name": last.name}
    return {"project": project, **ends}


def objects(connection: Connection, project: int, later: int, most: int) -> Counter[int]:
    """{class: objects of persons} on so many annotated images before the newest `later`, or on all there are."""
    asked = {"project": project, "most": most, "skipped": later}
    return Counter(dict(tuple(row) for row in engine.ask(connection, _SUMS, asked)))


def by_image(
    connection: Connection, project: int, first: Place, last: Place, classes: Sequence[int] = ()
) -> dict[int, Counter[int]]:
    """{image: {class: objects of persons}} on the images from one place to another; `classes`: of these alone."""
    found: dict[int, Counter[int]] = defaultdict(Counter)
    query = _ROWS.where(_OF_CLASSES) if classes else _ROWS
    asked = _asked(project, first, last) | ({"classes": list(classes)} if classes else {})
    for number, label_class, count in connection.execute(query, asked).all():
        found[number][label_class] = count
    return found


_LATER = (
    select(_f.image)
    .where(*_of, _f.answered_at >= bindparam("at"))
    .where(_here > tuple_(bindparam("at"), bindparam("name")))
    .limit(1)
    .offset(bindparam("skipped"))
)


def followed(connection: Connection, project: int, place: tuple[int, str], most: int = 1) -> bool:
    """True when at least so many images stand behind a place in the order."""
    asked = {"project": project, "at": place[0], "name": place[1], "skipped": most - 1}
    return connection.execute(_LATER, asked).first() is not None


_LATER_THAN = (
    select(_f.image)
    .where(_f.project == bindparam("project"), _f.answered_at >= bindparam("at"))
    .where(_f.image.not_in(bindparam("images", expanding=True)))
    .limit(1)
)


def later_than(connection: Connection, project: int, at: int, images: Iterable[int]) -> bool:
    """True when other images than these were first answered at a time or later."""
    asked = {"project": project, "at": at, "images": sorted(images)}
    return connection.execute(_LATER_THAN, asked).first() is not None
