"""Writes to one project that wait for each other share a transaction: one carries all out, and one fsync serves all.

Each has a savepoint of its own: one that is refused leaves nothing behind, and the others stand. Where the transaction
as a whole fails nothing of it stands, and each is carried out again in one of its own, so that it meets its own errors.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager
from threading import BoundedSemaphore, Event, Lock
from types import TracebackType
from typing import Generic, TypeVar

from labelqa.errors import LabelqaError
from labelqa.store import Connection, Store

OPEN = 3
"""Transactions that are open at once, of different projects."""
MOST = 32
"""Writes in one transaction: the first of them is answered with the last."""
Answer = TypeVar("Answer")


class _Member(Generic[Answer]):
    """One write in the queue. `called`: it was carried out, or is to lead; `outcome` gives its answer or raises."""

    def __init__(self, act: Callable[[Connection], Answer]) -> None:
        self.act, self.called = act, Event()
        self.outcome: Callable[[], Answer] | None = None

    def carry_out(self, connection: Connection) -> Callable[[], Answer]:
        """Does it within the transaction of a group; what it comes to, once that is stored."""
        try:
            with connection.begin_nested():
                answer = self.act(connection)
        except LabelqaError as error:
            refused = error  # the name of an except clause is gone after it

            def outcome() -> Answer:
                raise refused

            return outcome
        return lambda: answer


class _Shared:
    """Lets an error through where one write was alone; among several it may be that of another, foreseen or not."""

    def __init__(self, members: Sized) -> None:
        self._members = members

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        return isinstance(error, Exception) and len(self._members) > 1


class Groups(Generic[Answer]):
    """The writes of one process, by project. Threads share it."""

    def __init__(self, store: Store) -> None:
        self._store, self._lock, self._room = store, Lock(), BoundedSemaphore(OPEN)
        self._queues: dict[int, deque[_Member[Answer]]] = {}

    def run(self, number: int, act: Callable[[Connection], Answer]) -> Answer:
        """Runs `act` as the only writer of the project; its answer, when it is stored.

        `act` may be run again after a transaction that was rolled back.
        """
        own = _Member(act)
        with self._lock:
            queue = self._queues.setdefault(number, deque())
            queue.append(own)
            leads = queue[0] is own
        if not leads:
            own.called.wait()
        if own.outcome is None:
            self._lead(number, own)
        assert own.outcome is not None, "whoever leads carries itself out"
        return own.outcome()

    @contextmanager
    def alone(self, number: int | None) -> Iterator[Connection]:
        """A transaction that is shared with nobody, as soon as there is room for one."""
        with self._room, self._store.write(number) as connection:
            yield connection

    def _lead(self, number: int, own: _Member[Answer]) -> None:
        """Carries out those who wait, oneself first; where that fails, oneself alone: the next one leads the rest."""
        members: list[_Member[Answer]] = []
        try:
            with _Shared(members):
                self._carry_out(number, members, MOST)
            if own.outcome is None:
                self._carry_out(number, [], 1)
        finally:
            self._hand_over(number, own)

    def _carry_out(self, number: int, members: list[_Member[Answer]], most: int) -> None:
        """One transaction with the first in the queue, also those who came while it was waited for: the `members`."""
        with self.alone(number) as connection:
            with self._lock:
                members += list(self._queues[number])[:most]
            if len(members) == 1:
                answer = members[0].act(connection)
                outcomes = [lambda: answer]
            else:
                outcomes = [member.carry_out(connection) for member in members]
        for member, outcome in zip(members, outcomes, strict=True):
            member.outcome = outcome

    def _hand_over(self, number: int, own: _Member[Answer]) -> None:
        """Tells those who were carried out, and the next one that it leads."""
        with self._lock:
            queue = self._queues[number]
            while queue and (queue[0] is own or queue[0].outcome is not None):
                queue.popleft().called.set()
            if queue:
                queue[0].called.set()
            else:
                del self._queues[number]
