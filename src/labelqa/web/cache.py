"""Encoded answers that are still true: the least recently asked for makes room."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock

MOST_BYTES = 128 * 1024**2
"""Bytes that all kept answers may take."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """One answer, ready to send; `packed` as gzip."""

    body: bytes
    following: str | None = None
    packed: bool = False


class Cache:
    """At most `size` answers by key; a key names the revision, so that nothing in it goes stale.

    >>> kept = Cache(1)
    >>> kept.put("a", Encoded(b"1")); kept.put("b", Encoded(b"2"))
    >>> kept.get("a"), kept.get("b").body
    (None, b'2')
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._bytes = 0
        self._kept: OrderedDict[Hashable, Encoded] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Encoded | None:
        """The answer kept under this key."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Hashable, answer: Encoded) -> None:
        """Keeps an answer."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = answer
                self._bytes += len(answer.body)
            while self._kept and (len(self._kept) > self._size or self._bytes > MOST_BYTES):
                _, gone = self._kept.popitem(last=False)
                self._bytes -= len(gone.body)
