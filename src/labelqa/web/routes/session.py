"""The session of a browser: begun with a key or a link, looked at, ended."""

from dataclasses import dataclass, replace

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from labelqa.clock import written
from labelqa.errors import NotFound
from labelqa.store import Connection
from labelqa.store.keys import Key
from labelqa.web.answering import json_response, unkept
from labelqa.web.audited import audited
from labelqa.web.auth import Anyone, Open, bad_key
from labelqa.web.bodies import whole
from labelqa.web.body import parsed, read_body
from labelqa.web.cookie import cookie_of
from labelqa.web.described import described
from labelqa.web.inputs import SignIn
from labelqa.web.services import Services, services
from labelqa.web.sessions import ends_at
from labelqa.web.trail import Who
from labelqa.web.writing import Answer

LONGEST = 4096
"""Bytes of a body that signs in."""
WRONG_KEY = "this key is not known, has expired or was revoked"
WRONG_LINK = "this link is not known, has expired or was used before; sign in with a key"


@dataclass(frozen=True, slots=True)
class SessionAnswer:
    """What the session, or the key, of this request may do. `projects` null: all.

    `name` is that of the key. `expires_at`: when it ends unless it is used before then; never later than its key.
    """

    key_id: str
    name: str
    scopes: list[str]
    projects: list[str] | None
    annotator: str | None
    expires_at: str


@audited("session")
@described(body=SignIn, statuses=(401, 403, 422, 429))
async def post_session(request: Request) -> Response:
    """Signs a browser in: exchanges a `key`, or the `token` of a link that works once, for a session in a cookie.

    The session may do what its key may. It ends after 12 hours without use, after 30 days at the latest, and with its
    key. With it, reads need nothing else; writes need the header `X-Labelqa: 1` as well. A session that the browser
    had before ends.
    """
    served = services(request)
    raw = await read_body(request, served.settings, most=LONGEST)
    asked, now = whole(parsed(raw, served.settings), SignIn), served.clock()
    key = await served.reading(lambda connection: _known(served, connection, asked, now))
    if key is None:
        raise bad_key(served, request, WRONG_KEY if asked.token is None else WRONG_LINK, now)
    request.scope["state"]["key_id"] = key.key_id
    served.limits.check_request(key.key_id, now=now)
    cookie = cookie_of(request, served.settings)
    request.state.who = Who(key.key_id)
    meant, begun, former = unkept(request), list[str](), cookie.read(request)

    def act(connection: Connection) -> Answer:
        begun.append(_begun(request, connection, asked, key, former, now))
        return Answer.of(204, {"session": served.sessions.mark(begun[-1])})  # for the audit log; its text is for nobody

    await served.writing(lambda: served.writer.run(None, meant, act))
    served.chores.note_use(key.key_id, now=now)
    answer = Response(status_code=204, headers={"Cache-Control": "no-store"})
    cookie.set(answer, begun[-1])
    return answer


def _known(served: Services, connection: Connection, asked: SignIn, now: int) -> Key | None:
    """The key that is shown or linked to."""
    if asked.token is None:
        return served.keyring.find(connection, asked.key or "", now=now)
    return served.sessions.linked(connection, asked.token, now=now)


def _begun(request: Request, connection: Connection, asked: SignIn, key: Key, former: str, now: int) -> str:
    """The text of a new session in place of the former one; MissingKey when another request has used the link up."""
    served = services(request)
    if asked.token is not None and not served.sessions.burn(connection, asked.token):
        raise bad_key(served, request, WRONG_LINK, now)
    served.sessions.end(connection, former)
    return served.sessions.begin(connection, key, now=now)


@described(SessionAnswer)
async def get_session(request: Request, caller: Anyone) -> Response:
    """Who is signed in: what the session may do, and until when. With a key instead, what the key may do."""
    key = caller.key
    session = caller.session
    until = key.ends_at if session is None else ends_at(replace(session, used_at=services(request).clock()))
    projects = None if key.projects is None else sorted(key.projects)
    return json_response(
        SessionAnswer(key.key_id, key.name, sorted(key.scopes), projects, key.annotator, written(until))
    )


@audited()
@described(statuses=(404,))
async def delete_session(request: Request, caller: Anyone) -> Response:
    """Signs out: the session is void at once and the cookie is taken back. The key goes on."""
    served = services(request)
    if caller.session is None:
        raise NotFound("this request came with a key and no session; a key is ended by DELETE /v1/keys/{key_id}")
    cookie = cookie_of(request, served.settings)

    def act(connection: Connection) -> Answer:
        served.sessions.end(connection, cookie.read(request))
        return Answer(204)

    answer = (await served.writing(lambda: served.writer.run(None, unkept(request), act))).response()
    cookie.clear(answer)
    return answer


def add_routes(v1: APIRouter) -> None:
    """Adds these routes; the first needs no key beside the one in its body."""
    v1.add_api_route("/session", post_session, methods=["POST"], status_code=204, dependencies=[Depends(Open())])
    v1.add_api_route("/session", get_session, methods=["GET"])
    v1.add_api_route("/session", delete_session, methods=["DELETE"], status_code=204)
