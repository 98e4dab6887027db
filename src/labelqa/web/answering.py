"""How a route answers: JSON or CSV as the client asks, and changes through the one writer."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from starlette.responses import Response

from labelqa.web.auth import Caller
from labelqa.web.body import parsed, read_body
from labelqa.web.described import CSV, JSON
from labelqa.web.encoding import csv_bytes, json_bytes, row_type
from labelqa.web.services import services
from labelqa.web.trail import asking, trail_of
from labelqa.web.writing import Act, Answer, Intent, key_of

NO_STORE = {"Cache-Control": "no-store"}
Prepare = Callable[[Any], Act]
"""From the value of a body to the work it asks for; runs before the project is locked."""


def prefers_csv(request: Request) -> bool:
    """True when the client asks for CSV, and not for JSON before it."""
    wanted = _weights(request.headers.get("accept", ""))
    return wanted.get(CSV, 0) > wanted.get(JSON, 0)


def _weights(accept: str) -> dict[str, float]:
    found = {}
    for part in accept[:1000].split(","):
        media, *parameters = [piece.strip().lower() for piece in part.split(";")]
        weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        found[media] = float(weight) if weight.replace(".", "", 1).isdecimal() else 0.0
    return found


def takes_gzip(request: Request) -> bool:
    """True when the client takes answers as gzip."""
    return _weights(request.headers.get("accept-encoding", "")).get("gzip", 0) > 0


def listed(request: Request, answer: Any, table: str) -> Response:
    """A page of a list: as JSON, or its table as CSV with a link to the next page."""
    if not prefers_csv(request):
        return Response(json_bytes(answer), media_type=JSON, headers={"Vary": "Accept"})
    body = csv_bytes(getattr(answer, table), row_type(type(answer), table))
    return csv_response(request, body, getattr(answer, "next", None))


def csv_response(request: Request, body: bytes, following: str | None, **headers: str) -> Response:
    """A table; where the next page is, a header says."""
    headers.setdefault("Vary", "Accept")
    if following:
        query = dict(request.query_params) | {"cursor": following}
        headers["Link"] = f'<{quote(request.scope["path"])}?{urlencode(query)}>; rel="next"'
    return Response(body, media_type=f"{CSV}; charset=utf-8", headers=headers)


def json_response(answer: Any, status: int = 200, **headers: str) -> Response:
    """An answer as JSON."""
    return Response(json_bytes(answer), status, headers, JSON)


def intent(request: Request, operation: str, project_id: str, body_hash: str) -> Intent:
    """What a write means to do: told apart by address, body and the revision it expects."""
    query = request.scope["query_string"].decode("ascii", "backslashreplace")
    parts = (request.method, request.scope["path"], query, request.headers.get("if-match", ""), body_hash)
    fingerprint = sha256("\n".join(parts).encode("utf-8", "backslashreplace")).hexdigest()
    return Intent(operation, project_id, key_of(request), fingerprint, trail_of(request, project_id))


def unkept(request: Request, project_id: str = "") -> Intent:
    """What a write means to do whose answer is kept nowhere, since it may hold a secret."""
    return Intent(request.scope["route"].name, project_id, None, "", trail_of(request, project_id))


async def changed(
    request: Request, caller: Caller, operation: str, prepare: Prepare, *, optional: bool = False
) -> Response:
    """Reads the body and does what it asks of the project, once. `optional`: no body says nothing, which is fine."""
    served = services(request)
    raw = await read_body(request, served.settings, optional=optional) or (b"{}" if optional else b"")
    meant = intent(request, operation, caller.project.project_id, sha256(raw).hexdigest())

    def work() -> Answer:
        value = parsed(raw, served.settings)
        return served.writer.change(caller.project, replace(meant, trail=asking(meant.trail, value)), prepare(value))

    answer = await served.writing(work)
    served.chores.consider(caller.project.project_id)
    return answer.response()


async def done(request: Request, caller: Caller, operation: str, act: Act) -> Response:
    """Does something to the project that needs no body, once."""
    served = services(request)
    meant = intent(request, operation, caller.project.project_id, "")
    answer = await served.writing(lambda: served.writer.change(caller.project, meant, act))
    served.chores.consider(caller.project.project_id)
    return answer.response()


async def changed_unkept(
    request: Request, caller: Caller, prepare: Callable[[Any], Awaitable[Act]], *, optional: bool = False
) -> Response:
    """A change whose answer is kept nowhere, since it may hold a secret: it takes no Idempotency-Key.

    `prepare` makes ready what may take long, such as looking a name up: no transaction waits for it, and no writer.
    """
    served = services(request)
    raw = await read_body(request, served.settings, optional=optional) or (b"{}" if optional else b"")
    return await done_unkept(request, caller, await prepare(parsed(raw, served.settings)))


async def done_unkept(request: Request, caller: Caller, act: Act) -> Response:
    """The same of what needs no body."""
    served, meant = services(request), unkept(request, caller.project.project_id)
    answer = (await served.writing(lambda: served.writer.change(caller.project, meant, act))).response()
    answer.headers.update(NO_STORE)
    return answer
