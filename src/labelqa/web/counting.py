"""What a server counts of itself, for Prometheus: requests by route, how long they took, how many are open.

Labels are route templates, methods and statuses: never the name of a project, an image or a person.
"""

import os
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from threading import Lock

from labelqa import __version__

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds to the beginning of an answer, as they are counted; beyond the last there is one more."""
MEDIA = "text/plain; version=0.0.4; charset=utf-8"
OTHER = "other"
"""The route of what no route answers: pages and files of the dashboard, and addresses that are none."""


class Counts:
    """The counts of one process, from its start. `waiting`: requests whose answer has not begun."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._requests = Counter[tuple[str, str, int]]()
        self._places: dict[str, list[int]] = {}
        self._seconds = Counter[str]()
        self._open = 0
        self.waiting = 0

    def begin(self) -> None:
        """A request is there."""
        with self._lock:
            self._open += 1
            self.waiting += 1

    def answering(self) -> None:
        """Its answer begins."""
        with self._lock:
            self.waiting -= 1

    def end(self, method: str, route: str, status: int, seconds: float) -> None:
        """It was answered; `seconds` to the beginning of the answer."""
        with self._lock:
            self._open -= 1
            self._requests[method, route, status] += 1
            self._seconds[route] += seconds  # type: ignore[assignment]
            self._places.setdefault(route, [0] * (len(BOUNDS) + 1))[bisect_left(BOUNDS, seconds)] += 1

    def text(self, streams: int) -> str:
        """All of it in the text format of Prometheus. `streams`: events that are followed now."""
        with self._lock:
            lines = [*self._of_requests(), *self._of_seconds(), *self._of_now(streams)]
        return "\n".join(lines) + "\n"

    def _of_requests(self) -> Iterator[str]:
        yield from _head("labelqa_requests_total", "counter", "Requests that were answered.")
        for (method, route, status), n in sorted(self._requests.items()):
            yield f'labelqa_requests_total{{method="{method}",route="{route}",status="{status}"}} {n}'

    def _of_seconds(self) -> Iterator[str]:
        name = "labelqa_request_seconds"
        yield from _head(name, "histogram", "Seconds to the beginning of an answer.")
        for route, places in sorted(self._places.items()):
            total = 0
            for bound, n in zip((*BOUNDS, "+Inf"), places, strict=True):
                total += n
                yield f'{name}_bucket{{route="{route}",le="{bound}"}} {total}'
            yield f'{name}_sum{{route="{route}"}} {self._seconds[route]:.6f}'
            yield f'{name}_count{{route="{route}"}} {total}'

    def _of_now(self, streams: int) -> Iterator[str]:
        yield from _head("labelqa_requests_open", "gauge", "Requests that are being answered, this one included.")
        yield f"labelqa_requests_open {self._open}"
        yield from _head("labelqa_event_streams", "gauge", "Streams of events that are followed.")
        yield f"labelqa_event_streams {streams}"
        yield from _head("process_cpu_seconds_total", "counter", "Processor time of this process.")
        yield f"process_cpu_seconds_total {time.process_time():.3f}"
        yield from _head("labelqa_info", "gauge", "The version, and which process answered.")
        yield f'labelqa_info{{version="{__version__}",process="{os.getpid()}"}} 1'


def _head(name: str, kind: str, text: str) -> Iterator[str]:
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} {kind}"
