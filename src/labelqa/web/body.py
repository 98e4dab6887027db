"""A request's JSON body: bounded before it is read, and its shape before its values are looked at."""

from typing import Any

import orjson
from fastapi import Request
from starlette.requests import ClientDisconnect

from labelqa.errors import BadInput, MalformedBody, Problem, TooLarge, UnsupportedMedia, quoted
from labelqa.settings import Settings


async def read_body(request: Request, settings: Settings, *, optional: bool = False, most: int | None = None) -> bytes:
    """The raw body, counted while it is read. Raises UnsupportedMedia, TooLarge, MalformedBody.

    `optional`: an empty body needs no content type. `most`: its bytes, by default those of the settings.
    """
    if not optional or request.headers.get("content-type"):
        _check_type(request)
    most = settings.max_body if most is None else most
    return await raw_body(request, most, f"the body is larger than {most} bytes; send it in parts, or import a file")


async def raw_body(request: Request, most: int, beyond: str) -> bytes:
    """A body of any type, counted while it is read. Raises UnsupportedMedia, MalformedBody, TooLarge with `beyond`."""
    check_encoding(request)
    if _length(request) > most:
        raise TooLarge(beyond)
    found = bytearray()
    try:
        async for chunk in request.stream():
            found += chunk
            if len(found) > most:
                raise TooLarge(beyond)
    except ClientDisconnect:
        raise MalformedBody("the body broke off before its end") from None
    return bytes(found)


def check_encoding(request: Request) -> None:
    """Bodies come as they are: what unpacks on the server can be any size."""
    encoding = request.headers.get("content-encoding", "identity")
    if encoding.strip().lower() not in ("", "identity"):
        raise UnsupportedMedia(f"Content-Encoding {quoted(encoding)} is not taken; send the body as it is")


def _check_type(request: Request) -> None:
    given = request.headers.get("content-type", "")
    media, _, parameters = given.partition(";")
    charset = parameters.strip().lower().replace('"', "")
    if media.strip().lower() != "application/json" or charset not in ("", "charset=utf-8"):
        raise UnsupportedMedia(f"Content-Type {quoted(given)} is not taken; send application/json in UTF-8")


def _length(request: Request) -> int:
    """The bytes that are announced; 0 where none are, or no number."""
    length = request.headers.get("content-length", "")
    return int(length[:20]) if length.isascii() and length.isdigit() else 0


def parsed(raw: bytes, settings: Settings) -> Any:
    """The value a body holds. Raises MalformedBody for what is no JSON in UTF-8, BadInput beyond the bounds."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise MalformedBody(f"the body is not JSON in UTF-8 from {place} on: {error.msg}") from None
    _check_shape(value, settings)
    return value


def _check_shape(value: Any, settings: Settings) -> None:
    """Depth and number of keys, level by level: cheap, and before anything expensive."""
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(settings.max_depth):
        if not level:
            return
        for container in level:
            if type(container) is dict and len(container) > settings.max_keys:
                raise _misshapen(f"an object has {len(container)} keys; {settings.max_keys} is the most")
        level = [item for container in level for item in _items(container) if type(item) in (dict, list)]
    if level:
        raise _misshapen(f"the body is nested deeper than {settings.max_depth} levels")


def _items(container: Any) -> Any:
    return container.values() if type(container) is dict else container


def _misshapen(detail: str) -> BadInput:
    return BadInput(detail, [Problem("", detail)])
