"""What happens to a project, as it happens: server-sent events."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from labelqa.errors import NotFound
from labelqa.store import Connection
from labelqa.web.auth import NO_PROJECT, Caller, Viewer
from labelqa.web.described import EVENTS, described
from labelqa.web.event_rows import Event
from labelqa.web.listener import Listener, place_in, written
from labelqa.web.query import STRICT, YES_NO
from labelqa.web.services import Services, services
from labelqa.web.standing import Followed, look, verdicts_since
from labelqa.web.stream import HEADERS, EventStream


class Following(BaseModel):
    """For how long."""

    model_config = STRICT
    follow: Annotated[bool, YES_NO] = Field(
        True, description="go on as things happen; `false` tells the state, and what came since `Last-Event-ID`, once"
    )


@described(Event, media=(EVENTS,), headers=("Last-Event-ID",))
async def get_events(request: Request, caller: Viewer, query: Annotated[Following, Query()]) -> Response:
    """Tells what happens to a project, as it happens: server-sent events.

    The first message is `state`, where everything stands. After it `revision` says that something was written, `alerts`
    how many are open, `review` that a verdict arrived, `import` how far an import is, `source` how a source stands.
    Whoever is slow, or comes back after a break, is told the state again, and with `Last-Event-ID` the verdicts that
    came meanwhile, up to 100. A comment comes after 15 s of silence. The stream ends when the key is void, the project
    deleted, or the server stops. An annotator's own key is told of its own verdicts and alerts alone.
    """
    served = services(request)
    after = place_in(request.headers.get("last-event-id", ""))
    listener = Listener(caller.project, caller.key.key_id, viewer=caller.viewer, after=after)
    if not query.follow:
        return await _once(served, caller, listener)
    served.watcher.join(listener)
    return EventStream(served.watcher, listener)


async def _once(served: Services, caller: Caller, listener: Listener) -> Response:
    """The messages that there are now."""

    def read(connection: Connection) -> None:
        number, now = listener.project, served.clock()
        followed = {number: Followed(None, frozenset([listener.viewer]))}
        found = look(connection, followed, now=now, lost=lambda job: served.runner.lost(job, now=now)).get(number)
        if found is None or found.made != listener.made:
            raise NotFound(NO_PROJECT)
        after = listener.after
        listener.welcome(found, None if after is None else verdicts_since(connection, number, after))

    await served.reading(read)
    return Response(b"".join(map(written, listener.all())), headers=HEADERS, media_type=EVENTS)


def add_routes(v1: APIRouter) -> None:
    """Adds this route."""
    v1.add_api_route("/projects/{project_id}/events", get_events, methods=["GET"])
