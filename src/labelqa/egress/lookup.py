"""Looks names up, within bounded time: the system's own look-up waits as long as it likes."""

import socket
from collections.abc import Sequence
from queue import Empty, SimpleQueue
from threading import Thread

SECONDS = 5.0
"""How long a look-up may take."""


def look_up(name: str, port: int, *, seconds: float = SECONDS) -> Sequence[str]:
    """The addresses of a name, as the system orders them; OSError when it has none, or does not say in time."""
    found: SimpleQueue[list[str] | OSError] = SimpleQueue()
    Thread(target=_ask, args=(name, port, found), name="labelqa-lookup", daemon=True).start()
    try:
        answer = found.get(timeout=seconds)
    except Empty:
        raise TimeoutError("the look-up took too long") from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def _ask(name: str, port: int, found: "SimpleQueue[list[str] | OSError]") -> None:
    try:
        rows = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        found.put(OSError("the name is not known"))
    else:
        found.put([str(address[0]) for *_, address in rows])
