"""Runs the server where a socket is open already."""

import signal
import sys
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI

from labelqa.cli.protocol import Protocol
from labelqa.egress import Listening
from labelqa.errors import StoreUnavailable

GRACE = 10
"""Seconds that running requests have when the server is told to stop."""
KEEP_ALIVE = 75
"""Seconds a connection stays open between requests: longer than clients wait, so that none meets a closing one."""
HEADERS = 64 * 1024
"""Most bytes of a request's line and headers."""
OPTIONS: dict[str, Any] = {
    "http": Protocol,
    "h11_max_incomplete_event_size": HEADERS,
    "proxy_headers": False,  # whoever asks could write them: labelqa.web.forwarded reads them
    "server_header": False,
    "timeout_keep_alive": KEEP_ALIVE,
    "access_log": False,
    "log_level": "warning",
    "timeout_graceful_shutdown": GRACE,
}
"""What uvicorn is told, in one process and in several."""


def run(application: FastAPI, listening: Listening, *, logged: bool = False) -> None:
    """Serves until SIGTERM (exit code 0) or Ctrl-C (130); running requests are finished first.

    `logged`: this process has a log, which is to hold what the server itself says too.
    """
    server = uvicorn.Server(config(application, logged))
    signal.signal(signal.SIGTERM, _stopped)  # uvicorn hands the signal on when it has stopped
    server.run(sockets=[listening])
    if not server.started:
        raise StoreUnavailable("the server could not start; the lines above say why")


def config(application: FastAPI, logged: bool = False) -> uvicorn.Config:
    """How one process serves."""
    own: dict[str, Any] = {"log_config": None} if logged else {}
    return uvicorn.Config(application, **own, **OPTIONS)


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
        **OPTIONS,
    )


def _stopped(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
