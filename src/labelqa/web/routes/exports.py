"""The labels out again: those that pass, in a format of choice, with a manifest of what was left out and why.

A file is a function of the project's revision and the query. So its tag is known before it is written, and it is kept:
a range of it, asked for after a download broke, is of the very same bytes.
"""

import base64
import json
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from labelqa import formats
from labelqa.export import Kept, Manifest, short
from labelqa.export import Query as Asked
from labelqa.export.writing import BUILD, write
from labelqa.store import projects
from labelqa.web.answering import json_response
from labelqa.web.auth import Caller, Reader
from labelqa.web.described import described
from labelqa.web.export_inputs import Wanted
from labelqa.web.sending import sent, unchanged
from labelqa.web.services import Services, services
from labelqa.web.tags import holds, tag_of

MANIFEST = "Labelqa-Manifest"
"""The header with what is in the file, in short, as JSON in ASCII."""
MEDIA = {
    ".jsonl": "application/x-ndjson",
    ".zip": "application/zip",
    ".xml": "application/xml",
    ".parquet": "application/vnd.apache.parquet",
}
"""By the ending of the file; all others are JSON."""


@described(
    media=("application/json", *MEDIA.values()),
    headers=("If-None-Match", "Range", "If-Range"),
)
async def get_export(request: Request, caller: Reader, query: Annotated[Wanted, Query()]) -> Response:
    """The labels that pass, as a file: the same bytes for the same revision and query.

    The header `Labelqa-Manifest` says in JSON what it holds, at which revision, how many annotations each reason has
    left out, and the SHA-256 of the file, which `Repr-Digest` says too; all of the manifest is at `/export/manifest`,
    and in the archive where the format is one. A download that broke goes on with `Range` and `If-Range`.
    """
    tag, kept = await _kept(request, caller, query)
    if kept is None:
        return unchanged(tag)
    return sent(request, kept.file, kept.size, _media(query.format), tag, _headers(kept, query.format))


async def head_export(request: Request, caller: Reader, query: Annotated[Wanted, Query()]) -> Response:
    """What `get_export` would answer, without the file."""
    return await get_export(request, caller, query)


@described(Manifest, headers=("If-None-Match",))
async def get_export_manifest(request: Request, caller: Reader, query: Annotated[Wanted, Query()]) -> Response:
    """What an export of the same query holds, and what was left out and why, with the file's size and SHA-256.

    Annotations, objects, image-level labels and images that were left out are counted by reason, and add up with those
    taken to all there are in the project.
    """
    tag, kept = await _kept(request, caller, query)
    if kept is None:
        return unchanged(tag)
    with kept.file:
        return json_response(kept.manifest, ETag=tag)


async def _kept(request: Request, caller: Caller, query: Wanted) -> tuple[str, Kept | None]:
    """The tag and the file; None for the file when the client has it already."""
    served, asked = services(request), query.query()
    what = ("export", asked.identity, BUILD)
    tag = tag_of(caller.project, *what)
    if holds(request.headers.get("if-none-match", ""), tag):
        return tag, None
    return await served.exporting(lambda: _found(served, caller.project.project_id, asked, tag, what))


def _found(served: Services, project_id: str, query: Asked, tag: str, what: tuple[str, ...]) -> tuple[str, Kept]:
    kept = served.shelf.find(tag)
    if kept is not None:
        return tag, kept
    with served.store.read() as connection:  # given back before anything is sent: a slow client holds no snapshot
        project = projects.get(connection, project_id)  # as this snapshot has it
        now = tag_of(project, *what)
        return now, served.shelf.get(now, lambda out: write(connection, project, query, out))


def _headers(kept: Kept, format: str) -> dict[str, str]:
    digest = base64.b64encode(bytes.fromhex(kept.manifest["sha256"])).decode()
    return {
        MANIFEST: json.dumps(short(kept.manifest)),  # in ASCII, as headers are
        "Repr-Digest": f"sha-256=:{digest}:",
        "Content-Disposition": f'attachment; filename="{_name(format)}"',
    }


def _ending(format: str) -> str:
    return ".zip" if formats.FORMATS[format].packs else formats.FORMATS[format].extensions[0]


def _name(format: str) -> str:
    ending = _ending(format)
    return f"labels{ending}" if ending == f".{format}" else f"labels.{format}{ending}"


def _media(format: str) -> str:
    return MEDIA.get(_ending(format), "application/json")


def add_routes(v1: APIRouter) -> None:
    """Adds these routes."""
    v1.add_api_route("/projects/{project_id}/export", get_export, methods=["GET"])
    v1.add_api_route("/projects/{project_id}/export", head_export, methods=["HEAD"], include_in_schema=False)
    v1.add_api_route("/projects/{project_id}/export/manifest", get_export_manifest, methods=["GET"])
