"""Projects: their settings and their revision."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, literal_column, select, update

from labelqa.errors import Conflict, NotFound
from labelqa.model import Project
from labelqa.store.schema import image_fact, project

_WRITTEN = ("sigmas", "thresholds")
"""Settings that are kept as JSON."""


def _project(row: Row[Any], recomputing: int = 0) -> Project:
    values = row._asdict()
    values |= {name: json.loads(values[name]) for name in _WRITTEN}
    return Project(number=values.pop("id"), recomputing=recomputing, **values)


def get(connection: Connection, project_id: str) -> Project:
    """The project of that id; NotFound when there is none."""
    row = connection.execute(select(project).where(project.c.project_id == project_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no project {project_id!r}, or this key may not see it")
    return _project(row, recomputing(connection, row.id))


def recomputing(connection: Connection, number: int) -> int:
    """Images whose facts are still of earlier settings."""
    return _marked(connection, [number]).get(number, 0)


def _marked(connection: Connection, numbers: Sequence[int]) -> dict[int, int]:
    """{project: its marked images}, of those of these projects that have any.

    Written so that SQLite takes the index of marked images, which is nearly always empty, and not every image.
    """
    own = image_fact.c.project
    query = select(own, func.count()).where(image_fact.c.dirty == literal_column("1"), (own + 0).in_(numbers))
    return {row[0]: row[1] for row in connection.execute(query.group_by(own))}


def revision(connection: Connection, project_id: str) -> int | None:
    """The project's revision, None when there is no such project."""
    return connection.execute(select(project.c.revision).where(project.c.project_id == project_id)).scalar_one_or_none()


def number(connection: Connection, project_id: str) -> int | None:
    """The project's number, None when there is no such project."""
    return connection.execute(select(project.c.id).where(project.c.project_id == project_id)).scalar_one_or_none()


def page(
    connection: Connection, *, after: str = "", limit: int = 100, only: frozenset[str] | None = None
) -> list[Project]:
    """Projects by id, from the one after `after`; `only` restricts to those ids."""
    query = select(project).where(project.c.project_id > after).order_by(project.c.project_id).limit(limit)
    if only is not None:
        query = query.where(project.c.project_id.in_(sorted(only)))
    rows = connection.execute(query).all()
    marked = _marked(connection, [row.id for row in rows]) if rows else {}
    return [_project(row, marked.get(row.id, 0)) for row in rows]


def create(connection: Connection, values: Mapping[str, Any], *, now: int) -> Project:
    """A new project; Conflict when its id is taken. `values`: the columns a user may choose."""
    taken = connection.execute(select(project.c.id).where(project.c.project_id == values["project_id"])).first()
    if taken is not None:
        raise Conflict(f"there is a project {values['project_id']!r} already")
    connection.execute(insert(project).values(**_stored(values), revision=0, created_at=now, changed_at=now))
    return get(connection, values["project_id"])


def change(connection: Connection, number: int, values: Mapping[str, Any]) -> None:
    """Changes settings."""
    if values:
        connection.execute(update(project).where(project.c.id == number).values(**_stored(values)))


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: json.dumps(v, sort_keys=True) if k in _WRITTEN else v for k, v in values.items()}


def advance(connection: Connection, number: int, *, now: int) -> int:
    """The revision moves on: whatever was answered before is stale. Returns the new one."""
    query = (
        update(project)
        .where(project.c.id == number)
        .values(revision=project.c.revision + 1, changed_at=func.max(project.c.changed_at, now))
    )
    if connection.dialect.name == "postgresql":
        query = query.values(changed_at=func.greatest(project.c.changed_at, now))
    connection.execute(query)
    moved: int = connection.execute(select(project.c.revision).where(project.c.id == number)).scalar_one()
    return moved


def remove(connection: Connection, number: int) -> None:
    """The project and everything in it."""
    connection.execute(delete(project).where(project.c.id == number))
