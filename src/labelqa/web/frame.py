"""What stands around every answer: its id, the headers that protect a browser, and the last catch."""

import logging
import re
import secrets

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from labelqa.web.problems import problem

log = logging.getLogger(__name__)

_GIVEN = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
LONGEST_URL = 16 * 1024
LONGEST_HEADERS = 64 * 1024
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}
"""On every answer, unless it says otherwise itself."""
_RAW = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


class Frame:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, whatever happens inside."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        begun = False

        async def framed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = message["headers"]
                said = {name for name, _ in headers}
                headers.append((b"x-request-id", request_id.encode()))
                headers += [header for header in _RAW if header[0] not in said]
            await send(message)

        try:
            await (_refused(scope, request_id) or self.app)(scope, receive, framed)
        except Exception:  # the one place that answers for what nobody foresaw: the trace is for the log alone
            log.exception("request %s failed", request_id)
            if not begun:
                await _unforeseen(request_id)(scope, receive, framed)


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _GIVEN.fullmatch(given) else secrets.token_hex(8)


def _refused(scope: Scope, request_id: str) -> Response | None:
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_URL:
        detail = f"the address is longer than {LONGEST_URL} bytes; ask for less at once"
        return problem(414, "url-too-long", "The address is too long", detail, request_id)
    if sum(len(name) + len(value) for name, value in scope["headers"]) > LONGEST_HEADERS:
        detail = f"the headers are longer than {LONGEST_HEADERS} bytes"
        return problem(431, "headers-too-long", "The headers are too long", detail, request_id)
    return None


def _unforeseen(request_id: str) -> Response:
    detail = f"something went wrong on the server; its log knows more of request {request_id}"
    return problem(500, "internal", "Internal error", detail, request_id)
