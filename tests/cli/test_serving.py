"""How the server speaks to a connection, seen from inside the process."""

import asyncio
import socket

import uvicorn
from fastapi import FastAPI

from labelqa.cli import serving
from labelqa.egress import listen


def test_the_body_of_an_answer_does_not_wait_for_its_headers_to_be_acknowledged() -> None:
    assert asyncio.run(_options_of_a_connection()) != 0


async def _options_of_a_connection() -> int:
    server = uvicorn.Server(serving._config(FastAPI()))
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
