"""How a connection is spoken on: HTTP/1.1 as uvicorn has it, with bounds to what a slow client may hold."""

import asyncio
import sys

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from labelqa.egress import at_once
from labelqa.web.frame import no_request, too_long_a_head

HEAD_SECONDS = 20
"""Seconds in which the line and the headers of a request have to come, and the rest of a body that was answered."""
TAKE_SECONDS = 30
"""Seconds in which a client has to take an answer that waits for it, beside one for each 10 KB of it."""
TAKE_RATE = 10_000
"""Bytes a second that count as taking."""
LOOK_SECONDS = 1.0


class Protocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, without waiting between the headers of an answer and its body.

    Who has not sent the headers of a request in their time is let go; between two requests uvicorn measures it. So is
    who does not take an answer: until then it stands in memory, and the connection is one that others cannot have.
    """

    _expecting: asyncio.TimerHandle | None = None
    _giving: asyncio.TimerHandle | None = None

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
        self._taken()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """More of an answer waits for the client than may."""
        super().pause_writing()
        self._taken()
        self._give()

    def resume_writing(self) -> None:
        """The client has taken most of it."""
        super().resume_writing()
        self._taken()
        self._give()

    def on_response_complete(self) -> None:
        """An answer is written; it may wait for the client still, and a connection that is to close with it."""
        super().on_response_complete()
        self._give()
        if self.conn.their_state is h11.SEND_BODY:
            self.loop.call_later(HEAD_SECONDS, self._leave, self.cycle)

    def timeout_keep_alive_handler(self) -> None:
        """Nothing was asked for a while."""
        super().timeout_keep_alive_handler()
        self._give()

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

    def _leave(self, answered: object) -> None:
        """Who is still sending what was answered, as a body that was too slow or too large, is heard no longer."""
        if self.cycle is answered and self.conn.their_state is h11.SEND_BODY and not self.transport.is_closing():
            self.transport.close()
            self._give()

    def _give_up(self) -> None:
        self._expecting = None
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self.transport.close()
            self._give()

    def _give(self) -> None:
        """Begins to count the time of what waits to be taken, unless it is counted already."""
        waiting = self.transport.get_write_buffer_size()
        if waiting and self._giving is None:
            self._look(self.loop.time() + TAKE_SECONDS + waiting / TAKE_RATE)

    def _look(self, until: float) -> None:
        """Looks once a second, since nobody says when the rest is taken."""
        self._giving = None
        if not self.transport.get_write_buffer_size():
            return
        if self.loop.time() >= until:
            self.transport.abort()  # to close it would be to wait for the client
        else:
            self._giving = self.loop.call_later(LOOK_SECONDS, self._look, until)

    def _taken(self) -> None:
        if self._giving is not None:
            self._giving.cancel()
            self._giving = None
