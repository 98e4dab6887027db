"""One good request spoilt in one place at a time, and whether the document calls the result bad."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import quote

from tests.trust import hostile
from tests.trust.asking import Request, query
from tests.trust.inhabited import body, pairs
from tests.trust.operations import FORMATS, JSON, Operation, Place, places, spoilt

MARK = "@@hostile@@"
READERS: Mapping[str, Callable[[str], Any]] = {
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
}
"""How a value in a query is read, by the type that its schema names; everything else is text."""
LONG = b"x" * 20_000
LARGEST_HEADERS = 64 * 1024


@dataclass(frozen=True)
class Case:
    """`bad`: by the document it cannot be taken. Else it may be taken or refused, but never break anything."""

    place: str
    value: str
    request: Request
    bad: bool | Callable[[], bool]
    status: int | None = None

    def is_bad(self) -> bool:
        """Asked of the cases that are sent alone: schemas take their time."""
        return self.bad if isinstance(self.bad, bool) else self.bad()


def cases(operation: Operation, request: Request) -> Iterator[Case]:
    """Every case of an operation, place after place."""
    yield from _in_path(operation, request)
    yield from _in_query(operation, request)
    if operation.media == JSON:
        yield from _in_fields(operation, request)
        yield from _whole_bodies(operation, request)
    elif operation.media:
        for name, content in hostile.CONTENTS.items():
            yield Case("body", name, replace(request, body=content), bad=False)
    yield from _in_headers(operation, request)


def _in_path(operation: Operation, request: Request) -> Iterator[Case]:
    """An id that a client made up names nothing that is there."""
    values = hostile.TEXTS | hostile.CONTROLS | hostile.NO_UTF8 | {"a dot": b".", "two dots": b"..", "long": LONG}
    parts = request.path.split("/")
    for at, part in enumerate(operation.path.split("/")):
        for name, value in values.items() if part.startswith("{") else ():
            path = "/".join([*parts[:at], quote(value, safe=""), *parts[at + 1 :]])
            yield Case(f"path {part}", name, replace(request, path=path), bad=True)


def _in_query(operation: Operation, request: Request) -> Iterator[Case]:
    values = hostile.TEXTS | hostile.CONTROLS | hostile.NO_UTF8
    for name, parameter in operation.parameters("query").items():
        rest = [pair for pair in pairs(operation) if pair[0] != name]
        for called, value in values.items():
            bad = called in hostile.CONTROLS or not _written(value, parameter["schema"])
            spoilt_query = query([*rest, (name, value)])
            yield Case(f"query {name}", called, replace(request, query=spoilt_query), bad)
        if parameter.get("required"):
            yield Case(f"query {name}", "left out", replace(request, query=query(rest)), bad=True)
    more = {"unknown": b"hostile=1", "no pairs": b"&&=&%", "a bracket": b"limit[]=1", "many": b"&".join([b"a=1"] * 900)}
    for called, added in more.items() if operation.method == "GET" else ():
        yield Case("query", called, replace(request, query=request.query + b"&" + added), bad=False)
    yield Case("query", "long", replace(request, query=b"hostile=" + LONG), bad=True, status=414)


def _in_headers(operation: Operation, request: Request) -> Iterator[Case]:
    for name, parameter in operation.parameters("header").items():
        for called, value in hostile.HEADERS.items():
            bad = not _keeps(parameter["schema"], value.decode("latin-1"))
            yield Case(f"header {name}", called, request.having(name, value), bad)
    for called, value in hostile.HEADERS.items() if operation.method == "GET" else ():
        for name in ("x-request-id", "host", "accept", "accept-encoding"):
            yield Case(f"header {name}", called, request.having(name, value), bad=False)
    big = request.having("x-hostile", b"x" * LARGEST_HEADERS)
    yield Case("header", "64 KiB", big, bad=True, status=431)
    if operation.guarded:
        bare = request.having("authorization", None).having("cookie", None)
        yield Case("header Authorization", "left out", bare, bad=True, status=401)
        for called, value in hostile.AUTHORISATIONS.items():
            yield Case("header Authorization", called, bare.having("authorization", value), bad=True, status=401)


def _in_fields(operation: Operation, request: Request) -> Iterator[Case]:
    for place in sorted(set(places(operation.body, operation.schemas)), key=str):
        template = json.dumps(spoilt(body(operation), place, MARK, operation.body, operation.schemas)).encode()
        for name, value in (hostile.VALUES | hostile.IMPOSSIBLE).items():
            sent = template.replace(json.dumps(MARK).encode(), value)
            bad = name in hostile.IMPOSSIBLE or partial(_is_refused, operation, sent)
            yield Case(f"body {_pointer(place)}", name, replace(request, body=sent), bad)


def _whole_bodies(operation: Operation, request: Request) -> Iterator[Case]:
    whole = request.body
    for name, value in (hostile.VALUES | hostile.IMPOSSIBLE).items():
        bad = name in hostile.IMPOSSIBLE or partial(_is_refused, operation, value)
        yield Case("body", name, replace(request, body=value), bad)
    for field in body(operation):
        rest = {key: value for key, value in body(operation).items() if key != field}
        yield Case(
            f"body /{field}", "left out", replace(request, body=json.dumps(rest).encode()), not operation.takes(rest)
        )
    empty_too = operation.takes({})  # a body that may be left out
    more: Mapping[str, tuple[bytes, bool]] = {
        "broken off": (whole[:-1], True),
        "twice": (whole + whole, True),
        "UTF-16": (whole.decode().encode("utf-16"), True),
        "a byte order mark": (b"\xef\xbb\xbf" + whole, True),
        "an unknown key": (_with(whole, b'"hostile": 1'), True),
        "a key twice": (_with(whole, whole[1:-1]), False),
        "nothing": (b"", not empty_too),
    }
    for name, (content, bad) in more.items():
        yield Case("body", name, replace(request, body=content), bad)
    for media in (
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-7",
    ):
        yield Case("header Content-Type", media, request.having("content-type", media.encode()), bad=True, status=415)
    yield Case("header Content-Encoding", "gzip", request.having("content-encoding", b"gzip"), bad=True, status=415)


def _is_refused(operation: Operation, sent: bytes) -> bool:
    return not operation.takes(_read(sent))


def _with(whole: bytes, pairs: bytes) -> bytes:
    return whole[:-1] + (b", " if whole != b"{}" and pairs else b"") + pairs + b"}"


def _pointer(place: Place) -> str:
    return "".join(f"/{step}" for step in place)


def _read(text: bytes) -> Any:
    return json.loads(text, parse_int=_whole)


def _whole(text: str) -> int:
    """A whole number of any length, shortened where the standard library refuses: it stays as far out of bounds."""
    return int(text[:400])


def _keeps(schema: Mapping[str, Any], text: str) -> bool:
    """Whether a header is written as its schema says."""
    fits = schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", len(text))
    return fits and re.search(schema.get("pattern", ""), text) is not None


def _written(value: bytes, schema: Mapping[str, Any]) -> bool:
    """Whether a query's text is a value that its schema allows."""
    text = value.decode("utf-8", "replace")
    if schema.get("type") == "array":
        return _written(value, schema["items"])
    try:
        found = READERS.get(schema.get("type", ""), str)(text)
    except (KeyError, ValueError):
        return False
    if isinstance(found, str):
        fits = schema.get("minLength", 0) <= len(found) <= schema.get("maxLength", len(found))
        return fits and found in schema.get("enum", [found]) and FORMATS.conforms(found, schema.get("format", ""))
    return isinstance(found, bool) or _within(found, schema)


def _within(found: float, schema: Mapping[str, Any]) -> bool:
    low, high = schema.get("minimum", found), schema.get("maximum", found)
    return bool(low <= found <= high and found > schema.get("exclusiveMinimum", found - 1) and found - found == 0)
