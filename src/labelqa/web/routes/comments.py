"""Comments on images: saying, listing, resolving, opening again and deleting."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from labelqa.ingest import Remark, remove_comment, reopen_comment, resolve_comment, write_comment
from labelqa.model import Project
from labelqa.store import Connection, projects
from labelqa.store import comments as stored
from labelqa.web.answering import changed, done, listed
from labelqa.web.audited import audited
from labelqa.web.auth import Reader, Reviewer
from labelqa.web.bodies import whole
from labelqa.web.comment_inputs import NewComment, Resolution
from labelqa.web.comment_list import CommentRow, Comments, comments, shown
from labelqa.web.described import CSV, JSON, ONCE, described
from labelqa.web.keys import random_text
from labelqa.web.query import STRICT, YES_NO, Name, Page
from labelqa.web.services import services
from labelqa.web.writing import Act, Answer

ID_LENGTH = 12
Status = Literal["open", "resolved", "all"]


class Wanted(Page):
    """Which comments to list."""

    image_id: Name | None = Field(None, description="on this image")
    status: Status = Field("all", description="still open, or resolved")
    escalated: Annotated[bool, YES_NO] | None = Field(None, description="that escalate their image, or that do not")


class By(BaseModel):
    """Who deletes it."""

    model_config = STRICT
    author_id: Name | None = Field(None, description="who wrote it; the id of the key when left out")


def _said(request: Request, connection: Connection, comment_id: str) -> CommentRow:
    project = projects.get(connection, request.path_params["project_id"])
    return shown(stored.get(connection, project.number, comment_id))


@described(Comments, media=(JSON, CSV))
async def list_comments(request: Request, caller: Reader, query: Annotated[Wanted, Query()]) -> Response:
    """What reviewers said of images, the newest first. An annotator's own key reads none: they may be about others."""

    def read(connection: Connection) -> Comments:
        return comments(
            connection,
            projects.get(connection, caller.project.project_id),  # as this snapshot has it
            image_id=query.image_id,
            status=query.status,
            escalated=query.escalated,
            limit=query.limit,
            cursor_=query.cursor,
        )

    return listed(request, await services(request).reading(read), "comments")


@audited("comment_id")
@described(CommentRow, body=NewComment, **ONCE)
async def post_comment(request: Request, caller: Reviewer) -> Response:
    """Says something of an image, of one annotator's answer on it, or of one place; `author_id` is the id of the key
    unless it is given.

    With `escalates` the image carries the flag `escalated` until the comment is resolved or deleted.
    """
    served = services(request)

    def prepare(value: Any) -> Act:
        asked = whole(value, NewComment)
        said = Remark(
            comment_id=f"cmt_{random_text(ID_LENGTH)}",
            image_id=asked.image_id,
            text=asked.text,
            author=asked.author_id or caller.key.key_id,
            key_id=caller.key.key_id,
            annotator_id=asked.annotator_id,
            box=asked.box,
            escalates=asked.escalates,
        )

        def act(connection: Connection, project: Project) -> Answer:
            write_comment(connection, project, said, now=served.clock())
            return _told(connection, project, said.comment_id, 201)

        return act

    return await changed(request, caller, "post_comment", prepare)


@audited("comment_id", _said)
@described(CommentRow, body=Resolution, optional=True, **ONCE)
async def resolve(request: Request, caller: Reviewer, comment_id: str) -> Response:
    """Says that a comment is dealt with; one that is resolved already stays as it is."""
    served = services(request)

    def prepare(value: Any) -> Act:
        by = whole(value, Resolution).by or caller.key.key_id

        def act(connection: Connection, project: Project) -> Answer:
            resolve_comment(connection, project, _known(comment_id), by=by, now=served.clock())
            return _told(connection, project, comment_id, 200)

        return act

    return await changed(request, caller, "resolve_comment", prepare, optional=True)


@audited("comment_id", _said)
@described(CommentRow, **ONCE)
async def reopen(request: Request, caller: Reviewer, comment_id: str) -> Response:
    """Opens a resolved comment again; an open one stays as it is."""
    served = services(request)

    def act(connection: Connection, project: Project) -> Answer:
        reopen_comment(connection, project, _known(comment_id), now=served.clock())
        return _told(connection, project, comment_id, 200)

    return await done(request, caller, "reopen_comment", act)


@audited("comment_id", _said)
@described(**ONCE)
async def delete_comment(
    request: Request, caller: Reviewer, comment_id: str, query: Annotated[By, Query()]
) -> Response:
    """Deletes a comment: one's own, written with the same key under the same `author_id`; a key with admin any."""
    served = services(request)
    own = None if caller.holds("admin") else (query.author_id or caller.key.key_id, caller.key.key_id)

    def act(connection: Connection, project: Project) -> Answer:
        remove_comment(connection, project, _known(comment_id), own=own, now=served.clock())
        return Answer(204)

    return await done(request, caller, "delete_comment", act)


def _told(connection: Connection, project: Project, comment_id: str, status: int) -> Answer:
    return Answer.of(status, shown(stored.get(connection, project.number, comment_id)))


def _known(comment_id: str) -> str:
    """Ids are printable; databases choke on what is not."""
    return comment_id if comment_id.isprintable() else ""


def add_routes(v1: APIRouter) -> None:
    """Adds these routes."""
    every = "/projects/{project_id}/comments"
    one = f"{every}/{{comment_id}}"
    v1.add_api_route(every, list_comments, methods=["GET"])
    v1.add_api_route(every, post_comment, methods=["POST"], status_code=201)
    v1.add_api_route(f"{one}/resolve", resolve, methods=["POST"], name="resolve_comment")
    v1.add_api_route(f"{one}/resolve", reopen, methods=["DELETE"], name="reopen_comment")
    v1.add_api_route(one, delete_comment, methods=["DELETE"], status_code=204)
