"""Assignments as they are handed out: images with what is known of them, never with anybody's labels."""

from dataclasses import dataclass
from typing import Any

from labelqa.errors import BadInput, Problem
from labelqa.model import Project
from labelqa.reports import cursor
from labelqa.reports.figures import time
from labelqa.store import Connection, Row
from labelqa.store import assignments as stored


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """One image that one person is to label or to review; `state` is `open` or `done`."""

    image_id: str
    uri: str | None
    width: int | None
    height: int | None
    batch: str | None
    assignee: str
    role: str
    list_: str | None
    state: str
    created_at: str | None
    done_at: str | None


@dataclass(frozen=True, slots=True)
class Assignments:
    """A page of assignments, by image id, assignee and role."""

    assignments: list[AssignmentRow]
    next: str | None


def assignments(
    connection: Connection,
    project: Project,
    *,
    assignee: str | None = None,
    role: str | None = None,
    state: str | None = None,
    list_: str | None = None,
    limit: int = 100,
    cursor_: str | None = None,
    viewer: str | None = None,
) -> Assignments:
    """A page of the assignments that meet all that is asked; an own key (`viewer`) sees its annotator's alone."""
    if viewer is not None and assignee not in (None, viewer):
        text = "this key sees its own annotator only"
        raise BadInput(text, [Problem("/assignee", text)])
    query = [project.project_id, "assignments", assignee, role, state, list_, viewer]
    place = cursor.decode(cursor_, query, "sss")
    rows = stored.page(
        connection,
        project.number,
        assignee=assignee if viewer is None else viewer,
        role=role,
        state=state,
        list_name=list_,
        after=None if place is None else (str(place[0]), str(place[1]), str(place[2])),
        limit=limit + 1,
    )
    last = rows[limit - 1] if len(rows) > limit else None
    following = None if last is None else cursor.encode([last.image_id, last.assignee, last.role], query)
    return Assignments([_row(row) for row in rows[:limit]], following)


def _row(row: Row[Any]) -> AssignmentRow:
    return AssignmentRow(
        image_id=row.image_id,
        uri=row.uri,
        width=row.width,
        height=row.height,
        batch=row.batch,
        assignee=row.assignee,
        role=row.role,
        list_=row.list,
        state="open" if row.done_at is None else "done",
        created_at=time(row.created_at),
        done_at=time(row.done_at),
    )
