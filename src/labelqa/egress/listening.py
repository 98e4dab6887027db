"""Sockets that wait for connections: where the server is reached."""

import errno
import socket

from labelqa.errors import BadCall, quoted

Listening = socket.socket
"""A socket that waits for connections."""


def listen(host: str, first: int, *, ports: int = 1) -> Listening:
    """A socket that listens on the first free one of so many ports, from `first` on; 0 is any. BadCall when none is."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in range(first, min(first + ports, 65536)):
        try:
            return socket.create_server((host, port), family=family)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise BadCall(f"cannot listen on {quoted(host)}, port {port}: {error.strerror}") from None
    which = f"port {first} is" if ports == 1 else f"the ports from {first} on are"
    raise BadCall(f"{which} taken on {host}; stop what uses it, or name another with --port")


def at_once(connection: Listening) -> None:
    """Whatever is written to this connection leaves at once.

    asyncio asks for that only where a socket names TCP as its protocol, which those of `listen` and of uvicorn's
    workers do not; without it the body of an answer waits 40 ms for the client to acknowledge the headers.
    """
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def address(listening: Listening) -> str:
    """The address to type into a browser."""
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
