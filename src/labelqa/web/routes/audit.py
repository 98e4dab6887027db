"""Who changed what: the audit log, which is read and never written through the API."""

from collections.abc import Collection
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from labelqa.web.answering import listed
from labelqa.web.audit_list import Audit, entries
from labelqa.web.auth import Admin
from labelqa.web.described import CSV, JSON, described
from labelqa.web.query import DAY, Name, Page
from labelqa.web.services import services


class WantedOfProject(Page):
    """Which entries of one project."""

    key_id: Name | None = Field(None, description="done with the key of this id")
    operation: Name | None = Field(None, description="this operation, under its name in this document")
    since: Annotated[date, DAY] | None = Field(None, description="done on this day or later, in UTC")
    until: Annotated[date, DAY] | None = Field(None, description="done on this day or before, in UTC")


class Wanted(WantedOfProject):
    """Which entries."""

    project: Name | None = Field(None, description="in the project of this id, also when it is deleted")


@described(Audit, media=(JSON, CSV))
async def list_audit(request: Request, caller: Admin, query: Annotated[Wanted, Query()]) -> Response:
    """Who changed what, the newest first: keys, sign-ins, projects, targets, sources, what was deleted or done in bulk.

    A key for named projects reads what was done in those. Entries are never changed, and stay when their project goes.
    """
    return await _listed(request, query, query.project, caller.key.projects)


@described(Audit, media=(JSON, CSV))
async def list_project_audit(request: Request, caller: Admin, query: Annotated[WantedOfProject, Query()]) -> Response:
    """Who changed what in one project, the newest first; a project of the same id that was deleted counts with it."""
    return await _listed(request, query, caller.project.project_id, caller.key.projects)


async def _listed(
    request: Request, query: WantedOfProject, project: str | None, only: Collection[str] | None
) -> Response:
    found = await services(request).reading(
        lambda connection: entries(
            connection,
            only=only,
            project=project,
            key_id=query.key_id,
            operation=query.operation,
            since=query.since,
            until=query.until,
            limit=query.limit,
            cursor_=query.cursor,
        )
    )
    return listed(request, found, "entries")


def add_routes(v1: APIRouter) -> None:
    """Adds these routes."""
    v1.add_api_route("/audit", list_audit, methods=["GET"])
    v1.add_api_route("/projects/{project_id}/audit", list_project_audit, methods=["GET"])
