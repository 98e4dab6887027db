"""Projects: made, listed, changed, deleted."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from labelqa.errors import Forbidden, NotFound
from labelqa.gallery import tidy
from labelqa.ingest import change_project, create_project
from labelqa.model import Project
from labelqa.reports import cursor
from labelqa.reports.card import ProjectFigures, figures_of
from labelqa.reports.figures import time
from labelqa.store import Connection, names, pictures, projects
from labelqa.web.answering import changed, intent, json_response, listed
from labelqa.web.audited import audited
from labelqa.web.auth import NO_PROJECT, Admin, Ender, Reader
from labelqa.web.bodies import whole
from labelqa.web.body import parsed, read_body
from labelqa.web.described import CSV, JSON, ONCE, described
from labelqa.web.inputs import NewProject, ProjectChange
from labelqa.web.query import YES_NO, Page
from labelqa.web.services import services
from labelqa.web.writing import Act, Answer

OPERATIONS = (
    "create_project", "change_project", "delete_project", "post_images", "post_annotations", "post_reviews",
    "delete_annotation", "delete_image", "start_import", "cancel_import", "acknowledge_alert",
    "withdraw_acknowledgement", "post_marker", "delete_marker", "post_test_message", "redeliver", "post_bulk_review",
    "delete_review", "post_assignments", "delete_assignments", "delete_picture", "post_comment", "resolve_comment",
    "reopen_comment", "delete_comment",
)  # fmt: skip
"""Every write of a project: answers kept for them mean nothing once it is made or gone."""


@dataclass(frozen=True, slots=True)
class ProjectAnswer:
    """A project with its settings. `recomputing`: images whose figures are still of earlier settings."""

    project_id: str
    name: str
    task: str
    classes: list[str]
    class_policy: str
    iou_threshold: float
    min_annotators: int
    label_type: str
    sigmas: Mapping[str, float]
    thresholds: Mapping[str, Mapping[str, float]]
    revision: int
    created_at: str
    changed_at: str
    recomputing: int


@dataclass(frozen=True, slots=True)
class ProjectRow(ProjectAnswer):
    """A project of a list; `figures` where they were asked for."""

    figures: ProjectFigures | None


@dataclass(frozen=True, slots=True)
class Projects:
    """A page of projects, by id."""

    projects: list[ProjectRow]
    next: str | None


class ProjectPage(Page):
    """Which page of the projects, and whether with figures."""

    figures: Annotated[bool, YES_NO] = Field(False, description="with what each project comes to")


def answer_of(connection: Connection, project: Project) -> ProjectAnswer:
    """A project as it is served."""
    return ProjectAnswer(**_settings(connection, project))


def _settings(connection: Connection, project: Project) -> dict[str, Any]:
    return dict(
        project_id=project.project_id,
        name=project.name,
        task=project.task,
        classes=names.declared(connection, project.number),
        class_policy=project.class_policy,
        iou_threshold=project.iou_threshold,
        min_annotators=project.min_annotators,
        label_type=project.label_type,
        sigmas=project.sigmas,
        thresholds=project.thresholds,
        revision=project.revision,
        created_at=time(project.created_at) or "",
        changed_at=time(project.changed_at) or "",
        recomputing=project.recomputing,
    )


@described(Projects, media=(JSON, CSV))
async def list_projects(request: Request, caller: Reader, query: Annotated[ProjectPage, Query()]) -> Response:
    """The projects that this key sees, by id; with `figures=true`, what each comes to: enough for a card."""
    place = cursor.decode(query.cursor, "projects", "s")
    after = str(place[0]) if place else ""

    def read(connection: Connection) -> Projects:
        found = projects.page(connection, after=after, limit=query.limit + 1, only=caller.key.projects)
        shown = [_row(connection, project, figures=query.figures) for project in found[: query.limit]]
        more = len(found) > query.limit
        return Projects(shown, cursor.encode([shown[-1].project_id], "projects") if more else None)

    return listed(request, await services(request).reading(read), "projects")


def _row(connection: Connection, project: Project, *, figures: bool) -> ProjectRow:
    told = figures_of(connection, project) if figures else None
    return ProjectRow(**_settings(connection, project), figures=told)


def _as_set(request: Request, connection: Connection, project_id: str) -> ProjectAnswer:
    return answer_of(connection, projects.get(connection, project_id))


@audited("project_id")
@described(ProjectAnswer, body=NewProject, **ONCE)
async def post_project(request: Request, caller: Admin) -> Response:
    """Makes a project. A key for named projects makes those alone."""
    served = services(request)
    raw = await read_body(request, served.settings)

    def work() -> Answer:
        values = whole(parsed(raw, served.settings), NewProject).given()
        project_id = values["project_id"]
        if not caller.sees(project_id):
            raise Forbidden("this key is for other projects")
        meant = intent(request, "create_project", project_id, sha256(raw).hexdigest())
        return served.writer.run(
            None, meant, lambda connection: _create(connection, values, served.clock()), ends=OPERATIONS
        )

    return (await served.writing(work)).response()


def _create(connection: Connection, values: Mapping[str, Any], now: int) -> Answer:
    made = create_project(connection, values, now=now)
    return Answer.of(201, answer_of(connection, made), f"/v1/projects/{quote(made.project_id, safe='')}")


@described(ProjectAnswer)
async def get_project(request: Request, caller: Reader) -> Response:
    """One project with its settings."""
    project_id = caller.project.project_id  # settings, classes and revision as one snapshot has them
    return json_response(await services(request).reading(lambda found: _as_set(request, found, project_id)))


@audited("project_id", _as_set)
@described(ProjectAnswer, body=ProjectChange, **ONCE)
async def patch_project(request: Request, caller: Admin) -> Response:
    """Changes settings; what is left out stays.

    Another IoU threshold, number of annotators, type of labels or sigma touches every image: their figures are made
    anew in the background, and `recomputing` counts those that are still to come.
    """
    served = services(request)

    def prepare(value: Any) -> Act:
        given = whole(value, ProjectChange).given()

        def act(connection: Connection, project: Project) -> Answer:
            return Answer.of(200, answer_of(connection, change_project(connection, project, given, now=served.clock())))

        return act

    answer = await changed(request, caller, "change_project", prepare)
    served.chores.recompute(caller.project.project_id)
    return answer


@audited("project_id", _as_set)
@described(**ONCE)
async def delete_project(request: Request, caller: Ender, project_id: str) -> Response:
    """Deletes a project with everything in it."""
    served = services(request)
    meant = intent(request, "delete_project", project_id, "")
    number = caller.found.number if caller.found else None
    gone = set[str]()

    def act(connection: Connection) -> Answer:
        if number is None:
            raise NotFound(NO_PROJECT)
        gone.update(pictures.digests(connection, number))
        projects.remove(connection, number)
        return Answer(204)

    answer = await served.writing(lambda: served.writer.run(number, meant, act, ends=OPERATIONS))
    await served.writing(lambda: tidy(served.store, served.gallery.cabinet, gone))
    return answer.response()


def add_routes(v1: APIRouter) -> None:
    """Adds these routes."""
    v1.add_api_route("/projects", list_projects, methods=["GET"])
    v1.add_api_route("/projects", post_project, methods=["POST"], status_code=201)
    v1.add_api_route("/projects/{project_id}", get_project, methods=["GET"])
    v1.add_api_route("/projects/{project_id}", patch_project, methods=["PATCH"])
    v1.add_api_route("/projects/{project_id}", delete_project, methods=["DELETE"], status_code=204)
