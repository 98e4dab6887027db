"""Takes messages from the outbox to their targets and notes what became of them."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from labelqa.delivery import outbox
from labelqa.delivery.retrying import next_attempt, rest
from labelqa.delivery.sending import Sender
from labelqa.egress.posting import Outcome
from labelqa.store import Connection, Store, alert_acknowledgements, alert_deliveries, alert_targets, projects
from labelqa.store.alert_deliveries import Delivery, Due
from labelqa.store.alert_targets import Target

log = logging.getLogger(__name__)

LEASE_MS = 60_000
"""A claim lasts so long: longer than any attempt, and the delay that a killed server costs."""
KEPT_MS = 30 * 86_400_000
"""How long messages are kept after their end."""
OFF = "the target was switched off"
GONE = 410
"""What a target answers that wants no message ever again."""
GONE_WORDS = "it answered 410: it wants no more messages"
UNFORESEEN = Outcome(None, "the message could not be written: something went wrong here, and the log knows more")
"""What becomes of an attempt that fails in a way that nobody thought of."""
RUN_MS = 600_000
"""A run that sends everything once begins no attempt after so long; the next run goes on."""


class Courier:
    """Sends what is due. `clock` gives ms since 1970, `jitter` numbers from 0 to 1."""

    def __init__(self, store: Store, sender: Sender, clock: Callable[[], int], jitter: Callable[[], float]) -> None:
        self._store, self._sender, self._clock, self._jitter = store, sender, clock, jitter

    def due(self, *, now: int | None = None) -> list[Due]:
        """One message for each target that has any that are due, the oldest first."""
        with self._store.read() as connection:
            return alert_deliveries.due(connection, now=self._clock() if now is None else now)

    def deliver(self, number: int) -> bool | None:
        """One attempt at one message; True when it was taken, None when there was nothing to do.

        What nobody foresaw is noted as a failed attempt like another, so that it ends some day.
        """
        claimed = self._claimed(number)
        if claimed is None:
            return None
        message, target = claimed
        outcome = self._attempted(target, message)
        self._note(message, outcome)
        return outcome.delivered

    def deliver_all(self) -> tuple[int, int]:
        """Tries everything that is due now once; returns how many messages were taken, and how many not.

        What failed is due later, and waits for the next run however long this one takes.
        """
        begun, results = self._clock(), list[bool | None]()
        while found := self.due(now=begun):
            for one in found:
                if self._clock() - begun > RUN_MS:
                    return results.count(True), results.count(False)
                results.append(self.deliver(one.number))
        return results.count(True), results.count(False)

    def sweep(self) -> None:
        """Opens alerts again whose acknowledgement is over."""
        with self._store.read() as connection:
            found = alert_acknowledgements.lapsing(connection, now=self._clock())
        for project_id in found:
            self._lapse(project_id)

    def release(self) -> None:
        """Frees what an earlier server had begun, where there can be no other server."""
        if self._store.sqlite:
            with self._store.write() as connection:
                alert_deliveries.release(connection)

    def purge(self) -> None:
        """Deletes messages that ended long ago."""
        with self._store.write() as connection:
            alert_deliveries.purge(connection, before=self._clock() - KEPT_MS)

    def _claimed(self, number: int) -> tuple[Delivery, Target] | None:
        now = self._clock()
        with self._store.write() as connection:
            message = alert_deliveries.claim(connection, number, now=now, until=now + LEASE_MS)
            target = None if message is None else alert_targets.by_number(connection, message.target)
            if message is None or target is None:
                return None
            if target.state == "active":
                return message, target
            # switched off in the moment in which the message was written
            problem = target.problem or OFF
            alert_deliveries.drop(connection, target.number, now=now, problem=problem)
            return None

    def _attempted(self, target: Target, message: Delivery) -> Outcome:
        """What became of an attempt; it is made in a thread of its own, so that its error is an outcome as well."""
        with ThreadPoolExecutor(1, "labelqa-attempt") as alone:
            attempt = alone.submit(self._sender.send, target, message, now=self._clock())
        error = attempt.exception()
        if error is None:
            return attempt.result()
        log.error("message %s could not be written", message.message_id, exc_info=error)
        return UNFORESEEN

    def _note(self, message: Delivery, outcome: Outcome) -> None:
        now, gone = self._clock(), outcome.status == GONE
        after = self._after(message, outcome, now)
        with self._store.write() as connection:
            # the target before its messages, as everybody who changes both: two that wait for each other fail
            if gone:
                disable(connection, message.target, GONE_WORDS, now=now)
            else:
                alert_targets.hold(connection, message.target)
            noted = alert_deliveries.settle(connection, message, **after)
            if gone:
                alert_deliveries.drop(connection, message.target, now=now, problem=GONE_WORDS)
            elif noted and not outcome.delivered and not outcome.final:
                until = now + rest(message.attempts, wait_ms=outcome.wait_ms)
                alert_deliveries.postpone(connection, message.target, until=until)

    def _after(self, message: Delivery, outcome: Outcome, now: int) -> dict[str, Any]:
        ended: dict[str, Any] = {"status": outcome.status, "problem": outcome.problem, "next_at": None, "ended_at": now}
        if outcome.delivered:
            return {**ended, "state": "delivered"}
        if outcome.status == GONE:
            return {**ended, "state": "dropped"}
        if outcome.final:
            return {**ended, "state": "dead"}
        again = next_attempt(message.attempts, now=now, jitter=self._jitter(), wait_ms=outcome.wait_ms)
        return {**ended, "state": "dead"} if again is None else {**ended, "next_at": again, "ended_at": None}

    def _lapse(self, project_id: str) -> None:
        with self._store.read() as connection:
            number = projects.number(connection, project_id)
        now = self._clock()
        with self._store.write(number) as connection:
            if number is None or projects.number(connection, project_id) != number:
                return  # deleted meanwhile
            changes = alert_acknowledgements.lapse(connection, number, now=now)
            outbox.post(connection, projects.get(connection, project_id), changes, now=now)
            if changes:
                projects.advance(connection, number, now=now)


def disable(connection: Connection, target: int, problem: str, *, now: int) -> None:
    """No more messages are written for a target."""
    alert_targets.change(connection, target, {"state": "disabled", "problem": problem, "changed_at": now})


def switch_off(connection: Connection, target: int, *, now: int) -> None:
    """Disables a target because somebody wants it, and gives up what waits for it."""
    disable(connection, target, OFF, now=now)
    alert_deliveries.drop(connection, target, now=now, problem=OFF)
