"""A line to a server that breaks, for whatever downloads through it."""

from collections.abc import Callable, Iterator

import httpx2
from starlette.testclient import TestClient


class Line(httpx2.BaseTransport):
    """A line to an application that breaks after so many bytes of an answer, as often as it is told to.

    `damage` turns what comes around, `unsigned` takes its checksum away; `between`: called, one each time, before a
    manifest is asked for.
    """

    def __init__(self, client: TestClient) -> None:
        self.client, self.breaks, self.asked = client, list[int](), list[httpx2.Request]()
        self.damage = self.unsigned = False
        self.between = list[Callable[[], object]]()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        if self.between and "/manifest" in str(request.url):
            self.between.pop(0)()
        sent = {"headers": dict(request.headers), "content": request.read()}
        found = self.client.request(request.method, str(request.url), **sent)
        content = found.content[::-1] if self.damage and "/manifest" not in str(request.url) else found.content
        breaks = self.breaks.pop(0) if self.breaks and "/manifest" not in str(request.url) else None
        dropped = {"content-encoding", "repr-digest"} if self.unsigned else {"content-encoding"}  # it is unpacked
        headers = {k: v for k, v in found.headers.items() if k not in dropped}
        return httpx2.Response(found.status_code, headers=headers, stream=Stream(content, breaks))

    @property
    def ranges(self) -> list[str | None]:
        return [r.headers.get("range") for r in self.asked if "/manifest" not in str(r.url)]


class Stream(httpx2.SyncByteStream):
    def __init__(self, content: bytes, breaks: int | None) -> None:
        self.content, self.breaks = content, breaks

    def __iter__(self) -> Iterator[bytes]:
        end = len(self.content) if self.breaks is None else self.breaks
        for start in range(0, end, 100):
            yield self.content[start : min(start + 100, end)]
        if self.breaks is not None:
            raise httpx2.ReadError("the line is dead")
