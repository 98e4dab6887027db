"""Assignments: who is to label or to review which image, and whether they have."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, delete, exists, func, insert, select, tuple_, update

from labelqa.store.chunks import chunks
from labelqa.store.schema import annotation, annotator, assignment, image, image_fact, review

Holder = tuple[int, str]
"""(number of the image, name of a person)."""
Place = tuple[str, str, str]
"""(image id, assignee, role) of the last row of the page before."""


def of(connection: Connection, project: int, images: Iterable[int]) -> list[Row[Any]]:
    """Every assignment of these images."""
    found: list[Row[Any]] = []
    for chunk in chunks(images):
        query = select(assignment).where(assignment.c.project == project, assignment.c.image.in_(chunk))
        found += connection.execute(query.order_by(*assignment.primary_key.columns)).all()
    return found


def add(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes new assignments."""
    if rows:
        connection.execute(insert(assignment), list(rows))


def mark(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes when assignments were done, null where they are open (again)."""
    keys = ("project", "image", "assignee", "role")
    statement = update(assignment).where(*[assignment.c[k] == bindparam(f"the_{k}") for k in keys])
    given = [{f"the_{k}": row[k] for k in keys} | {"when": row["done_at"]} for row in rows]
    if given:
        connection.execute(statement.values(done_at=bindparam("when")), given)


def answered(
    connection: Connection, project: int, images: Iterable[int], *, skipped: bool = False
) -> dict[Holder, int | None]:
    """{(image, annotator id): when they answered it, None where unknown}; `skipped` images too when asked."""
    found: dict[Holder, int | None] = {}
    for chunk in chunks(images):
        query = (
            select(annotation.c.image, annotator.c.name, annotation.c.submitted_at)
            .join(annotator, annotator.c.id == annotation.c.annotator)
            .where(annotation.c.project == project, annotation.c.image.in_(chunk))
        )
        query = query if skipped else query.where(annotation.c.cancelled.is_(False))
        found |= {(row.image, row.name): row.submitted_at for row in connection.execute(query)}
    return found


def reviewed(connection: Connection, project: int, images: Iterable[int]) -> dict[Holder, list[int]]:
    """{(image, reviewer): times of their reviews that were not taken back}."""
    found: dict[Holder, list[int]] = defaultdict(list)
    for chunk in chunks(images):
        query = select(review.c.image, review.c.reviewer, review.c.at).where(
            review.c.project == project,
            review.c.image.in_(chunk),
            review.c.reviewer.is_not(None),
            review.c.undone_at.is_(None),
        )
        for row in connection.execute(query):
            found[row.image, row.reviewer].append(row.at)
    return found


def load(connection: Connection, project: int, list_name: str, role: str) -> dict[str, int]:
    """{assignee: images} of one list."""
    query = (
        select(assignment.c.assignee, func.count())
        .where(assignment.c.project == project, assignment.c.list == list_name, assignment.c.role == role)
        .group_by(assignment.c.assignee)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def given_out(connection: Connection, project: int, role: str) -> set[int]:
    """Numbers of the images that anybody has in this role, done or not."""
    query = select(assignment.c.image).where(assignment.c.project == project, assignment.c.role == role).distinct()
    return set(connection.execute(query).scalars())


def urgent(connection: Connection, project: int, role: str, statuses: Sequence[int], limit: int) -> list[str]:
    """Ids of images of these statuses in the order of the queue, without those that somebody has in this role."""
    taken = exists().where(
        assignment.c.project == project, assignment.c.image == image_fact.c.image, assignment.c.role == role
    )
    query = (
        select(image_fact.c.name)
        .where(image_fact.c.project == project, image_fact.c.status.in_(list(statuses)), ~taken)
        .order_by(image_fact.c.place, image_fact.c.name)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def open_for(connection: Connection, project: int, assignee: str) -> frozenset[str]:
    """Ids of the images that this person is still to label."""
    query = (
        select(image.c.name)
        .join(assignment, assignment.c.image == image.c.id)
        .where(
            assignment.c.project == project,
            assignment.c.role == "annotator",
            assignment.c.assignee == assignee,
            assignment.c.done_at.is_(None),
        )
    )
    return frozenset(connection.execute(query).scalars())


def page(
    connection: Connection,
    project: int,
    *,
    assignee: str | None = None,
    role: str | None = None,
    state: str | None = None,
    list_name: str | None = None,
    image_id: str | None = None,
    after: Place | None = None,
    limit: int = 100,
) -> list[Row[Any]]:
    """Assignments with what is known of their images, by image id, assignee and role, from the one after `after`."""
    columns = [image.c[name] for name in ("uri", "width", "height", "batch")]
    query: Select[Any] = (
        select(image.c.name.label("image_id"), *columns, assignment)
        .join(assignment, and_(assignment.c.project == project, assignment.c.image == image.c.id))
        .where(image.c.project == project, *_where(assignee, role, state, list_name))
    )
    order = (image.c.name, assignment.c.assignee, assignment.c.role)
    if image_id is not None:
        query = query.where(image.c.name == image_id)
    if after is not None:
        query = query.where(tuple_(*order) > tuple_(*after))
    return list(connection.execute(query.order_by(*order).limit(limit)).all())


def remove(
    connection: Connection,
    project: int,
    *,
    image_number: int | None = None,
    assignee: str | None = None,
    role: str | None = None,
    state: str | None = None,
    list_name: str | None = None,
) -> int:
    """Deletes the assignments that meet all that is given; returns how many."""
    statement = delete(assignment).where(assignment.c.project == project, *_where(assignee, role, state, list_name))
    if image_number is not None:
        statement = statement.where(assignment.c.image == image_number)
    return connection.execute(statement).rowcount


def _where(assignee: str | None, role: str | None, state: str | None, list_name: str | None) -> list[Any]:
    conditions: list[Any] = []
    for column, value in (("assignee", assignee), ("role", role), ("list", list_name)):
        if value is not None:
            conditions.append(assignment.c[column] == value)
    if state is not None:
        done = assignment.c.done_at
        conditions.append(done.is_(None) if state == "open" else done.is_not(None))
    return conditions
