"""The quality endpoints, one for each report, answered from what is kept as long as it holds."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from labelqa.archives import gzipped
from labelqa.model import Project
from labelqa.reports import REPORTS, Report
from labelqa.store import Connection, projects
from labelqa.web.answering import csv_response, prefers_csv, takes_gzip
from labelqa.web.auth import Caller, Viewer
from labelqa.web.cache import Encoded
from labelqa.web.described import CSV, JSON, described
from labelqa.web.encoding import csv_bytes, json_bytes, row_type
from labelqa.web.kept import keep
from labelqa.web.query import query_model
from labelqa.web.services import services
from labelqa.web.tags import holds, tag_of

WORTH_PACKING = 500
"""Bytes from which an answer is sent as gzip to those who take it; fewer fit into one packet anyway."""
VARY = "Accept, Accept-Encoding"


def add_routes(v1: APIRouter) -> None:
    """Adds a route for every report that is registered."""
    for name, report in REPORTS.items():
        v1.add_api_route(f"/projects/{{project_id}}/quality/{name}", _endpoint(report), methods=["GET"], name=name)


def _endpoint(report: Report) -> Callable[..., Any]:
    model = query_model(f"{report.name.title()}Query", report.parameters)

    @described(report.answer, media=(JSON, CSV), headers=("If-None-Match",))
    async def endpoint(request: Request, caller: Caller, query: BaseModel) -> Response:
        return await _answer(request, caller, report, query)

    # FastAPI reads what a route takes from its annotations; these are known only now.
    endpoint.__annotations__ = {"request": Request, "caller": Viewer, "query": Annotated[model, Query()]}
    endpoint.__name__, endpoint.__doc__ = report.name, report.doc
    return endpoint


async def _answer(request: Request, caller: Caller, report: Report, query: BaseModel) -> Response:
    served, csv, packed = services(request), prefers_csv(request), takes_gzip(request)
    asked = report.name, query.model_dump_json(), caller.viewer, csv, packed
    tag = tag_of(caller.project, *asked)
    if holds(request.headers.get("if-none-match", ""), tag):
        return keep(request, caller, Response(status_code=304, headers={"ETag": tag, "Vary": VARY}))

    def build(connection: Connection) -> tuple[str, Encoded]:
        project = projects.get(connection, caller.project.project_id)  # as this snapshot has it
        now = tag_of(project, *asked)
        found = served.cache.get(now) or _built(connection, project, report, query, caller.viewer, csv, packed)
        served.cache.put(now, found)
        return now, found

    kept = served.cache.get(tag)
    tag, answer = (tag, kept) if kept is not None else await served.reading(build)
    headers = {"ETag": tag, "Vary": VARY} | ({"Content-Encoding": "gzip"} if answer.packed else {})
    if csv:
        return keep(request, caller, csv_response(request, answer.body, answer.following, **headers))
    return keep(request, caller, Response(answer.body, media_type=JSON, headers=headers))


def _built(
    connection: Connection,
    project: Project,
    report: Report,
    query: BaseModel,
    viewer: str | None,
    csv: bool,
    packed: bool,
) -> Encoded:
    asked = {name: getattr(query, name) for name in type(query).model_fields}
    answer = report.build(connection, project, **asked, viewer=viewer)
    following = getattr(answer, "next", None) if csv else None
    table = csv_bytes(getattr(answer, report.table), row_type(report.answer, report.table)) if csv else None
    body = json_bytes(answer) if table is None else table
    if packed and len(body) >= WORTH_PACKING:
        return Encoded(gzipped(body), following, packed=True)
    return Encoded(body, following)
