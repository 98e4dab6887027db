"""Files in: sent as the body, imported in the background, followed and cancelled by their id."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote

from annotated_types import Ge, Le
from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator, BaseModel, Field
from starlette.responses import Response

from labelqa.errors import Conflict, TooManyRequests
from labelqa.formats import FORMATS, values
from labelqa.model import Kind, Project
from labelqa.reports import cursor
from labelqa.sources import Source
from labelqa.store import Connection, import_jobs
from labelqa.store.import_jobs import Job
from labelqa.web import fields
from labelqa.web.answering import done, intent, json_response
from labelqa.web.audited import audited
from labelqa.web.auth import Ingester
from labelqa.web.described import ONCE, described
from labelqa.web.import_rows import Import, Imports, row_of
from labelqa.web.keys import random_text
from labelqa.web.query import STRICT, WHOLE, YES_NO, Name, Page, refused
from labelqa.web.services import services
from labelqa.web.upload import receive, upload_file
from labelqa.web.writing import Answer

ID_LENGTH = 12
RETRY_SECONDS = 60


def _formats() -> list[str]:
    return ["auto", *(name for name, format in FORMATS.items() if format.reads)]


def _format(name: str) -> str:
    known = _formats()
    if name not in known:
        raise refused(f"{values.shown(name)} is none of {', '.join(known)}")
    return name


class Told(BaseModel):
    """What the file itself does not say (see `labelqa.formats.read`)."""

    model_config = STRICT
    format: Annotated[str, AfterValidator(_format)] = Field(
        "auto",
        description="by default told by what it holds",
        json_schema_extra=lambda schema: schema.update(enum=[*_formats()]),
    )
    name: Name = Field("upload", description="what messages call the file; its stem is the annotator nobody names")
    annotator: Name | None = Field(None, description="who drew, where the file does not say")
    kind: Kind | None = Field(None, description="what all annotators of the file are")
    submitted_at: fields.Time | None = Field(
        None, description="when, where the file does not say: RFC 3339 with offset"
    )
    image_id: Literal["path", "name", "stem", "id", "task"] = Field(
        "path", description="the part of what a file says of an image that is its id"
    )
    image_key: Name | None = Field(None, description="the key of a task's data that is the image, in Label Studio")
    voc_base: Annotated[int, Ge(0), Le(1), WHOLE] = Field(0, description="the number of the first pixel, in Pascal VOC")
    empty: Literal["unlabelled", "answer"] = Field("unlabelled", description="what an image without annotations means")
    strict: Annotated[bool, YES_NO] = Field(False, description="an error at the first thing that would be left out")


@audited("import_id", asked=True)
@described(Import, upload=True, headers=("Idempotency-Key",), statuses=(409, 507))
async def start_import(request: Request, caller: Ingester, query: Annotated[Told, Query()]) -> Response:
    """Takes a file of labels as the body and imports it in the background: follow it at `Location`.

    gzip is unpacked on the way. A file that cannot be read stores nothing; the same file again changes nothing.
    """
    served = services(request)
    if served.runner.full:
        raise TooManyRequests("too many imports wait; try again when some are done", RETRY_SECONDS)
    import_id = f"imp_{random_text(ID_LENGTH)}"
    new = False

    def act(connection: Connection, project: Project) -> Answer:
        nonlocal new
        job = import_jobs.add(
            connection,
            project.number,
            import_id,
            query.name,
            now=served.clock(),
            format=query.format,
            by=caller.key.key_id,
        )
        new = True
        return Answer.of(202, row_of(job), f"/v1/projects/{quote(project.project_id, safe='')}/imports/{import_id}")

    with ExitStack() as held:
        file = held.enter_context(upload_file(served.settings.uploads))
        digest = await receive(request, file, served.settings.max_upload, served.writers)
        meant = intent(request, "start_import", caller.project.project_id, digest)
        answer = await served.writing(lambda: served.writer.change(caller.project, meant, act))
        if new:  # else it was sent before, and is under way or done
            source = Source(Path(file.name), {**query.model_dump(), "folder": served.settings.uploads})
            served.runner.start(import_id, caller.project.project_id, source, held.pop_all())
    return answer.response()


@described(Imports)
async def list_imports(request: Request, caller: Ingester, query: Annotated[Page, Query()]) -> Response:
    """Imports that wait, run or have ended, the newest first."""
    served = services(request)
    asked = [caller.project.project_id, "imports"]
    place = cursor.decode(query.cursor, asked, "i")
    before = place[0] if place else None

    def read(connection: Connection) -> Imports:
        found = import_jobs.page(
            connection, caller.project.number, before=before if isinstance(before, int) else None, limit=query.limit + 1
        )
        following = cursor.encode([found[query.limit - 1][0]], asked) if len(found) > query.limit else None
        now = served.clock()
        rows = [row_of(job, lost=served.runner.lost(job, now=now)) for _, job in found[: query.limit]]
        return Imports(rows, following)

    return json_response(await served.reading(read))


@described(Import)
async def get_import(request: Request, caller: Ingester, import_id: str) -> Response:
    """How an import stands."""
    served = services(request)
    job = await served.reading(lambda connection: _job(connection, caller.project, import_id))
    return json_response(row_of(job, lost=served.runner.lost(job, now=served.clock())))


@audited("import_id")
@described(Import, **ONCE)
async def cancel_import(request: Request, caller: Ingester, import_id: str) -> Response:
    """Stops an import that waits or runs; what it has stored stays."""
    served = services(request)

    def act(connection: Connection, project: Project) -> Answer:
        _job(connection, project, import_id)
        job = import_jobs.cancel(connection, project.number, import_id, now=served.clock())
        if job.state != "cancelled":
            raise Conflict(f"import {job.import_id} is {job.state} already")
        return Answer.of(200, row_of(job))

    return await done(request, caller, "cancel_import", act)


def _job(connection: Connection, project: Project, import_id: str) -> Job:
    return import_jobs.get(connection, project.number, import_id if import_id.isprintable() else "")


def add_routes(v1: APIRouter) -> None:
    """Adds these routes."""
    v1.add_api_route("/projects/{project_id}/imports", list_imports, methods=["GET"])
    v1.add_api_route("/projects/{project_id}/imports", start_import, methods=["POST"], status_code=202)
    v1.add_api_route("/projects/{project_id}/imports/{import_id}", get_import, methods=["GET"])
    v1.add_api_route("/projects/{project_id}/imports/{import_id}", cancel_import, methods=["DELETE"])
