"""An HTTP receiver on this machine that does as it is told: answers, hangs, redirects, drips, and writes all down."""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

HANG, DRIP, CLOSE, ENDLESS = "hang", "drip", "close", "endless"


@dataclass(frozen=True)
class Request:
    """What came in."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """`replies`: a status, a head, bytes, or a way to misbehave for each request in order; the last one stays."""

    port: int
    replies: list[int | str | bytes] = field(default_factory=lambda: [200])
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    stopped: Event = field(default_factory=Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?key=very-secret"

    def reply(self) -> int | str | bytes:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def wait_for(self, count: int, seconds: float = 30.0) -> list[Request]:
        end = time.monotonic() + seconds
        while len(self.requests) < count and time.monotonic() < end:
            time.sleep(0.01)
        assert len(self.requests) >= count, f"{len(self.requests)} of {count} came"
        return self.requests


@contextmanager
def receiving(*replies: int | str | bytes, context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver that runs."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = Receiver(listening.getsockname()[1], list(replies) or [200])
        thread = Thread(target=_serve, args=(listening, found, context), daemon=True)
        thread.start()
        try:
            yield found
        finally:
            found.stopped.set()
            with socket.create_connection(("127.0.0.1", found.port)):
                pass  # wakes it
            thread.join()


def _serve(listening: socket.socket, found: Receiver, context: ssl.SSLContext | None) -> None:
    while True:
        connection, _ = listening.accept()
        if found.stopped.is_set():
            connection.close()
            return
        found.connections += 1
        Thread(target=_answer, args=(connection, found, context), daemon=True).start()


def _answer(connection: socket.socket, found: Receiver, context: ssl.SSLContext | None) -> None:
    try:
        with context.wrap_socket(connection, server_side=True) if context else connection as spoken:
            with spoken.makefile("rb") as file:
                line = file.readline().decode().strip()
                headers = dict(iter(lambda: _header(file.readline()), None))
                body = file.read(int(headers.get("content-length", "0")))
            if line:
                found.requests.append(Request(line, headers, body))
                _act(spoken, found.reply(), found.stopped)
    except OSError:
        return


def _header(line: bytes) -> tuple[str, str] | None:
    name, colon, value = line.decode("latin-1").strip().partition(":")
    return (name.lower(), value.strip()) if colon else None


def _act(spoken: socket.socket, reply: int | str | bytes, stopped: Event) -> None:
    if isinstance(reply, int):
        spoken.sendall(f"HTTP/1.1 {reply} X\r\nContent-Length: 12\r\n\r\ninner secret".encode())
    elif reply == HANG:
        stopped.wait(30)
    elif reply in (DRIP, ENDLESS):
        spoken.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while not stopped.is_set():
            spoken.sendall(b"x" * (1 if reply == DRIP else 65536))
            stopped.wait(0.05 if reply == DRIP else 0)
    elif reply != CLOSE:
        spoken.sendall(reply if isinstance(reply, bytes) else reply.encode())
