"""A file as an answer: all of it, or the part that is asked for, and nothing where the client has it already."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import BinaryIO

from fastapi import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from labelqa.web.ranges import Part, part_of

PIECE = 1 << 18
"""Bytes sent at once."""


class _Sent(StreamingResponse):
    """A file on its way, or a part of it; it is closed when it was sent, or could not be."""

    def __init__(self, file: BinaryIO, part: Part, status: int, media: str, headers: dict[str, str]) -> None:
        super().__init__(_pieces(file, part), status, headers, media)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it."""
        with self._file:
            await super().__call__(scope, receive, send)


def _pieces(file: BinaryIO, part: Part) -> Iterator[bytes]:
    file.seek(part.start)
    left = part.end - part.start
    while left and (piece := file.read(min(PIECE, left))):
        left -= len(piece)
        yield piece


def sent(request: Request, file: BinaryIO, size: int, media: str, tag: str, headers: Mapping[str, str]) -> Response:
    """A file of so many bytes, which is closed after it; of HEAD, the headers alone. NoSuchRange beyond its end."""
    with ExitStack() as held:
        held.enter_context(file)
        given = {**headers, "ETag": tag, "Accept-Ranges": "bytes"}
        part = part_of(_range(request, tag), size)
        if part is not None:
            given["Content-Range"] = part.content_range
        wanted = part or Part(0, size, size)
        given["Content-Length"] = str(wanted.end - wanted.start)
        status = 200 if part is None else 206
        if request.method == "HEAD":
            return Response(status_code=status, headers=given, media_type=media)
        held.pop_all()
        return _Sent(file, wanted, status, media, given)


def unchanged(tag: str, headers: Mapping[str, str] | None = None) -> Response:
    """The client has it already."""
    return Response(status_code=304, headers={**(headers or {}), "ETag": tag})


def _range(request: Request, tag: str) -> str | None:
    """The range asked for, unless it is to hold only for another state of the file."""
    condition = request.headers.get("if-range")
    return request.headers.get("range") if condition in (None, tag) else None
