"""Comments on images: said, resolved, opened again and deleted; an open one may escalate its image."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, delete, insert, select, tuple_, update

from labelqa.errors import NotFound, quoted
from labelqa.store.chunks import chunks
from labelqa.store.comment_tables import comment
from labelqa.store.schema import annotator, image

Place = tuple[int, int]
"""(time in ms, number) of the last comment of the page before."""


class Said(NamedTuple):
    """Who said what."""

    author: str
    text: str


def add(connection: Connection, values: Mapping[str, Any]) -> None:
    """Stores a comment."""
    connection.execute(insert(comment).values(**values))


def get(connection: Connection, project: int, comment_id: str) -> Row[Any]:
    """A comment by its id; NotFound when there is none."""
    row = connection.execute(_rows(project).where(comment.c.comment_id == comment_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no comment {quoted(comment_id)} in this project")
    return row


def settle(connection: Connection, number: int, *, at: int | None, by: str | None) -> None:
    """Notes when and by whom a comment was resolved; None for both opens it again."""
    connection.execute(update(comment).where(comment.c.id == number).values(resolved_at=at, resolved_by=by))


def remove(connection: Connection, number: int) -> None:
    """Deletes a comment."""
    connection.execute(delete(comment).where(comment.c.id == number))


def page(
    connection: Connection,
    project: int,
    *,
    image_number: int | None = None,
    resolved: bool | None = None,
    escalates: bool | None = None,
    before: Place | None = None,
    limit: int = 100,
) -> list[Row[Any]]:
    """Comments, the newest first, with the ids of image and annotator, from the one after `before`."""
    order = comment.c.at, comment.c.id
    query = _rows(project).order_by(*[column.desc() for column in order]).limit(limit)
    if image_number is not None:
        query = query.where(comment.c.image == image_number)
    if resolved is not None:
        query = query.where(comment.c.resolved_at.is_not(None) if resolved else comment.c.resolved_at.is_(None))
    if escalates is not None:
        query = query.where(comment.c.escalates.is_(escalates))
    if before is not None:
        query = query.where(tuple_(*order) < tuple_(*before))
    return list(connection.execute(query).all())


def standing(connection: Connection, project: int, images: Iterable[int]) -> dict[int, Said]:
    """{image: its newest open comment that escalates it}; images that none escalates are left out."""
    found: dict[int, Said] = {}
    for chunk in chunks(images):
        query = select(comment.c.image, comment.c.author, comment.c.text, comment.c.at, comment.c.id).where(
            comment.c.project == project,
            comment.c.escalates.is_(True),
            comment.c.image.in_(chunk),
            comment.c.resolved_at.is_(None),
        )
        rows = sorted(connection.execute(query), key=lambda row: (row.at, row.id))
        found |= {row.image: Said(row.author, row.text) for row in rows}
    return found


def _rows(project: int) -> Select[Any]:
    return (
        select(comment, image.c.name.label("image_id"), annotator.c.name.label("annotator_id"))
        .join(image, image.c.id == comment.c.image)
        .outerjoin(annotator, annotator.c.id == comment.c.annotator)
        .where(comment.c.project == project)
    )
