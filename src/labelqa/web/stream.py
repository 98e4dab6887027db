"""An answer that goes on: the messages of a listener, as server-sent events, until either side has enough."""

import anyio
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from labelqa.web.described import EVENTS
from labelqa.web.listener import Listener, written
from labelqa.web.watcher import Watcher

HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""Nothing between here and the browser may keep events back."""
RETRY = b"retry: 2000\n\n"
"""Milliseconds after which a browser whose line broke comes back."""
ALIVE = b": still here\n\n"


class EventStream(Response):
    """Sends what a listener is told. One that takes nothing for some time is let go, so that it holds up nobody."""

    media_type = EVENTS

    def __init__(self, watcher: Watcher, listener: Listener) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self._watcher, self._listener = watcher, listener

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers until the listener is ended or gone."""
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(self._until_gone, receive, group.cancel_scope)
                await self._send_all(send)
                group.cancel_scope.cancel()
        finally:
            self._watcher.leave(self._listener)

    async def _until_gone(self, receive: Receive, scope: anyio.CancelScope) -> None:
        while (await receive())["type"] != "http.disconnect":
            continue
        scope.cancel()

    async def _send_all(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        await send(start)
        piece = RETRY
        while not self._listener.ended:
            with anyio.move_on_after(self._watcher.stalled) as patience:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            if patience.cancelled_caught:
                return
            event = await self._listener.next(self._watcher.beat)
            piece = ALIVE if event is None else written(event)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
