"""Work that waits until a project is left in peace: once nothing was written to it for a moment, or soon anyway."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Timer
from time import monotonic


@dataclass(slots=True)
class _Waiting:
    """When a project was first written to since the work was last done, and when last (seconds of `monotonic`)."""

    first: float
    last: float
    timer: Timer | None = None


class Rest:
    """Calls `act` with the id of a project `after` seconds after a write to it that no other follows.

    Where writes never pause, `within` seconds after the first of them. `after` 0 is never.
    """

    def __init__(self, act: Callable[[str], None], *, after: float, within: float) -> None:
        self._act, self._after, self._within = act, after, within
        self._lock, self._stopped = Lock(), False
        self._waiting: dict[str, _Waiting] = {}

    def wait(self, project_id: str) -> None:
        """A project was written to."""
        now = monotonic()
        with self._lock:
            known = self._waiting.get(project_id)
            if known is not None:
                known.last = now
            elif self._after and not self._stopped:
                self._waiting[project_id] = _Waiting(now, now)
                self._look(project_id, self._after)

    def stop(self) -> None:
        """Forgets all that waits."""
        with self._lock:
            self._stopped = True
            for waiting in self._waiting.values():
                if waiting.timer is not None:
                    waiting.timer.cancel()
            self._waiting.clear()

    def _look(self, project_id: str, seconds: float) -> None:
        timer = self._waiting[project_id].timer = Timer(seconds, self._is_time, (project_id,))
        timer.daemon = True
        timer.start()

    def _is_time(self, project_id: str) -> None:
        with self._lock:
            waiting = self._waiting.get(project_id)
            if waiting is None:
                return
            left = min(waiting.last + self._after, waiting.first + self._within) - monotonic()
            if left > 0:
                self._look(project_id, left)
                return
            del self._waiting[project_id]
        self._act(project_id)
