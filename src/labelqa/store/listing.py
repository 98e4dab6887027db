"""Pages of images in an order, by keyset: the worst agreement first, or the review queue with its filters."""

from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import BigInteger, ColumnElement, Connection, Row, Select, and_, cast, exists, func, or_, select, tuple_

from labelqa.store.schema import annotation, image, image_class, image_fact, image_flag, pair_fact
from labelqa.store.schema import annotator as person
from labelqa.store.totals import FIRST_DAY, LAST_DAY, Window

Place = tuple[int | None, str]
"""(value in the order, image id) of the last row of the page before; the value is None among images without one."""
COUNTED = 10_000
"""Up to so many images a list says exactly how many it has."""
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


SORTS: Mapping[str, tuple[ColumnElement[Any], Order]] = {
    "priority": (_f.place, "up"),
    "qa_score": (_f.qa, "up"),
    "-qa_score": (_f.qa, "down"),
    "updated_at": (_f.updated_at, "down"),
}
"""Orders of the image list: the column and its direction."""


def filtered(
    project: int,
    *,
    status: int | None = None,
    flag: int | None = None,
    few: bool = False,
    annotator: int | None = None,
    viewer: int | None = None,
    label_class: int | None = None,
    min_score: int | None = None,
    max_score: int | None = None,
    part: str | None = None,
    named: list[int] | None = None,
) -> list[ColumnElement[bool]]:
    """Conditions on image facts; scores are x 2^30.

    `few`: the images that raise `flag` are `rare`. `annotator` must have answered or skipped the image, `viewer`
    answered it; `part` is text that the id contains, and `named` the numbers of all such images where they are few.
    """
    conditions: list[ColumnElement[bool]] = [_f.project == project]
    if status is not None:
        conditions.append(_f.status == status)
    if flag is not None:
        raised = _f.image.in_(_raising(project, flag)) if few else _has(image_flag, image_flag.c.flag == flag)
        conditions.append(raised)
    if annotator is not None:
        conditions.append(_has(annotation, annotation.c.annotator == annotator))
    if viewer is not None:  # who skipped an image may still be asked for an answer of their own
        own = and_(annotation.c.annotator == viewer, annotation.c.cancelled.is_(False))
        conditions.append(_has(annotation, own))
    if label_class is not None:
        conditions.append(_has(image_class, image_class.c.label_class == label_class))
    if min_score is not None:
        conditions.append(_f.qa >= min_score)
    if max_score is not None:
        conditions.append(_f.qa <= max_score)
    if named is not None:
        conditions.append(_f.image.in_(named))
    elif part is not None:
        conditions.append(_holds(_f.name, part))
    return conditions


def _holds(name: ColumnElement[str], part: str) -> ColumnElement[bool]:
    return func.lower(name).contains(_lowered(part), autoescape=True)


def _lowered(text: str) -> str:
    """ASCII letters small, as `lower` does on both databases under collation C."""
    return "".join(c.lower() if c.isascii() else c for c in text)


def named(connection: Connection, project: int, part: str) -> list[int] | None:
    """The numbers of the images whose id contains this text, read from the index of names; None above COUNTED."""
    query = select(image.c.id).where(image.c.project == project, _holds(image.c.name, part))
    found = list(connection.execute(query.limit(COUNTED + 1)).scalars())
    return None if len(found) > COUNTED else found


def rare(connection: Connection, project: int, flag: int) -> bool:
    """True when so few images raise a flag that they are read first and then ordered.

    A walk in the order asked would look at nearly every image of the project before it had met them.
    """
    some = _raising(project, flag).limit(COUNTED + 1).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one() <= COUNTED


def _raising(project: int, flag: int) -> Select[Any]:
    return select(image_flag.c.image).where(image_flag.c.project == project, image_flag.c.flag == flag)


def _has(table: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(table.c.project == _f.project, table.c.image == _f.image, condition)


def images(
    connection: Connection,
    conditions: list[ColumnElement[bool]],
    *,
    sort: str,
    few: bool = False,
    after: Place | None = None,
    limit: int = 100,
) -> list[Row[Any]]:
    """Fact rows that meet the conditions, in the order asked, with the value of the order as `value`.

    `few`: the conditions hold for few images.
    """
    column, order = SORTS[sort]
    name: ColumnElement[str] = _f.name
    if few:  # what is computed has no index, so that no database walks that of the order
        column, name = column + 0, name + ""
    query = select(image_fact, column.label("value")).where(*conditions)
    return _walk(connection, query, column, name, order, after, limit)


def counted(connection: Connection, conditions: list[ColumnElement[bool]]) -> int | None:
    """How many images meet the conditions; None above COUNTED."""
    some = select(_f.image).where(*conditions).limit(COUNTED + 1).subquery()
    found = connection.execute(select(func.count()).select_from(some)).scalar_one()
    return None if found > COUNTED else found


def scored_below(connection: Connection, project: int, qa: int) -> int | None:
    """How many images have a lower QA score; None above COUNTED."""
    return counted(connection, [_f.project == project, _f.qa < qa])


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
