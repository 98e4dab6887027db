"""Pictures at addresses: fetched through the guard, from the hosts that the operator named, and from no other.

No key, cookie or redirect goes along: the request says nothing but which picture is wanted.
"""

import io
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from ipaddress import ip_address
from threading import Lock

from labelqa.egress.api import Api
from labelqa.egress.guard import Destination, Entry, Guard, destination
from labelqa.errors import BadInput, PictureUnknown, SourceFailed, quoted
from labelqa.pictures import look

SECONDS = 10.0
"""For one picture, from the look-up to its last byte."""
FRESH_MS = 7 * 86_400_000
"""A picture that was fetched is not asked for again in the same week."""
PAUSE_MS = 60_000
"""An address that gave no picture is not asked again for so long."""
REMEMBERED = 10_000
"""Such addresses that are remembered."""


class Fetching:
    """Fetches pictures of up to `most` bytes. `hosts`: from where; each must pass the guard as well."""

    def __init__(self, guard: Guard, hosts: Sequence[Entry], now: Callable[[], int], most: int) -> None:
        self._guard, self._hosts, self._now, self._most = guard, tuple(hosts), now, most
        self._failed: OrderedDict[str, tuple[int, str]] = OrderedDict()
        self._lock = Lock()

    def serves(self, uri: str) -> bool:
        """True for an address that may be asked."""
        with suppress(PictureUnknown):
            return bool(self._allowed(uri))
        return False

    def key(self, uri: str) -> str:
        """What a picture is kept under: another one every week, so that one that was changed is seen some day."""
        return f"{self._now() // FRESH_MS}:{uri}"

    def fetch(self, uri: str) -> bytes:
        """The bytes at an address; PictureUnknown says why there are none."""
        found = self._allowed(uri)
        with self._lock:
            until, why = self._failed.get(uri, (0, ""))
        if self._now() < until:
            raise PictureUnknown(why)
        try:
            api = Api(
                f"{found.scheme}://{found.authority}",
                {"Accept": "image/*"},
                self._guard,
                now=self._now(),
                seconds=SECONDS,
                most=self._most,
            )
            body = api.get(found.target).body
            look(io.BytesIO(body))
        except (SourceFailed, ValueError) as error:
            self._remember(uri, why := str(error))
            raise PictureUnknown(f"the picture could not be fetched: {why}") from None
        return body

    def _remember(self, uri: str, detail: str) -> None:
        with self._lock:
            self._failed[uri] = self._now() + PAUSE_MS, f"the picture could not be fetched a moment ago: {detail}"
            while len(self._failed) > REMEMBERED:
                self._failed.popitem(last=False)

    def _allowed(self, uri: str) -> Destination:
        try:
            found = destination(uri)
        except BadInput as error:
            raise PictureUnknown(f"the address of the image cannot be asked for a picture: {error.detail}") from None
        address = None
        with suppress(ValueError):
            address = ip_address(found.host)
        if not any(entry.covers(found.host, address, found.port) for entry in self._hosts):
            text = f"{quoted(found.authority)} is none of the hosts that pictures are fetched from"
            raise PictureUnknown(f"{text}; the operator may add it to LABELQA_PICTURE_HOSTS")
        return found
