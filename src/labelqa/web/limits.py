"""How often a key may ask, and how often an address may be wrong about its key."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from threading import Lock

from labelqa.errors import TooManyRequests

REMEMBERED = 10_000
"""Buckets kept; the one that was used longest ago makes room."""
MINUTE_MS = 60_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: int


class Rate:
    """Token buckets by name: `per_minute` on average, `burst` at once; 0 per minute is no limit.

    >>> rate = Rate(per_minute=60, burst=2)
    >>> [rate.wait("ana", now=0) for _ in range(3)]
    [0, 0, 1]
    >>> rate.wait("ana", now=1000)
    0
    """

    def __init__(self, per_minute: int, burst: int) -> None:
        self._per_ms = per_minute / MINUTE_MS
        self._burst = max(burst, 1)
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = Lock()

    def wait(self, name: str, *, now: int) -> int:
        """Takes a token: 0 when there was one, else the seconds until there will be."""
        if not self._per_ms:
            return 0
        with self._lock:
            bucket = self._filled(name, now)
            if bucket.tokens < 1:
                return ceil((1 - bucket.tokens) / self._per_ms / 1000)
            bucket.tokens -= 1
            return 0

    def _filled(self, name: str, now: int) -> _Bucket:
        bucket = self._buckets.pop(name, None) or _Bucket(self._burst, now)
        self._buckets[name] = bucket
        while len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        passed = max(0, now - bucket.at)
        bucket.tokens, bucket.at = min(self._burst, bucket.tokens + passed * self._per_ms), now
        return bucket


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one server process. `refused` is told the address of every bad key."""

    requests: Rate
    bad_keys: Rate
    refused: Callable[[str], None]

    def check_request(self, key_id: str, *, now: int) -> None:
        """Raises TooManyRequests when the key asks too often."""
        seconds = self.requests.wait(key_id, now=now)
        if seconds:
            raise TooManyRequests(f"this key asks too often; try again in {seconds} s", seconds)

    def check_bad_key(self, address: str, *, now: int) -> None:
        """Counts a bad key; raises TooManyRequests when the address presents too many."""
        self.refused(address)
        seconds = self.bad_keys.wait(address, now=now)
        if seconds:
            raise TooManyRequests(f"too many bad keys from this address; try again in {seconds} s", seconds)
