"""Runs the server where a socket is open already."""

import asyncio
import signal
import sys
from types import FrameType

import h11
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from labelqa.egress import Listening, at_once
from labelqa.errors import StoreUnavailable
from labelqa.web.frame import no_request, too_long_a_head

GRACE = 10
"""Seconds that running requests have when the server is told to stop."""
KEEP_ALIVE = 75
"""Seconds a connection stays open between requests: longer than clients wait, so that none meets a closing one."""
HEAD_SECONDS = 20
"""Seconds in which the line and the headers of a request have to come."""
HEADERS = 64 * 1024
"""Most bytes of a request's line and headers."""


class Protocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, without waiting between the headers of an answer and its body.

    Who has not sent the headers of a request in their time is let go; between two requests uvicorn measures it.
    """

    _expecting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """A client is there."""
        at_once(transport.get_extra_info("socket"))
        super().connection_made(transport)
        self._expect()

    def data_received(self, data: bytes) -> None:
        """A client sends something: a whole head, or a part of one."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._relax()
        elif self._expecting is None:
            self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """A client is gone."""
        self._relax()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """What is no request of HTTP/1.1, or has too long a head, is refused as everything else is."""
        too_long = getattr(sys.exc_info()[1], "error_status_hint", 400) == 431
        refused = too_long_a_head() if too_long else no_request(msg)
        head = h11.Response(
            status_code=refused.status_code, headers=[*refused.raw_headers, (b"connection", b"close")], reason=b""
        )
        for event in (head, h11.Data(data=bytes(refused.body)), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _expect(self) -> None:
        self._expecting = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _relax(self) -> None:
        if self._expecting is not None:
            self._expecting.cancel()
            self._expecting = None

    def _give_up(self) -> None:
        self._expecting = None
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self.transport.close()


def run(application: FastAPI, listening: Listening, *, logged: bool = False) -> None:
    """Serves until SIGTERM (exit code 0) or Ctrl-C (130); running requests are finished first.

    `logged`: this process has a log, which is to hold what the server itself says too.
    """
    server = uvicorn.Server(_config(application, logged))
    signal.signal(signal.SIGTERM, _stopped)  # uvicorn hands the signal on when it has stopped
    server.run(sockets=[listening])
    if not server.started:
        raise StoreUnavailable("the server could not start; the lines above say why")


def _config(application: FastAPI, logged: bool = False) -> uvicorn.Config:
    own = {"log_config": None} if logged else {}
    return uvicorn.Config(
        application,
        **own,  # type: ignore[arg-type]
        http=Protocol,
        h11_max_incomplete_event_size=HEADERS,
        proxy_headers=False,  # whoever asks could write them
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=GRACE,
    )


def run_many(factory: str, listening: Listening, workers: int) -> None:
    """The same with several processes; each makes its application by the function at `factory` ("module:name")."""
    host, port = listening.getsockname()[:2]
    listening.close()  # the processes share a socket that uvicorn opens for them
    uvicorn.run(
        factory,
        factory=True,
        log_config=None,  # each process has its log
        workers=workers,
        host=host,
        port=port,
        http=Protocol,
        h11_max_incomplete_event_size=HEADERS,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=GRACE,
    )


def _stopped(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
