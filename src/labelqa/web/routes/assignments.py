"""Who labels or reviews which image: giving out, listing and taking back."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from labelqa.formats.values import wrong
from labelqa.ingest import Assigned, Order, Which, assign, unassign
from labelqa.ingest.assigning import Role, State
from labelqa.model import Project
from labelqa.plan.picking import picked
from labelqa.store import Connection, projects
from labelqa.store import assignments as stored
from labelqa.web.answering import changed, done, listed
from labelqa.web.assignment_list import Assignments, assignments
from labelqa.web.audited import audited
from labelqa.web.auth import Admin, Viewer
from labelqa.web.bodies import whole
from labelqa.web.described import CSV, JSON, ONCE, described
from labelqa.web.inputs import NewAssignments
from labelqa.web.query import STRICT, Name, Page
from labelqa.web.services import services
from labelqa.web.writing import Act, Answer

NOTED = 1000
"""Assignments that are taken back at once and named in the audit log."""


@dataclass(frozen=True, slots=True)
class Unassigned:
    """How many assignments were taken back, and the project's revision after it."""

    removed: int
    revision: int


class Wanted(Page):
    """Which assignments to list."""

    assignee: Name | None = Field(None, description="of this person")
    role: Role | None = Field(None, description="to label, or to review")
    state: State | None = Field(None, description="still to do, or done")
    list_: Name | None = Field(None, alias="list", description="of this list")


class Unwanted(BaseModel):
    """Which assignments to take back: those that meet all that is given."""

    model_config = STRICT
    image_id: Name | None = Field(None, description="of this image")
    assignee: Name | None = Field(None, description="of this person")
    role: Role | None = Field(None, description="to label, or to review")
    list_: Name | None = Field(None, alias="list", description="of this list")
    state: State = Field("open", description="still to do, or done")


@audited(asked=True)
@described(Assigned, body=NewAssignments, **ONCE)
async def post_assignments(request: Request, caller: Admin) -> Response:
    """Gives images to persons, to label or to review: those named, or `n` that are picked.

    Each image goes to `per_image` of the assignees, always to those who have fewest; the `seed` decides between equals,
    so the same call shares out the same way. Nobody gets an image that they have answered, skipped or reviewed, or hold
    already: who judges must not have drawn, who draws must not have seen. An image that so many persons hold in this
    `list` and role gets no more. Picked are images that nobody holds in this role: the top of the queue (`priority`),
    `unlabelled` ones, those that one person answered (`overlap`), or any labelled (`random`), the last three by lot.
    """

    def prepare(value: Any) -> Act:
        body = whole(value, NewAssignments)

        def act(connection: Connection, project: Project) -> Answer:
            select = body.select
            ids = body.image_ids or ()
            if select is not None:
                ids = picked(connection, project, select.by, select.n, body.role)
            order = Order(body.role, body.assignees, ids, body.per_image, body.list_, body.seed)
            found = assign(connection, project, order, by=caller.key.key_id, now=services(request).clock())
            return Answer.of(200, found)

        return act

    return await changed(request, caller, "post_assignments", prepare)


@described(Assignments, media=(JSON, CSV))
async def list_assignments(request: Request, caller: Viewer, query: Annotated[Wanted, Query()]) -> Response:
    """Who is to label or to review which image, and whether they have; as JSON or as a CSV list for a tool.

    It carries what is known of the images and nobody's labels. An annotator's own key sees their own assignments.
    """

    def read(connection: Connection) -> Assignments:
        return assignments(
            connection,
            projects.get(connection, caller.project.project_id),  # as this snapshot has it
            assignee=query.assignee,
            role=query.role,
            state=query.state,
            list_=query.list_,
            limit=query.limit,
            cursor_=query.cursor,
            viewer=caller.viewer,
        )

    return listed(request, await services(request).reading(read), "assignments")


@dataclass(frozen=True, slots=True)
class Held:
    """One assignment, in short."""

    image_id: str
    assignee: str
    role: str
    list: str | None


@dataclass(frozen=True, slots=True)
class Meant:
    """The assignments that are to be taken back, the first 1,000."""

    assignments: list[Held]


def _meant(request: Request, connection: Connection, asked: Any) -> Meant:
    project, which = projects.get(connection, request.path_params["project_id"]), Unwanted.model_validate(asked)
    rows = stored.page(
        connection,
        project.number,
        assignee=which.assignee,
        role=which.role,
        state=which.state,
        list_name=which.list_,
        image_id=which.image_id,
        limit=NOTED,
    )
    return Meant([Held(row.image_id, row.assignee, row.role, row.list) for row in rows])


@audited(asked=True, needs="removed", reads_asked=_meant)
@described(Unassigned, **ONCE)
async def delete_assignments(request: Request, caller: Admin, query: Annotated[Unwanted, Query()]) -> Response:
    """Takes assignments back: the open ones of an image, a person, a role or a list; or, when asked for, done ones."""
    which = Which(query.image_id, query.assignee, query.role, query.state, query.list_)
    if not any((which.image_id, which.assignee, which.role, which.list_name)):
        raise wrong("", "name an image, an assignee, a role or a list")

    def act(connection: Connection, project: Project) -> Answer:
        removed, revision = unassign(connection, project, which, now=services(request).clock())
        return Answer.of(200, Unassigned(removed, revision))

    return await done(request, caller, "delete_assignments", act)


def add_routes(v1: APIRouter) -> None:
    """Adds these routes."""
    path = "/projects/{project_id}/assignments"
    v1.add_api_route(path, post_assignments, methods=["POST"])
    v1.add_api_route(path, list_assignments, methods=["GET"])
    v1.add_api_route(path, delete_assignments, methods=["DELETE"])
