"""How requests come and answers go: led nowhere, named for what they are, and cut in one way."""

import asyncio
import json
import re

import pytest
import uvicorn
from fastapi import FastAPI, Request
from starlette.testclient import TestClient

from labelqa.cli import serving
from labelqa.egress import listen
from tests.web.conftest import Server
from tests.web.test_frame import PATHS

ELSEWHERE = (
    "//elsewhere.example",
    "//elsewhere.example/..",
    "/\\elsewhere.example",
    "/v1/projects/",
    "/docs/",
    "/healthz/",
)


@pytest.mark.parametrize("path", ELSEWHERE)
def test_nobody_is_led_elsewhere(server: Server, path: str) -> None:
    client = TestClient(server.client.app, follow_redirects=False)
    for method in ("GET", "POST"):
        found = client.request(method, path, headers={"Accept": "text/html", "Host": "elsewhere.example"})
        assert not 300 <= found.status_code < 400
        assert "elsewhere" not in found.headers.get("location", "")


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "OPTIONS", "PUT", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/v1/projects", "/healthz"])
def test_a_method_that_is_not_used_does_nothing_and_repeats_nothing(server: Server, method: str, path: str) -> None:
    found = server.admin.request(method, path, headers={"X-Told": "sesame"})
    assert found.status_code in (404, 405)
    assert "sesame" not in found.text
    assert "lqa_" not in found.text


def test_every_body_says_what_it_is(filled: TestClient) -> None:
    site = "/v1/projects/site"
    asked = [(path, "*/*") for path in (*PATHS, f"{site}/quality/overview", f"{site}/export", "/v1/keys")]
    for path, accept in [*asked, (f"{site}/quality/images", "text/csv"), ("/", "text/html")]:
        found = filled.get(path, headers={"Accept": accept})
        media = found.headers["content-type"]
        assert re.fullmatch(r"text/\w+; charset=utf-8|application/[\w.+-]+", media), (path, media)


def served(raw: bytes) -> tuple[bytes, list[bytes]]:
    """(all that comes back for these bytes, the bodies that the application was given)."""
    return asyncio.run(_served(raw))


async def _served(raw: bytes) -> tuple[bytes, list[bytes]]:
    application, bodies = FastAPI(), list[bytes]()

    @application.post("/{rest:path}")
    async def take(request: Request) -> None:
        bodies.append(await request.body())

    server = uvicorn.Server(serving.config(application))
    with listen("127.0.0.1", 0) as listening:
        running = asyncio.create_task(server.serve(sockets=[listening]))
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        writer.write(raw)
        writer.write_eof()
        answer = await reader.read()
        writer.close()
        server.should_exit = True
        await running
    return answer, bodies


HEAD = b"POST /a HTTP/1.1\r\nHost: qa\r\n"
HIDDEN = b"POST /hidden HTTP/1.1\r\nHost: qa\r\nContent-Length: 0\r\n\r\n"
AMBIGUOUS = {
    "two lengths": HEAD + b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN,
    "a length with a sign": HEAD + b"Content-Length: +0\r\n\r\n" + HIDDEN,
    "another coding": HEAD + b"Transfer-Encoding: xchunked\r\n\r\n" + HIDDEN,
    "two codings": HEAD + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + HIDDEN,
    "a blank before the colon": HEAD + b"Content-Length : 0\r\n\r\n" + HIDDEN,
    "a folded line": HEAD + b"X: a\r\nContent-Length\r\n : 0\r\n\r\n" + HIDDEN,
}


@pytest.mark.parametrize("raw", AMBIGUOUS.values(), ids=AMBIGUOUS.keys())
def test_a_request_whose_end_is_in_doubt_is_refused_and_nothing_behind_it_is_served(raw: bytes) -> None:
    answer, bodies = served(raw)
    assert bodies == []
    assert re.findall(rb"HTTP/1.1 (\d+)", answer)[0] in (b"400", b"501")
    assert b"connection: close" in answer.lower()


def test_where_both_are_told_the_pieces_count_and_not_the_length() -> None:
    raw = HEAD + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n0\r\n\r\n"
    assert served(raw)[1] == [b"whole"]


@pytest.mark.parametrize(
    ("raw", "status"),
    [(b"no request\r\n\r\n", 400), (b"GET /a HTTP/1.1\r\nHost: qa\r\nX: " + b"x" * 70_000, 431)],
    ids=["no request", "a head without end"],
)
def test_what_is_no_request_is_refused_as_a_problem_too(raw: bytes, status: int) -> None:
    head, _, body = served(raw)[0].partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d" % status)
    assert b"content-type: application/problem+json" in head.lower()
    assert json.loads(body)["status"] == status
