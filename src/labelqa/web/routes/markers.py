"""Markers: dated notes beside the charts."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from labelqa.model import Project
from labelqa.reports import cursor
from labelqa.reports.markers import MarkerRow, shown
from labelqa.store import Connection, alert_markers, projects
from labelqa.store.alert_markers import Marker
from labelqa.web.alert_inputs import NewMarker
from labelqa.web.answering import changed, done, listed
from labelqa.web.audited import audited
from labelqa.web.auth import Admin, Reader
from labelqa.web.bodies import whole
from labelqa.web.described import CSV, JSON, ONCE, described
from labelqa.web.keys import random_text
from labelqa.web.query import Page
from labelqa.web.services import services
from labelqa.web.writing import Act, Answer

ID_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Markers:
    """A page of markers, by time."""

    markers: list[MarkerRow]
    next: str | None


@described(Markers, media=(JSON, CSV))
async def list_markers(request: Request, caller: Reader, query: Annotated[Page, Query()]) -> Response:
    """What changed beside the labels, by time."""
    asked = [caller.project.project_id, "markers"]
    place = cursor.decode(query.cursor, asked, "is")
    after = (int(place[0] or 0), str(place[1])) if place else None

    def read(connection: Connection) -> Markers:
        found = alert_markers.page(connection, caller.project.number, after=after, limit=query.limit + 1)
        last = found[query.limit - 1] if len(found) > query.limit else None
        following = cursor.encode([last.at, last.marker_id], asked) if last else None
        return Markers([shown(marker) for marker in found[: query.limit]], following)

    return listed(request, await services(request).reading(read), "markers")


@audited("marker_id")
@described(MarkerRow, body=NewMarker, **ONCE)
async def post_marker(request: Request, caller: Admin) -> Response:
    """Notes that something changed: the guideline, the classes, the tool, the model, the team.

    Markers stand beside drift in the agreement report, and with alerts of drift that begin up to 14 days later.
    """
    served = services(request)

    def prepare(value: Any) -> Act:
        asked = whole(value, NewMarker)
        new = Marker(f"mrk_{random_text(ID_LENGTH)}", asked.at, asked.kind, asked.text, asked.by)

        def act(connection: Connection, project: Project) -> Answer:
            alert_markers.add(connection, project.number, new)
            projects.advance(connection, project.number, now=served.clock())
            return Answer.of(201, shown(new))

        return act

    return await changed(request, caller, "post_marker", prepare)


def _noted(request: Request, connection: Connection, marker_id: str) -> MarkerRow:
    project = projects.get(connection, request.path_params["project_id"])
    return shown(alert_markers.get(connection, project.number, marker_id))


@audited("marker_id", _noted)
@described(**ONCE)
async def delete_marker(request: Request, caller: Admin, marker_id: str) -> Response:
    """Deletes a marker."""
    served = services(request)

    def act(connection: Connection, project: Project) -> Answer:
        alert_markers.remove(connection, project.number, marker_id if marker_id.isprintable() else "")
        projects.advance(connection, project.number, now=served.clock())
        return Answer(204)

    return await done(request, caller, "delete_marker", act)


def add_routes(v1: APIRouter) -> None:
    """Adds these routes."""
    every = "/projects/{project_id}/markers"
    v1.add_api_route(every, list_markers, methods=["GET"])
    v1.add_api_route(every, post_marker, methods=["POST"], status_code=201)
    v1.add_api_route(f"{every}/{{marker_id}}", delete_marker, methods=["DELETE"], status_code=204)
