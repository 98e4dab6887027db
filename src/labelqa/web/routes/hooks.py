"""Where labelling tools say that something changed: no key, a secret of its own, and nothing that is said is believed.

A message is a hint: it is checked, written down in one line and answered. What it names is fetched afterwards.
"""

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from labelqa.connectors import TOOLS, Hint
from labelqa.errors import NotFound, TooManyRequests, Unreadable
from labelqa.store import source_hints, sources
from labelqa.store.sources import Source
from labelqa.sync.safe import new_secret
from labelqa.web.answering import json_response
from labelqa.web.body import raw_body
from labelqa.web.described import described
from labelqa.web.services import Services, services
from labelqa.web.source_rows import Heard

MOST = 256 * 1024
"""Largest message, in bytes."""
NOBODY = new_secret()
"""What a message for a source that is not there is held against: it takes as long as for one that is."""
REFUSED = "there is no such source, or the message does not carry its secret"


@described(Heard, upload=True, statuses=(429,))
async def post_hook(request: Request, project_id: str, source_id: str) -> Response:
    """Takes a message of a labelling tool that something changed there; the labels themselves are fetched afterwards.

    It needs no key, but the secret of the source: in the header `X-Labelqa-Secret` of Label Studio, as the secret
    of a webhook of CVAT. A message that is sent again changes nothing.
    """
    served = services(request)
    body = await raw_body(request, MOST, f"the message is larger than {MOST} bytes")
    headers = {name.lower(): value for name, value in request.headers.items()}
    clean = project_id if project_id.isprintable() else "", source_id if source_id.isprintable() else ""
    source = await served.reading(lambda connection: sources.find(connection, *clean))
    found = _hints(served, source, headers, body)
    if found is None or source is None:
        served.limits.check_bad_key(request.client.host if request.client else "", now=served.clock())
        raise NotFound(REFUSED)
    seconds = served.limits.requests.wait(f"hook {source.source_id}", now=served.clock())
    if seconds:
        if found and source.state != "paused":
            await served.writing(lambda: _keep(served, source, [Hint(source_hints.WHOLE)], once=True))
        raise TooManyRequests(f"this source sends too many messages; try again in {seconds} s", seconds)
    if found and source.state != "paused":
        await served.writing(lambda: _keep(served, source, found))
        served.puller.wake()
    return json_response(Heard(len(found)))


def _hints(served: Services, source: Source | None, headers: dict[str, str], body: bytes) -> list[Hint] | None:
    """What a genuine message says; None for any other one."""
    tool = TOOLS[source.kind] if source is not None and source.kind in TOOLS else None
    if source is None or tool is None:
        for other in TOOLS:
            TOOLS[other].genuine(headers, body, NOBODY)
        return None
    try:
        secret = served.connecting.safe.hook(source)
    except (NotFound, Unreadable):
        return None
    if not tool.genuine(headers, body, secret):
        return None
    return tool.hints(body, orjson.loads(source.options))


def _keep(served: Services, source: Source, found: list[Hint], *, once: bool = False) -> None:
    """Writes hints down. `once`: only one that does not wait already, as for messages of which there are too many."""
    now = served.clock()
    if once:
        with served.store.read() as connection:
            if source_hints.whole(connection, source.number, now=now) is not None:
                return
    with served.store.write() as connection:
        if sources.by_number(connection, source.number) is None:
            return
        for hint in found:
            source_hints.add(connection, source.number, hint.key, now=now)


def add_routes(open_to_all: APIRouter) -> None:
    """Adds the route, beside those that need no key."""
    open_to_all.add_api_route("/v1/projects/{project_id}/sources/{source_id}/hook", post_hook, methods=["POST"])
