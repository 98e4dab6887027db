"""Requests byte by byte, as a server hands them to the application: no client tidies them first."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, unquote

import anyio
from starlette.testclient import TestClient

PATIENCE = 60


@dataclass(frozen=True)
class Request:
    """What is sent. `path` is percent-encoded; `headers` with names in lower case."""

    method: str
    path: str
    query: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""

    def having(self, name: str, value: bytes | None) -> "Request":
        """With one header in place of those of its name; None: without it."""
        rest = tuple(header for header in self.headers if header[0] != name.lower().encode())
        return replace(self, headers=rest if value is None else (*rest, (name.lower().encode(), value)))


@dataclass(frozen=True)
class Answer:
    """What came back, and the processor time it took in seconds."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float


def query(pairs: Sequence[tuple[str, bytes]]) -> bytes:
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs).encode()


def ask(client: TestClient, request: Request) -> Answer:
    """Hands a request to the application of a client that has been started."""
    assert client.portal is not None, "the server is not started"
    before = time.process_time()
    status, headers, body = client.portal.call(_asked, client.app, request)
    return Answer(status, headers, body, time.process_time() - before)


async def _asked(app: Any, request: Request) -> tuple[int, dict[str, str], bytes]:
    sent: list[Any] = []
    left = [{"type": "http.request", "body": request.body, "more_body": False}]
    enough = anyio.Event()

    async def receive() -> Any:
        if left:
            return left.pop()
        await enough.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)
        if message.get("body") and _streams(sent[0]):
            enough.set()  # who has heard the first of what never ends goes away

    with anyio.fail_after(PATIENCE):
        await app(_scope(request), receive, send)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, body


def _streams(begun: Any) -> bool:
    return any(value.startswith(b"text/event-stream") for _, value in begun["headers"])


def _scope(request: Request) -> dict[str, Any]:
    length = ((b"content-length", b"%d" % len(request.body)),) if request.body else ()
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": unquote(request.path),
        "raw_path": request.path.encode(),
        "query_string": request.query,
        "root_path": "",
        "headers": [(b"host", b"testserver"), *length, *request.headers],
        "client": ("127.0.0.1", 50_000),
        "server": ("testserver", 80),
        "state": {},
    }
