"""How the server speaks to a connection, seen from inside the process."""

import asyncio
import socket
from contextlib import suppress

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.responses import StreamingResponse

from labelqa.cli import protocol, serving
from labelqa.egress import listen


def test_the_body_of_an_answer_does_not_wait_for_its_headers_to_be_acknowledged() -> None:
    assert asyncio.run(_options_of_a_connection()) != 0


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "])
def test_who_does_not_send_a_whole_head_in_its_time_is_let_go(monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.2)
    assert asyncio.run(_talk(sent)) == b""


def test_a_connection_that_is_used_again_is_let_go_for_a_head_that_stays_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.2)
    whole = b"GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"
    answers = asyncio.run(_talk(whole, whole, b"GET /no"))
    assert answers.count(b"HTTP/1.1 404") == 2


def test_an_answer_that_takes_longer_than_a_head_may_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.1)
    head = b"GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    assert asyncio.run(_talk(head)).endswith(b'"done"')


LONG = b"x" * 30_000_000
"""More than the buffers of two sockets hold."""


@pytest.mark.parametrize("close", [b"", b"Connection: close\r\n"])
@pytest.mark.parametrize("pieces", [1, 300])
def test_who_does_not_take_an_answer_is_let_go(monkeypatch: pytest.MonkeyPatch, close: bytes, pieces: int) -> None:
    monkeypatch.setattr(protocol, "TAKE_SECONDS", 0.3)
    monkeypatch.setattr(protocol, "TAKE_RATE", 1e9)
    monkeypatch.setattr(protocol, "LOOK_SECONDS", 0.05)
    assert asyncio.run(_left_untaken(b"GET /long HTTP/1.1\r\nHost: a\r\n" + close + b"\r\n", pieces)) < len(LONG)


def test_who_takes_an_answer_slowly_gets_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "TAKE_SECONDS", 0.5)
    monkeypatch.setattr(protocol, "LOOK_SECONDS", 0.05)
    head = b"GET /long HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    assert asyncio.run(_left_untaken(head, 300, pause=0.005)) > len(LONG)


async def _left_untaken(head: bytes, pieces: int, pause: float = 0.0) -> int:
    """Bytes that came of a long answer. Without a pause nothing is taken until the server has let the client go."""
    application = FastAPI()
    step = len(LONG) // pieces

    @application.get("/long")
    async def long() -> StreamingResponse:
        return StreamingResponse(LONG[k : k + step] for k in range(0, len(LONG), step))

    server = uvicorn.Server(serving.config(application))
    with listen("127.0.0.1", 0) as listening:
        running = asyncio.create_task(server.serve(sockets=[listening]))
        reader, writer = await asyncio.open_connection(*listening.getsockname(), limit=1)
        writer.write(head)
        found, deadline = 0, asyncio.get_running_loop().time() + 30
        while not server.server_state.connections:
            await asyncio.sleep(0.01)
        while not pause and server.server_state.connections:
            assert asyncio.get_running_loop().time() < deadline, "it waits for ever"
            await asyncio.sleep(0.01)
        with suppress(ConnectionError):
            while more := await reader.read(200_000):
                found += len(more)
                await asyncio.sleep(pause)
        writer.close()
        server.should_exit = True
        await running
    return found


def test_who_goes_on_with_a_body_that_is_answered_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.5)
    head = b"POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"
    assert asyncio.run(_talk(head, *[b"x"] * 30)).startswith(b"HTTP/1.1 405")


async def _talk(*parts: bytes) -> bytes:
    """All that a server answers to these bytes, sent one after the other, until it closes the connection."""
    application = FastAPI()

    @application.get("/slow")
    async def slow() -> str:
        await asyncio.sleep(0.5)
        return "done"

    server = uvicorn.Server(serving.config(application))
    with listen("127.0.0.1", 0) as listening:
        running = asyncio.create_task(server.serve(sockets=[listening]))
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        reading = asyncio.create_task(reader.read())
        for part in parts:
            writer.write(part)
            await asyncio.sleep(0.1)
            if reading.done():
                break
        assert reading.done() or len(parts) < 30, "it listens for as long as somebody sends"
        found = await asyncio.wait_for(reading, 30)
        writer.close()
        server.should_exit = True
        await running
    return found


async def _options_of_a_connection() -> int:
    server = uvicorn.Server(serving.config(FastAPI()))
    with listen("127.0.0.1", 0) as listening:
        running = asyncio.create_task(server.serve(sockets=[listening]))
        _, writer = await asyncio.open_connection(*listening.getsockname())
        while not server.server_state.connections:
            await asyncio.sleep(0.01)
        (connection,) = server.server_state.connections
        found: int = connection.transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        writer.close()
        server.should_exit = True
        await running
    return found
