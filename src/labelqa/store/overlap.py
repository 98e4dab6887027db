"""Images that can be labelled a second time: those that one person answered, and those that nobody did."""

from collections.abc import Iterator
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, func, literal, select

from labelqa.store.schema import annotation, image
from labelqa.store.schema import annotator as person

What = Literal["objects", "labels"]
"""The part of an answer that is compared: boxes and other shapes, or labels of the whole image."""
AT_ONCE = 10_000
"""Rows fetched at a time."""


def answered_once(connection: Connection, project: int, what: What) -> Iterator[Row[Any]]:
    """(image, name, annotator) of every image that exactly one person answered, in no order."""
    return _answered(connection, project, what, func.count() == 1)


def answered(connection: Connection, project: int, what: What) -> Iterator[Row[Any]]:
    """(image, name, one annotator) of every image that a person answered, in no order."""
    return _answered(connection, project, what, func.count() >= 1)


def _answered(connection: Connection, project: int, what: What, wanted: ColumnElement[bool]) -> Iterator[Row[Any]]:
    single = (
        select(annotation.c.image, func.min(annotation.c.annotator).label("annotator"))
        .join(person, person.c.id == annotation.c.annotator)
        .where(annotation.c.project == project, *_answers(what))
        .group_by(annotation.c.image)
        .having(wanted)
        .subquery()
    )
    return _streamed(connection, select(single.c.image, image.c.name, single.c.annotator).join(image, _is(single)))


def unanswered(connection: Connection, project: int, what: What) -> Iterator[Row[Any]]:
    """(image, name, annotator 0, which nobody has) of every image that no person answered, in no order."""
    answer = (
        select(annotation.c.image)
        .join(person, person.c.id == annotation.c.annotator)
        .where(annotation.c.project == project, annotation.c.image == image.c.id, *_answers(what))
    )
    query = select(image.c.id.label("image"), image.c.name, literal(0).label("annotator"))
    return _streamed(connection, query.where(image.c.project == project, ~exists(answer.correlate(image))))


def _answers(what: What) -> tuple[Any, ...]:
    """What an annotation must be to count; skipped images are no answers."""
    return person.c.kind == "person", annotation.c.cancelled.is_(False), annotation.c[what].is_not(None)


def _is(single: Any) -> Any:
    return image.c.id == single.c.image


def _streamed(connection: Connection, query: Select[Any]) -> Iterator[Row[Any]]:
    """Rows as they are read: a project may have more than fit into memory at once."""
    return iter(connection.execute(query, execution_options={"yield_per": AT_ONCE}))
