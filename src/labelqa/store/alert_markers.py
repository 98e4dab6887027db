"""Markers: dated notes beside the charts, so that a change of guideline is not taken for a fall of quality."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, tuple_

from labelqa.errors import NotFound
from labelqa.store.schema import marker

KINDS = ("guideline", "taxonomy", "tool", "model", "team", "other")
"""What may have changed."""
COLUMNS = ("marker_id", "at", "kind", "text", "by")


@dataclass(frozen=True, slots=True)
class Marker:
    """Something that changed at a time (ms): the guideline, the classes, the tool, the model, the team."""

    marker_id: str
    at: int
    kind: str
    text: str
    by: str | None


def add(connection: Connection, project: int, new: Marker) -> None:
    """Stores a marker."""
    connection.execute(insert(marker).values(project=project, **{name: getattr(new, name) for name in COLUMNS}))


def get(connection: Connection, project: int, marker_id: str) -> Marker:
    """The marker of that id; NotFound when the project has none."""
    row = connection.execute(_rows(project).where(marker.c.marker_id == marker_id)).one_or_none()
    if row is None:
        raise NotFound("there is no such marker in this project")
    return Marker(*row)


def remove(connection: Connection, project: int, marker_id: str) -> None:
    """Deletes a marker; NotFound when the project has none of that id."""
    chosen = marker.c.project == project, marker.c.marker_id == marker_id
    if connection.execute(delete(marker).where(*chosen)).rowcount == 0:
        raise NotFound("there is no such marker in this project")


def page(
    connection: Connection, project: int, *, after: tuple[int, str] | None = None, limit: int = 100
) -> list[Marker]:
    """Markers by time and id, from the one after `after`."""
    query = _rows(project).order_by(marker.c.at, marker.c.marker_id).limit(limit)
    if after is not None:
        query = query.where(tuple_(marker.c.at, marker.c.marker_id) > tuple_(*after))
    return [Marker(*row) for row in connection.execute(query)]


def between(connection: Connection, project: int, first: int, last: int, *, most: int) -> list[Marker]:
    """The newest markers from one time to another, both included, in order."""
    query = (
        _rows(project)
        .where(marker.c.at >= first, marker.c.at <= last)
        .order_by(marker.c.at.desc(), marker.c.marker_id.desc())
        .limit(most)
    )
    return [Marker(*row) for row in connection.execute(query)][::-1]


def _rows(project: int) -> Select[Any]:
    return select(*[marker.c[name] for name in COLUMNS]).where(marker.c.project == project)
