"""Pages of images by their agreement, by keyset: the worst first."""

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, tuple_

from labelqa.store import compared, narrowing
from labelqa.store.compared import Compared, Order, Place
from labelqa.store.narrowing import COUNTED
from labelqa.store.schema import annotation, image_fact
from labelqa.store.schema import annotator as person
from labelqa.store.totals import Window

_f = image_fact.c


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
) -> Sequence[Row[Any]]:
    """Images that can be compared: (name, value, n, empty), in the order asked, from the one after `after`.

    The value is the image's agreement x 2^30; of one class with `label_class`; of one person with the others there
    with `annotator` (both together: BadInput is the caller's to raise).
    """
    wanted = Compared(project, at_least, window, label_class, annotator)
    if order == "image_id":
        return _by_name(connection, wanted, after, limit)
    direction: Order = "up" if order == "iou" else "down"
    if label_class is not None or annotator is not None:
        found = compared.page(connection, wanted, direction, after, limit)
        if found is not None:
            return found
    query, value = compared.valued(wanted)
    return _walk(connection, query, value, _f.name, direction, after, limit)


def _by_name(connection: Connection, wanted: Compared, after: Place | None, limit: int) -> Sequence[Row[Any]]:
    """Images by name: few are read whole; of many the index of names is walked until the page is full."""
    held = None
    if wanted.annotator is not None:
        held = narrowing.of_annotator(wanted.project, wanted.annotator)
    elif wanted.label_class is not None:
        held = narrowing.of_class(wanted.project, wanted.label_class)
    few = held is not None and narrowing.size(connection, held) <= COUNTED
    query, _ = compared.valued(wanted) if few or held is None else compared.looked_up(wanted)
    name = _f.name + "" if few else _f.name
    query = query if after is None else query.where(name > after[1])
    return connection.execute(query.order_by(name).limit(limit)).all()


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
