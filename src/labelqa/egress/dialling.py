"""Connections to addresses that were checked, each with one deadline for everything that happens on it."""

import ssl
import time
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore2

PATIENCE = 3.0
"""Seconds for a connection to one address, when there is another one to try."""


class Deadline:
    """The moment at which a conversation is over, however lively it still is."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until then; httpcore2.ReadTimeout when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the time is over")
        return left


class Pinned(httpcore2.NetworkBackend):
    """Dials these addresses, whatever name a request bears; the name stays in Host, SNI and the certificate's check."""

    def __init__(self, addresses: Sequence[str], deadline: Deadline) -> None:
        self._addresses, self._deadline = addresses, deadline
        self._network = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """A connection to the first address that takes one."""
        *others, last = self._addresses
        for address in others:
            try:
                return self._connected(address, port, min(PATIENCE, self._deadline.left()))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return self._connected(last, port, self._deadline.left())

    def _connected(self, address: str, port: int, seconds: float) -> httpcore2.NetworkStream:
        return Bounded(self._network.connect_tcp(address, port, seconds), self._deadline)


class Bounded(httpcore2.NetworkStream):
    """A connection on which every step takes what is left of the whole time: a dripping server gains nothing."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes."""
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends all of them."""
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        """Ends it."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """The same, encrypted."""
        return Bounded(self._stream.start_tls(ssl_context, server_hostname, self._deadline.left()), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows of itself."""
        return self._stream.get_extra_info(info)
