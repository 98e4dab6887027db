"""What a browser is told of the way to here: over TLS alone, where the operator says that this is the way."""

from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

YEAR = 365 * 24 * 3600
_HEADER = b"strict-transport-security", b"max-age=%d" % YEAR
"""Without `includeSubDomains`: whose the names below are, only the operator knows."""


class Transport:
    """The layer that adds `Strict-Transport-Security` to every answer of a server whose public address is its own host.

    A host that is shared, by a path or by a port, is left to the proxy: the header would hold for all that is on it.
    """

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self.app, self._strict = app, own_host_over_tls(public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http" or not self._strict:
            await self.app(scope, receive, send)
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], _HEADER]
            await send(message)

        await self.app(scope, receive, told)


def own_host_over_tls(public_url: str) -> bool:
    """True for an address of TLS with neither port nor path.

    >>> own_host_over_tls("https://qa.example.com/"), own_host_over_tls("https://example.com/qa")
    (True, False)
    """
    parts = urlsplit(public_url)
    return parts.scheme == "https" and parts.port is None and parts.path in ("", "/")
