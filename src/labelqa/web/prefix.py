"""The path prefix behind a proxy: addresses are understood with it and without, and handed out with it."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PLACES = ("Location", "Link")
"""Headers that hold addresses of our own."""


class Prefix:
    """The layer of the application that knows where it is mounted: `prefix` is "" or a path without a slash at its end.

    Some proxies take the prefix away and some leave it. Inside of this layer every path is without it, so that no route
    has to think of it, and the addresses in the headers of an answer get it on their way out.
    """

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app, self.prefix = app, prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http" or not self.prefix:
            await self.app(scope, receive, send)
            return

        async def placed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name in PLACES:
                    if name in headers:
                        headers[name] = self._placed(headers[name])
            await send(message)

        inner = {**scope, "path": self._bare(scope["path"])}
        try:
            await self.app(inner, receive, placed)
        finally:
            scope["route"] = inner.get("route")

    def _bare(self, path: str) -> str:
        inside = path.removeprefix(self.prefix)
        return inside if inside.startswith("/") else path if inside else "/"

    def _placed(self, value: str) -> str:
        """`/v1/keys/k` or `</v1/keys?cursor=c>; rel="next"` with the prefix."""
        mark = "<" if value.startswith("</") else ""
        return f"{mark}{self.prefix}{value[len(mark) :]}" if value.startswith(f"{mark}/") else value
