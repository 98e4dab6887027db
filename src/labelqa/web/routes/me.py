"""One annotator's own view."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from labelqa.own import OwnView, own_view
from labelqa.reports.parameters import own
from labelqa.store import Connection, projects
from labelqa.web.answering import json_response
from labelqa.web.auth import Viewer
from labelqa.web.described import described
from labelqa.web.query import STRICT, Name
from labelqa.web.services import services


class Wanted(BaseModel):
    """Whose view."""

    model_config = STRICT
    annotator: Name | None = Field(None, description="whose view; an annotator's own key need not say")


@described(OwnView)
async def get_me(request: Request, caller: Viewer, query: Annotated[Wanted, Query()]) -> Response:
    """An annotator's figures beside the team's, their errors with example images, their weeks and open alerts.

    An annotator's own key sees its own view; a key that may read names the `annotator`. Nobody else is named.
    """

    def read(connection: Connection) -> OwnView:
        project = projects.get(connection, caller.project.project_id)  # as this snapshot has it
        return own_view(connection, project, own(query.annotator, caller.viewer), viewer=caller.viewer)

    return json_response(await services(request).reading(read))


def add_routes(v1: APIRouter) -> None:
    """Adds this route."""
    v1.add_api_route("/projects/{project_id}/me", get_me, methods=["GET"])
