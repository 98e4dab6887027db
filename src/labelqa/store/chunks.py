"""Long lists of names or numbers in parts that one statement takes."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T", int, str, tuple[int, int])
CHUNK = 500
"""Values in one statement: well below what SQLite and PostgreSQL bind."""


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The distinct values in order, `size` at a time.

    >>> list(chunks([3, 1, 2, 3], 2))
    [[1, 2], [3]]
    """
    ordered = sorted(set(values))
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]
