"""The browsers that are signed in with one's own key: seen, and ended one by one."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from labelqa.clock import written
from labelqa.errors import NotFound, quoted
from labelqa.store import Connection
from labelqa.store import sessions as stored
from labelqa.store.sessions import Session
from labelqa.web.answering import json_response, unkept
from labelqa.web.audited import audited
from labelqa.web.auth import Anyone
from labelqa.web.described import described
from labelqa.web.services import services
from labelqa.web.sessions import ends_at
from labelqa.web.trail import mark_of
from labelqa.web.writing import Answer


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A browser that is signed in. `session_id`: what the audit log calls it; it opens nothing.

    `used_at` to the minute; `expires_at`: when it ends unless it is used before then; `current`: the one that asks.
    """

    session_id: str
    begun_at: str
    used_at: str
    expires_at: str
    current: bool


@dataclass(frozen=True, slots=True)
class SessionList:
    """The sessions of the key that asks, those first that were used last; at most 1,000."""

    sessions: list[SessionRow]


@described(SessionList)
async def list_sessions(request: Request, caller: Anyone) -> Response:
    """Where one is signed in with the key that asks, or that the session stands for; of other keys nothing is shown."""
    served, current = services(request), None if caller.session is None else caller.session.digest

    def read(connection: Connection) -> SessionList:
        found = served.sessions.of(connection, caller.key.key_id, now=served.clock())
        return SessionList([_row(one, one.digest == current) for one in found])

    return json_response(await served.reading(read))


def _ended(request: Request, connection: Connection, session_id: str) -> SessionRow:
    return _row(_own(request, connection, session_id), False)


@audited("session_id", _ended)
@described(statuses=(404,))
async def end_session(request: Request, caller: Anyone, session_id: str) -> Response:
    """Signs a browser out from elsewhere: its session is void at once, on every worker. The key goes on."""
    served = services(request)

    def act(connection: Connection) -> Answer:
        stored.end(connection, _own(request, connection, session_id).digest)
        return Answer(204)

    return (await served.writing(lambda: served.writer.run(None, unkept(request), act))).response()


def _own(request: Request, connection: Connection, session_id: str) -> Session:
    """A session of the key that asks; NotFound."""
    served = services(request)
    for found in served.sessions.of(connection, request.state.who.key_id, now=served.clock()):
        if mark_of(found.digest) == session_id:
            return found
    raise NotFound(f"this key has no session {quoted(session_id)}")


def _row(found: Session, current: bool) -> SessionRow:
    return SessionRow(
        session_id=mark_of(found.digest) or "",
        begun_at=written(found.begun_at),
        used_at=written(found.used_at),
        expires_at=written(ends_at(found)),
        current=current,
    )


def add_routes(v1: APIRouter) -> None:
    """Adds these routes."""
    v1.add_api_route("/sessions", list_sessions, methods=["GET"])
    v1.add_api_route("/sessions/{session_id}", end_session, methods=["DELETE"], status_code=204)
