"""What happens to a project, as it happens."""

import time
from collections.abc import Iterator
from contextlib import closing

import orjson

from labelqa.client.asking import Asking, query
from labelqa.client.decoding import decoded
from labelqa.errors import StoreUnavailable
from labelqa.web.event_rows import KINDS, Event

PAUSE = 2.0
"""Seconds before a stream that broke or ended is taken up."""
TRIES = 15
"""How often in a row, before the server is given up."""


class Events(Asking):
    """The stream of events."""

    def events(self, *, follow: bool = True, after: str | None = None) -> Iterator[Event]:
        """Messages as they come, the state first; without `follow` those that there are now.

        A stream that breaks is taken up behind its last message, with the state. `after`: the id of the last message of
        an earlier call. Ends by being left, or by the error that the server means: MissingKey when the key is void.
        """
        begun, failed = False, 0
        while True:
            try:
                for event in self._stream(follow, after):
                    after, begun, failed = event.id, True, 0
                    yield event
            except StoreUnavailable:
                if not (begun and follow) or failed >= TRIES:
                    raise
            if not follow:
                return
            failed += 1
            time.sleep(PAUSE)

    def _stream(self, follow: bool, after: str | None) -> Iterator[Event]:
        headers = {} if after is None else {"Last-Event-ID": after}
        asked = query({"follow": follow})
        with closing(self._server.lines(f"{self._path}/events", asked, headers=headers)) as lines:
            fields: dict[str, str] = {}
            for line in lines:
                name, _, value = line.partition(": ")
                if line and name:
                    fields[name] = value
                elif not line and fields.get("event") in KINDS:  # kinds of a later version are passed over
                    kind = fields["event"]
                    yield Event(fields.get("id", ""), kind, decoded(KINDS[kind], _json(fields.get("data", ""))))
                    fields = {}
                elif not line:
                    fields = {}


def _json(text: str) -> object:
    try:
        found: object = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise StoreUnavailable("a message of the stream is not JSON; are both of one version?") from None
    return found
