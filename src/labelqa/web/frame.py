"""What stands around every answer: its id, the headers that protect a browser, its line in the log, the last catch."""

import logging
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from labelqa.errors import BadCall, Busy, quoted
from labelqa.settings import Settings
from labelqa.web.counting import OTHER, Counts
from labelqa.web.log_lines import Line
from labelqa.web.patience import patient
from labelqa.web.problems import problem, refusal

log = logging.getLogger(__name__)
lines = logging.getLogger("labelqa.requests")

_GIVEN = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
LONGEST_URL = 16 * 1024
LONGEST_HEADERS = 64 * 1024
URL_TOO_LONG, HEADERS_TOO_LONG = "The address is too long", "The headers are too long"
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
STAY = {"host": b"max-age=31536000", "subdomains": b"max-age=31536000; includeSubDomains", "off": b""}
"""Where people reach the server over TLS, a browser that was there once asks for nothing else, for a year.

By the word in the settings. Names below the host are left to the operator: what a browser was told it keeps, whatever
else is served there.
"""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
"""Routes that programs ask every few seconds: their good answers have no line in the log."""
GONE = 499
"""Noted where a client went before it was answered."""
_RAW = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


@dataclass(frozen=True, slots=True)
class Noted:
    """What is said of a request that has ended: the address as its template, and neither query nor body.

    `traceparent`: the span of whoever asked, as they said it; empty for none.
    """

    id: str
    method: str
    route: str
    status: int
    seconds: float
    traceparent: str


class Frame:
    """The outermost layer of the application, but for the one that knows proxies.

    `stay`: what `stay` below gives; `told`: who else hears of each request that has ended.
    """

    def __init__(
        self,
        app: ASGIApp,
        counts: Counts,
        settings: Settings,
        stay: bytes,
        told: Callable[[Noted], None] | None = None,
    ) -> None:
        self.app, self._counts, self._settings, self._told = app, counts, settings, told
        self._headers = [*_RAW, (b"strict-transport-security", stay)] if stay else _RAW

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, whatever happens inside."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        came, begun, status = perf_counter(), 0.0, GONE
        self._counts.begin()

        async def framed(message: Message) -> None:
            nonlocal begun, status
            if message["type"] == "http.response.start":
                begun, status = perf_counter(), message["status"]
                self._counts.answering()
                headers = message["headers"]
                said = {name for name, _ in headers}
                headers.append((b"x-request-id", request_id.encode()))
                headers += [header for header in self._headers if header[0] not in said]
            await send(message)

        try:
            refused = _refused(scope, request_id) or self._too_many(scope, request_id)
            await (refused or self.app)(scope, patient(receive, self._settings.body_seconds), framed)
        except Exception:  # the one place that answers for what nobody foresaw: the trace is for the log alone
            log.exception("request %s failed", request_id)
            if not begun:
                await _unforeseen(request_id)(scope, receive, framed)
        finally:
            if not begun:
                self._counts.answering()
            self._note(scope, status, (begun or perf_counter()) - came, perf_counter() - came)

    def _too_many(self, scope: Scope, request_id: str) -> Response | None:
        """The refusal where too many wait already: at once, so that those who are served stay quick."""
        if self._counts.waiting <= self._settings.waiting_requests or scope["path"].endswith("/healthz"):
            return None
        return refusal(Busy("more requests wait than this server takes on; try again in a second"), request_id)

    def _note(self, scope: Scope, status: int, answering: float, whole: float) -> None:
        """Counts the request, gives it its line, and tells whoever wants to hear."""
        method = scope["method"] if scope["method"] in METHODS else OTHER
        route, state = _template(scope), scope["state"]
        self._counts.end(method, route, status, answering)
        if status == 200 and route in QUIET:
            return
        if lines.isEnabledFor(logging.INFO):
            said = {"id": state["request_id"], "method": method, "route": route, "status": status}
            said |= {"ms": round(whole * 1000, 1), "key": state.get("key_id")}
            if said["key"] is None:  # nobody is known by name: by address, then
                said["from"] = scope["client"][0] if scope.get("client") else ""
            lines.handle(Line(said))
        if self._told is not None:
            asked_by = Headers(scope=scope).get("traceparent", "")
            self._told(Noted(state["request_id"], method, route, status, whole, asked_by))


def stay(settings: Settings) -> bytes:
    """What browsers are told of TLS, nothing without it; BadCall for a word that is none."""
    if settings.hsts not in STAY:
        raise BadCall(f"LABELQA_HSTS: {quoted(settings.hsts)} is none of {', '.join(STAY)}")
    return STAY[settings.hsts] if settings.public_url.startswith("https://") else b""


def _template(scope: Scope) -> str:
    """The address with the names of its parts in place of what stands there."""
    route = scope.get("route")
    return route.path_format if isinstance(route, APIRoute) else str(route or OTHER)


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _GIVEN.fullmatch(given) else secrets.token_hex(8)


def _refused(scope: Scope, request_id: str) -> Response | None:
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_URL:
        detail = f"the address is longer than {LONGEST_URL} bytes; ask for less at once"
        return problem(414, "url-too-long", URL_TOO_LONG, detail, request_id)
    if sum(len(name) + len(value) for name, value in scope["headers"]) > LONGEST_HEADERS:
        return too_long_a_head(request_id)
    return None


def too_long_a_head(request_id: str = "") -> Response:
    """The refusal of headers beyond the bound; without an id where there was no request yet."""
    detail = f"the headers are longer than {LONGEST_HEADERS} bytes"
    return problem(431, "headers-too-long", HEADERS_TOO_LONG, detail, request_id or secrets.token_hex(8))


def no_request(why: str) -> Response:
    """The refusal of bytes that are no request of HTTP/1.1."""
    return problem(400, "no-request", "Not a request", f"{why} This is a server of HTTP/1.1.", secrets.token_hex(8))


def _unforeseen(request_id: str) -> Response:
    detail = f"something went wrong on the server; its log knows more of request {request_id}"
    return problem(500, "internal", "Internal error", detail, request_id)
