"""Time that SQLite works for one snapshot, without what is computed between its statements."""

from time import monotonic

STEPS = 1_000_000
"""Steps of its machine between two looks at the clock: some 20 ms; more often, every read would wait for threads."""
LONGEST = 0.25
"""Seconds between two looks that count at most: longer ones are mostly time between two statements."""


class Spent:
    """Adds up the time of statements up to a bound."""

    def __init__(self, seconds: float) -> None:
        self._left, self._last = seconds, monotonic()

    def over(self) -> bool:
        """True when the time is over; called while a statement runs."""
        now = monotonic()
        self._left -= min(now - self._last, LONGEST)
        self._last = now
        return self._left < 0
