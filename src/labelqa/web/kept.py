"""Answers that are given again without a look at the store: until something, anything, is committed to the database.

The same request of the same caller is then answered by the same bytes. A key that is revoked, a project that changes, a
session that ends: each is a commit, whichever process makes it, and what was kept is let go. The clock ends keys and
sessions too, and the limit of requests counts these as others; both are looked at each time.
"""

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from labelqa.errors import TooManyRequests
from labelqa.store.commits import Commits, Seen
from labelqa.web.auth import Caller
from labelqa.web.problems import refusal
from labelqa.web.services import Services
from labelqa.web.sessions import ends_at

TELLING = (b"authorization", b"cookie", b"accept", b"accept-encoding", b"if-none-match")
"""Headers that an answer hangs on."""
MOST_BYTES = 64 * 1024**2
"""Bytes that all kept answers may take."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as it was sent, to whom, and by which route."""

    caller: Caller
    route: Any
    start: Message
    body: Message


def keep(request: Request, caller: Caller, response: Response) -> Response:
    """Says that this answer holds until something is committed; returns it."""
    start = {"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers}
    body = {"type": "http.response.body", "body": bytes(response.body)}
    request.scope["state"]["said"] = Said(caller, request.scope["route"], start, body)
    return response


class Kept:
    """The layer that gives kept answers again; the least recently asked for makes room."""

    def __init__(self, app: ASGIApp, served: Services) -> None:
        self.app, self._served = app, served
        self._commits = Commits(served.store.engine)
        self._most = served.settings.report_cache
        self._looks = CapacityLimiter(1)
        self._seen: Seen | None = None
        self._bytes = 0
        self._said: OrderedDict[bytes, Said] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] == "lifespan":
            await self._lived(scope, receive, send)
        elif scope["type"] != "http" or scope["method"] != "GET" or "/quality/" not in scope["path"] or not self._most:
            await self.app(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _lived(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        finally:
            self._commits.close()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        seen, asked = await self._look(), _asked(scope)
        if seen is None or seen != self._seen:
            self._said.clear()
            self._seen, self._bytes = seen, 0
        said = self._said.get(asked)
        if said is not None and self._holds(said.caller):
            await self._again(asked, said, scope, receive, send)
            return
        await self.app(scope, receive, send)
        said = scope["state"].get("said")
        if said is not None and seen is not None and seen == self._seen:
            self._put(asked, said)

    async def _look(self) -> Seen | None:
        """What the database tells now. Where that takes a way to another process, others are answered meanwhile."""
        if self._commits.near:
            return self._commits.seen()
        return await run_sync(self._commits.seen, limiter=self._looks)

    def _holds(self, caller: Caller) -> bool:
        now, session = self._served.clock(), caller.session
        return now < (caller.key.ends_at if session is None else ends_at(session))

    async def _again(self, asked: bytes, said: Said, scope: Scope, receive: Receive, send: Send) -> None:
        served, key, now = self._served, said.caller.key, self._served.clock()
        scope["route"], scope["state"]["key_id"] = said.route, key.key_id
        try:
            served.limits.check_request(key.key_id, now=now)
        except TooManyRequests as error:
            await refusal(error, scope["state"]["request_id"])(scope, receive, send)
            return
        if said.caller.session is not None:
            served.chores.note_session(said.caller.session, now=now)
        served.chores.note_use(key.key_id, now=now)
        self._said.move_to_end(asked)
        await send({**said.start, "headers": [*said.start["headers"]]})
        await send(said.body)

    def _put(self, asked: bytes, said: Said) -> None:
        if asked not in self._said:
            self._bytes += len(said.body["body"])
        self._said[asked] = said
        while len(self._said) > self._most or (self._bytes > MOST_BYTES and len(self._said) > 0):
            _, gone = self._said.popitem(last=False)
            self._bytes -= len(gone.body["body"])


def _asked(scope: Scope) -> bytes:
    """What tells requests apart; a digest, so that no key stands in memory longer than it must."""
    parts = [scope["path"].encode("utf-8", "surrogatepass"), scope["query_string"]]
    parts += [b"%s:%s" % header for header in scope["headers"] if header[0] in TELLING]
    return blake2b(b"\n".join(parts), digest_size=24).digest()
