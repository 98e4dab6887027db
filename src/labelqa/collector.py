"""Python's collector of garbage in cycles, held back while very many records come and go that form none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

RARELY = 500_000
"""New objects between two looks for cycles; usually 700, which has each record of a batch looked at many times."""

_lock = Lock()
_usual: list[tuple[int, int, int]] = []


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """While anybody is inside, cycles are looked for rarely; everything else is freed at once, as ever.

    >>> with collecting_rarely():
    ...     gc.get_threshold()[0]
    500000
    """
    with _lock:
        _usual.append(gc.get_threshold())
        gc.set_threshold(RARELY, *_usual[0][1:])
    try:
        yield
    finally:
        with _lock:
            gc.set_threshold(*(_usual.pop() if len(_usual) == 1 else (RARELY, *_usual.pop()[1:])))
