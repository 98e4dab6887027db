"""Refused keys, counted: a row of the audit log a minute at most, however often somebody guesses."""

import logging
from collections import Counter
from collections.abc import Callable
from threading import Lock, Timer

from labelqa.errors import LabelqaError
from labelqa.store import Store
from labelqa.web.trail import note

log = logging.getLogger(__name__)

WAIT = 60.0
"""Seconds from the first refusal to the row that counts it and those that followed."""
NAMED = 20
"""Addresses that a row names, those that were refused most often."""


class Refusals:
    """The refusals of one process that are not written down yet."""

    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        self._store, self._clock = store, clock
        self._lock, self._found = Lock(), Counter[str]()
        self._timer: Timer | None = None

    def count(self, address: str) -> None:
        """Counts one more from that address."""
        with self._lock:
            self._found[address] += 1
            if self._timer is None:
                self._timer = Timer(WAIT, self.write)
                self._timer.daemon = True
                self._timer.start()

    def write(self) -> None:
        """Writes down what was counted; what cannot be written now is said in the log."""
        with self._lock:
            found, self._found, self._timer = self._found, Counter(), None
        if not found:
            return
        told = {"refused": found.total(), "addresses": dict(found.most_common(NAMED))}
        try:
            with self._store.write() as connection:
                note(connection, "refuse_key", self._clock(), after=told)
        except LabelqaError as error:
            log.warning("%s refused keys are not in the audit log: %s", found.total(), error)

    def stop(self) -> None:
        """Writes down the rest."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
        self.write()
