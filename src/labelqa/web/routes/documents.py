"""What needs no key: is the server well, and what can it be asked."""

import hmac
from functools import partial
from pathlib import Path
from typing import Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, FastAPI, Request
from starlette.responses import FileResponse, HTMLResponse, Response

from labelqa.errors import NotFound
from labelqa.store import Connection, Store, migration, projects
from labelqa.store.engine import reachable
from labelqa.store.readiness import check_writable
from labelqa.web import counting
from labelqa.web.answering import json_response
from labelqa.web.auth import bad_key
from labelqa.web.described import described
from labelqa.web.encoding import json_bytes
from labelqa.web.reference_page import STYLE, page
from labelqa.web.services import services

_STYLE = Path(__file__).parent.parent / "style.css"


@described()
async def healthz(request: Request) -> Response:
    """Says that the process is alive."""
    return json_response({"status": "ok"})


@described(statuses=(507,))
async def readyz(request: Request) -> Response:
    """Says that the database can be reached, has the schema of this version and takes writes; 503 or 507 else."""
    served = services(request)

    def look(connection: Connection) -> None:
        projects.page(connection, limit=1)

    await served.reading(look)
    await run_sync(partial(_check_store, served.store), limiter=served.readers)
    return json_response({"status": "ready"})


def _check_store(store: Store) -> None:
    with reachable():
        migration.check(store.engine)
        check_writable(store)


def add_routes(open_to_all: APIRouter) -> None:
    """Adds the routes that say how the server is."""
    open_to_all.add_api_route("/healthz", healthz, methods=["GET"])
    open_to_all.add_api_route("/readyz", readyz, methods=["GET"])


async def metrics(request: Request) -> Response:
    """What this process counts of itself, for whoever has the key of the settings; nothing where there is none."""
    served = services(request)
    request.scope["route"] = "/metrics"
    if not served.settings.metrics_key:
        raise NotFound("there are no metrics here; the operator can set LABELQA_METRICS_KEY")
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(shown.encode(), served.settings.metrics_key.encode()):
        raise bad_key(served, request, "send the key for metrics as `Authorization: Bearer ...`", served.clock())
    return Response(served.counts.text(len(served.watcher.listening)), media_type=counting.MEDIA)


def add_documents(app: FastAPI, document: dict[str, Any]) -> None:
    """Adds the OpenAPI document, and its page for people; both are made once."""
    encoded, shown = json_bytes(document), page(document)

    async def openapi(request: Request) -> Response:
        return Response(encoded, media_type="application/json")

    async def docs(request: Request) -> Response:
        return HTMLResponse(shown)

    async def style(request: Request) -> Response:
        return FileResponse(_STYLE, media_type="text/css")

    for path, endpoint in (("/openapi.json", openapi), ("/docs", docs), (STYLE, style), ("/metrics", metrics)):
        app.add_route(path, endpoint, methods=["GET"])
