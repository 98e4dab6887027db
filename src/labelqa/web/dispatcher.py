"""Sends messages about alerts while the server runs, and opens alerts again whose acknowledgement is over."""

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from threading import Event, Thread

from labelqa.delivery import Courier
from labelqa.errors import LabelqaError
from labelqa.store.alert_deliveries import Due

log = logging.getLogger(__name__)

POLL = 1.0
"""Seconds between two looks into the outbox, when nothing else wakes it."""
LONGEST_PAUSE = 60.0
"""Seconds between two looks at most, while the store takes no writes."""
SENDERS = 4
"""Messages on their way at once, to as many targets: one that hangs holds up no other."""
OF_ONE_PROJECT = 2
"""Of these, so many are of one project: targets of one that hang hold up no other project."""
PURGE_EVERY = 3600
"""Looks between two clearances of what ended long ago."""
PATIENCE = 5.0
"""Seconds that attempts at hand have when the server stops. One that takes longer is not waited for here; what was not
noted is sent again by the next server, under the same id."""


class Dispatcher:
    """One thread that looks for work, and a few that send; each target is spoken to by one at a time."""

    def __init__(self, courier: Courier, *, poll: float = POLL) -> None:
        self._courier, self._poll = courier, poll
        self._stopping, self._wake, self._trouble = Event(), Event(), Event()
        self._thread: Thread | None = None
        self._sending = ThreadPoolExecutor(SENDERS, "labelqa-send")
        self._busy: dict[int, tuple[int, Future[bool | None]]] = {}
        self._tried: dict[int, int] = {}
        self._looks = self._turn = 0

    def start(self) -> None:
        """Begins; what an earlier server left half done is taken up."""
        self._courier.release()
        self._stopping.clear()
        self._sending = ThreadPoolExecutor(SENDERS, "labelqa-send")
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
        self._sending.shutdown(wait=False, cancel_futures=True)
        wait([sent for _, sent in list(self._busy.values())], timeout=PATIENCE)

    def _run(self) -> None:
        with ThreadPoolExecutor(1, "labelqa-outbox") as looking:
            failed = 0
            while not self._stopping.is_set():
                error = looking.submit(self._look).exception()  # an error ends the look, and not this thread
                if error is not None:
                    self._report(error)
                failed = failed + 1 if self._trouble.is_set() else 0
                self._trouble.clear()
                if failed:
                    self._stopping.wait(pause(failed, self._poll))
                else:
                    self._wake.wait(self._poll)
                self._wake.clear()

    def _look(self) -> None:
        self._courier.sweep()
        if self._looks % PURGE_EVERY == 0:
            self._courier.purge()
        self._looks += 1
        due = self._courier.due() if len(self._busy) < SENDERS else []
        busy = {target: project for target, (project, _) in list(self._busy.items())}
        for one in chosen(due, busy, self._tried):
            self._send(one)

    def _send(self, one: Due) -> None:
        self._turn += 1
        self._tried[one.target] = self._turn
        sent = self._sending.submit(self._courier.deliver, one.number)
        self._busy[one.target] = one.project, sent
        sent.add_done_callback(partial(self._sent, one.target))

    def _sent(self, target: int, sent: Future[bool | None]) -> None:
        """Looks again at once where a message was taken: the next one may be due. After an error it waits."""
        self._busy.pop(target, None)
        error = None if sent.cancelled() else sent.exception()
        if error is not None:
            self._report(error)
        elif not sent.cancelled() and sent.result():
            self._wake.set()

    def _report(self, error: BaseException) -> None:
        self._trouble.set()
        if isinstance(error, LabelqaError):
            log.warning("messages wait: %s", error)
        else:
            log.error("sending messages failed", exc_info=error)


def chosen(due: Iterable[Due], busy: Mapping[int, int], tried: Mapping[int, int]) -> list[Due]:
    """Which messages are sent now: of the targets that were tried longest ago first, and few of one project.

    `busy`: {target: its project} of those that are spoken to; `tried`: {target: the place of its last attempt}.

    >>> one, other, third = Due(1, 1, 1), Due(2, 2, 1), Due(3, 3, 2)
    >>> chosen([one, other, third], {9: 1}, {1: 7}) == [other, third]
    True
    """
    found, used = list[Due](), Counter(busy.values())
    for one in sorted(_idle(due, busy), key=lambda one: (tried.get(one.target, 0), one.number)):
        if len(busy) + len(found) < SENDERS and used[one.project] < OF_ONE_PROJECT:
            found.append(one)
            used[one.project] += 1
    return found


def _idle(due: Iterable[Due], busy: Collection[int]) -> list[Due]:
    return [one for one in due if one.target not in busy]


def pause(failed: int, poll: float) -> float:
    """Seconds to wait after so many looks in a row with an error.

    >>> [pause(failed, 1.0) for failed in (1, 2, 3, 100)]
    [2.0, 4.0, 8.0, 60.0]
    """
    return float(min(poll * 2 ** min(failed, 10), LONGEST_PAUSE))
