"""A server that really listens, and clients that really follow it."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import Queue
from threading import Thread
from typing import Any

import httpx2
import uvicorn
from fastapi import FastAPI

from labelqa.cli import serving

WAIT = 60.0
"""Seconds that anything may take on a busy machine."""
ENDED = object()


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of an application that uvicorn serves from a thread."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(serving.config(app))
    thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        app.state.services.watcher.stop()  # a thread hears no signals
        server.should_exit = True
        thread.join(WAIT)
        assert not thread.is_alive()


@dataclass(frozen=True)
class Message:
    """One message as it was sent; a comment has no kind."""

    kind: str
    id: str
    data: Any


class Stream:
    """Follows an address in a thread, from the moment its answer begins. `whole`: it came to its proper end."""

    whole = False

    def __init__(self, url: str, key: str, path: str = "/v1/projects/site/events", **headers: str) -> None:
        self._client = httpx2.Client(timeout=WAIT, headers={"Authorization": f"Bearer {key}"})
        self._queue: Queue[Any] = Queue()
        request = self._client.build_request("GET", url + path, headers=headers)
        self.response = self._client.send(request, stream=True)
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        fields: dict[str, str] = {}
        try:
            for line in self.response.iter_lines():
                if line.startswith(":"):
                    self._queue.put(Message("", "", line))
                elif line:
                    name, _, value = line.partition(": ")
                    fields[name] = value
                else:
                    if "event" in fields:
                        self._queue.put(Message(fields["event"], fields["id"], json.loads(fields["data"])))
                    fields = {}
            self.whole = True
        except (httpx2.HTTPError, httpx2.StreamError):
            self.whole = False
        self._queue.put(ENDED)

    def next(self) -> Message:
        """The next message or comment."""
        found = self._queue.get(timeout=WAIT)
        assert found is not ENDED, "the stream has ended"
        return found  # type: ignore[no-any-return]

    def until(self, kind: str, wanted: Callable[[Any], bool] = lambda _: True) -> Message:
        """The next message of a kind with what is wanted; others are passed over."""
        while True:
            found = self.next()
            if found.kind == kind and wanted(found.data):
                return found

    def rest(self) -> list[Message]:
        """What still comes until the stream ends by itself."""
        found = []
        while (one := self._queue.get(timeout=WAIT)) is not ENDED:
            found.append(one)
        return found

    def close(self) -> None:
        """Hangs up, whatever the server still has to say."""
        if not self.response.is_closed:
            line = self.response.extensions["network_stream"].get_extra_info("socket")
            with suppress(OSError):  # the server was quicker
                line.shutdown(socket.SHUT_RDWR)
        self._thread.join(WAIT)
        self.response.close()
        self._client.close()
