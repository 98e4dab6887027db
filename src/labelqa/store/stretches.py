"""Stretches of images in an order: the ones behind an alert, from its first to its last."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, func, select, tuple_

from labelqa.store.narrowing import Condition, Narrowing, of_query
from labelqa.store.schema import annotation, annotator, image, image_fact, pair_fact, series

_a = annotation.c
_f = image_fact.c
_s = series.c


class Order(NamedTuple):
    """Images in an order: a SELECT of their numbers, and the columns that order them: a time, then the image id."""

    images: Select[Any]
    at: ColumnElement[Any]
    name: ColumnElement[str]


def of_series(project: int, line: int, subject: int) -> Order:
    """The images of a stored series."""
    conditions = (_s.project == project, _s.line == line, _s.subject == subject)
    return Order(select(_s.image).where(*conditions), _s.at, _s.name)


def answered(project: int) -> Order:
    """Annotated images, by their first answer."""
    query = select(_f.image).where(_f.project == project, _f.answered_at.is_not(None))
    return Order(query, _f.answered_at, _f.name)


def _own(project: int, annotator_number: int, at: ColumnElement[Any], *conditions: ColumnElement[bool]) -> Order:
    query = select(_a.image).join(image, image.c.id == _a.image)
    mine = (_a.project == project, _a.annotator == annotator_number, at.is_not(None))
    return Order(query.where(*mine, *conditions), at, image.c.name)


def drawn(project: int, annotator_number: int) -> Order:
    """An annotator's answers that were asked for objects, by time."""
    return _own(project, annotator_number, _a.submitted_at, _a.objects.is_not(None), _a.cancelled.is_(False))


def timed(project: int, annotator_number: int) -> Order:
    """An annotator's answers whose seconds are known, by time."""
    return _own(project, annotator_number, _a.submitted_at, _a.ms.is_not(None), _a.cancelled.is_(False))


def decided(project: int, annotator_number: int) -> Order:
    """An annotator's judged answers, by their latest verdict."""
    return _own(project, annotator_number, _a.last_verdict_at)


def checked(project: int, annotator_number: int) -> Order:
    """An annotator's answers that were compared with the truth; an unknown time counts as the earliest."""
    query = (
        select(_a.image)
        .join(image, image.c.id == _a.image)
        .join(pair_fact, (pair_fact.c.project == _a.project) & (pair_fact.c.image == _a.image))
        .join(annotator, annotator.c.id == pair_fact.c.b)
        .where(_a.project == project, _a.annotator == annotator_number, pair_fact.c.a == annotator_number)
        .where(annotator.c.kind == "truth")
    )
    return Order(query, func.coalesce(_a.submitted_at, -1), image.c.name)


def place(connection: Connection, order: Order, name: str) -> tuple[int, str] | None:
    """Where an image stands in an order; None when it is not in it."""
    query = order.images.with_only_columns(order.at, order.name).where(order.name == name)
    row = connection.execute(query).first()
    return None if row is None else (row[0], row[1])


def between(order: Order, first: tuple[int, str] | None, last: tuple[int, str] | None) -> Narrowing:
    """The images of a stretch of an order, both ends included."""
    query, here = order.images, tuple_(order.at, order.name)
    if first is not None:
        query = query.where(order.at >= first[0], here >= tuple_(*first))
    if last is not None:
        query = query.where(order.at <= last[0], here <= tuple_(*last))
    return of_query(query)


def named(first: str | None, last: str | None) -> list[Condition]:
    """The condition to have an id from one to another, both included."""
    bounds: list[Condition] = [] if first is None else [lambda f: f.name >= first]
    return bounds + ([] if last is None else [lambda f: f.name <= last])
