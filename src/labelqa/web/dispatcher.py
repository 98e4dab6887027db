"""Sends messages about alerts while the server runs, and opens alerts again whose acknowledgement is over."""

import logging
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock, Thread
from time import monotonic

from labelqa.delivery import Courier
from labelqa.errors import LabelqaError

log = logging.getLogger(__name__)

POLL = 1.0
"""Seconds between two looks into the outbox, when nothing else wakes it."""
SENDERS = 3
"""Messages on their way at once, to as many targets: one that hangs holds up no other."""
PURGE_EVERY = 3600
"""Looks between two clearances of what ended long ago."""
PATIENCE = 5.0
"""Seconds that attempts at hand have when the server stops. One that is cut off is made again, under the same id."""


class Dispatcher:
    """One thread that looks for work, and a few that send; each target is spoken to by one at a time."""

    def __init__(self, courier: Courier, *, poll: float = POLL) -> None:
        self._courier, self._poll = courier, poll
        self._stopping, self._wake = Event(), Event()
        self._thread: Thread | None = None
        self._busy: dict[int, Thread] = {}
        self._lock = Lock()
        self._looks = 0

    def start(self) -> None:
        """Begins; what an earlier server left half done is taken up."""
        self._courier.release()
        self._stopping.clear()
        self._thread = Thread(target=self._run, name="labelqa-dispatcher", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """There may be something to send: look now."""
        self._wake.set()

    def stop(self) -> None:
        """Ends after the attempts at hand; the rest waits in the store for the next start."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        end = monotonic() + PATIENCE
        for thread in list(self._busy.values()):
            thread.join(max(0.0, end - monotonic()))

    def _run(self) -> None:
        with ThreadPoolExecutor(1, "labelqa-outbox") as looking:
            while not self._stopping.is_set():
                error = looking.submit(self._look).exception()  # an error ends the look, and not this thread
                if isinstance(error, LabelqaError):
                    log.warning("messages wait: %s", error)
                elif error is not None:
                    log.error("looking for messages failed", exc_info=error)
                self._wake.wait(self._poll)
                self._wake.clear()

    def _look(self) -> None:
        self._courier.sweep()
        if self._looks % PURGE_EVERY == 0:
            self._courier.purge()
        self._looks += 1
        free = SENDERS - len(self._busy)
        for number, target in self._courier.due(without=list(self._busy), limit=free) if free > 0 else ():
            self._send(number, target)

    def _send(self, number: int, target: int) -> None:
        thread = Thread(target=self._deliver, args=(number, target), name="labelqa-send", daemon=True)
        with self._lock:
            self._busy[target] = thread
        thread.start()

    def _deliver(self, number: int, target: int) -> None:
        try:
            self._courier.deliver(number)
        except LabelqaError as error:
            log.warning("a message waits: %s", error)
        finally:
            with self._lock:
                self._busy.pop(target, None)
        self._wake.set()  # the next message of this target may be due already
