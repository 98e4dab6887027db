"""Hears that the process is told to stop, while running requests still have their time."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def told_to_stop(tell: Callable[[], None]) -> Iterator[None]:
    """Calls `tell` on SIGTERM and Ctrl-C, before whoever handles them does; nothing outside the main thread.

    A server waits for the answers under way and only then lets the application end: an answer that goes on must hear
    of it earlier.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handlers = {sign: signal.getsignal(sign) for sign in (signal.SIGTERM, signal.SIGINT)}
    for sign, handler in handlers.items():
        if callable(handler):
            signal.signal(sign, _also(tell, handler))
    try:
        yield
    finally:
        for sign, handler in handlers.items():
            if callable(handler):
                signal.signal(sign, handler)


def _also(
    tell: Callable[[], None], handler: Callable[[int, FrameType | None], object]
) -> Callable[[int, FrameType | None], None]:
    def handle(sign: int, frame: FrameType | None) -> None:
        tell()
        handler(sign, frame)

    return handle
