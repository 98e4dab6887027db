"""Comments as they are handed out, with the ids of what they are on."""

import json
from dataclasses import dataclass
from typing import Any

from labelqa.model import Project
from labelqa.reports import cursor
from labelqa.reports.figures import time
from labelqa.store import Connection, Row, images
from labelqa.store import comments as stored

STATUSES = {"open": False, "resolved": True, "all": None}
"""Whether the comments of a status are resolved; None: some are."""


@dataclass(frozen=True, slots=True)
class CommentRow:
    """What somebody said of an image; of one annotator's answer with `annotator_id`, of one place with `box`.

    `text` is as it was written. `escalates`: the image is escalated until this is resolved.
    """

    comment_id: str
    image_id: str
    annotator_id: str | None
    box: tuple[float, float, float, float] | None
    text: str
    author_id: str
    at: str
    escalates: bool
    resolved_at: str | None
    resolved_by: str | None


@dataclass(frozen=True, slots=True)
class Comments:
    """A page of comments, the newest first."""

    comments: list[CommentRow]
    next: str | None


def comments(
    connection: Connection,
    project: Project,
    *,
    image_id: str | None = None,
    status: str = "all",
    escalated: bool | None = None,
    limit: int = 100,
    cursor_: str | None = None,
) -> Comments:
    """A page of the comments that meet all that is asked; NotFound for an image that is not there."""
    query = [project.project_id, "comments", image_id, status, escalated]
    place = cursor.decode(cursor_, query, "ii")
    rows = stored.page(
        connection,
        project.number,
        image_number=None if image_id is None else images.get(connection, project.number, image_id)[0],
        resolved=STATUSES[status],
        escalates=escalated,
        before=None if place is None else (int(place[0] or 0), int(place[1] or 0)),
        limit=limit + 1,
    )
    following = cursor.encode([rows[limit - 1].at, rows[limit - 1].id], query) if len(rows) > limit else None
    return Comments([shown(row) for row in rows[:limit]], following)


def newest(connection: Connection, project: Project, image: int, limit: int) -> list[CommentRow]:
    """The newest comments on an image, open and resolved."""
    return [shown(row) for row in stored.page(connection, project.number, image_number=image, limit=limit)]


def shown(row: Row[Any]) -> CommentRow:
    """A comment as it is served."""
    return CommentRow(
        comment_id=row.comment_id,
        image_id=row.image_id,
        annotator_id=row.annotator_id,
        box=None if row.box is None else _box(row.box),
        text=row.text,
        author_id=row.author,
        at=time(row.at) or "",
        escalates=row.escalates,
        resolved_at=time(row.resolved_at),
        resolved_by=row.resolved_by,
    )


def _box(kept: str) -> tuple[float, float, float, float]:
    x, y, width, height = json.loads(kept)
    return x, y, width, height
