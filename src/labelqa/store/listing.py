"""Pages of images by their agreement, by keyset: the worst first."""

from typing import Any, Literal

from sqlalchemy import BigInteger, ColumnElement, Connection, Row, Select, and_, cast, func, or_, select, tuple_

from labelqa.store.narrowing import COUNTED
from labelqa.store.schema import annotation, image_class, image_fact, pair_fact
from labelqa.store.schema import annotator as person
from labelqa.store.totals import FIRST_DAY, LAST_DAY, Window

Place = tuple[int | None, str]
"""(value in the order, image id) of the last row of the page before; the value is None among images without one."""
_f = image_fact.c
Order = Literal["up", "down"]


def _walk(
    connection: Connection,
    query: Select[Any],
    value: ColumnElement[Any],
    name: ColumnElement[str],
    order: Order,
    after: Place | None,
    limit: int,
) -> list[Row[Any]]:
    """Rows in the order of (value, name), from the one after `after`; images without a value come last, by name."""
    rows: list[Row[Any]] = []
    if after is None or after[0] is not None:
        ordered = query.where(value.is_not(None))
        pair, place = tuple_(value, name), tuple_(*after) if after else None
        if order == "up":
            ordered = ordered.order_by(value, name)
            ordered = ordered if place is None else ordered.where(pair > place)
        else:
            ordered = ordered.order_by(value.desc(), name.desc())
            ordered = ordered if place is None else ordered.where(pair < place)
        rows = list(connection.execute(ordered.limit(limit)).all())
        after = None
    if len(rows) < limit:
        rest = query.where(value.is_(None)).order_by(name)
        rest = rest if after is None else rest.where(name > after[1])
        rows += connection.execute(rest.limit(limit - len(rows))).all()
    return rows


def by_agreement(
    connection: Connection,
    project: int,
    *,
    at_least: int,
    order: Literal["iou", "-iou", "image_id"] = "iou",
    window: Window = (None, None),
    label_class: int | None = None,
    annotator: int | None = None,
    after: Place | None = None,
    limit: int = 100,
) -> list[Row[Any]]:
    """Images that can be compared: (name, value, n, empty), in the order asked, from the one after `after`.

    The value is the image's agreement x 2^30; of one class with `label_class`; of one person with the others there
    with `annotator` (both together: BadInput is the caller's to raise).
    """
    query, value = _valued(project, label_class, annotator)
    query = query.where(_f.project == project, _f.n_boxes >= at_least)
    if window != (None, None):
        first, last = window[0] or FIRST_DAY, window[1] if window[1] is not None else LAST_DAY
        query = query.where(_f.day.between(first, last), _f.day != 0)
    if order == "image_id":
        query = query.where(value.is_not(None))
        query = query if after is None else query.where(_f.name > after[1])
        return list(connection.execute(query.order_by(_f.name).limit(limit)).all())
    query = query.where(value.is_not(None))
    return _walk(connection, query, value, _f.name, "up" if order == "iou" else "down", after, limit)


def _valued(project: int, label_class: int | None, annotator: int | None) -> tuple[Select[Any], ColumnElement[Any]]:
    columns = (_f.name, _f.n_boxes.label("n"), _f.empty)
    if label_class is not None:
        value: ColumnElement[Any] = image_class.c.iou
        query = select(*columns, value.label("value")).join_from(
            image_fact, image_class, and_(image_class.c.project == _f.project, image_class.c.image == _f.image)
        )
        return query.where(image_class.c.project == project, image_class.c.label_class == label_class), value
    if annotator is not None:
        own = _own_values(project, annotator)
        value = own.c.value
        return select(*columns, value.label("value")).join(own, own.c.image == _f.image), value
    return select(*columns, _f.iou.label("value")), _f.iou


def _own_values(project: int, annotator: int) -> Any:
    """(image, mean score with the other persons there), by the same rounding as the facts: halves up."""
    from_pairs = (
        select(
            pair_fact.c.image,
            cast(func.sum(pair_fact.c.score), BigInteger).label("total"),
            func.count().label("others"),
        )
        .join(annotation, and_(annotation.c.project == project, annotation.c.image == pair_fact.c.image))
        .where(
            pair_fact.c.project == project,
            annotation.c.annotator == annotator,
            or_(pair_fact.c.a == annotator, pair_fact.c.b == annotator),
        )
    )
    people = _people(project)
    from_pairs = from_pairs.where(pair_fact.c.a.in_(people), pair_fact.c.b.in_(people))
    sums = from_pairs.group_by(pair_fact.c.image).subquery()
    value = (2 * sums.c.total + sums.c.others) // (2 * sums.c.others)
    return select(sums.c.image, value.label("value")).subquery()


def _people(project: int) -> Any:
    return select(person.c.id).where(person.c.project == project, person.c.kind == "person")


def scored_below(connection: Connection, project: int, qa: int) -> int | None:
    """How many images have a lower QA score; None above COUNTED."""
    some = select(_f.image).where(_f.project == project, _f.qa < qa).limit(COUNTED + 1).subquery()
    found = connection.execute(select(func.count()).select_from(some)).scalar_one()
    return None if found > COUNTED else found


def with_truth(connection: Connection, project: int, *, after: int = 0, limit: int = 500) -> list[int]:
    """Numbers of images that have a truth annotation, from the one after `after`."""
    query = (
        select(annotation.c.image)
        .join(person, person.c.id == annotation.c.annotator)
        .where(annotation.c.project == project, person.c.kind == "truth", annotation.c.image > after)
        .where(annotation.c.cancelled.is_(False))
        .distinct()
        .order_by(annotation.c.image)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())
