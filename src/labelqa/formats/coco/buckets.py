"""Rows put in order on the disk: each goes into one of many buckets, which are then read one by one."""

from collections.abc import Iterator
from typing import BinaryIO

HELD = 16 << 20
"""Bytes held in memory before they are written."""


class Buckets:
    """Rows by the number of their bucket, each of one line, in the order they came.

    >>> import io
    >>> buckets = Buckets(io.BytesIO(), 2)
    >>> for bucket, row in (1, b"a"), (0, b"b"), (1, b"c"):
    ...     buckets.add(bucket, row)
    >>> list(buckets.rows(1)), list(buckets.rows(0))
    ([b'a', b'c'], [b'b'])
    """

    def __init__(self, file: BinaryIO, count: int) -> None:
        self._file = file
        self._held = [bytearray() for _ in range(count)]
        self._written: list[list[tuple[int, int]]] = [[] for _ in range(count)]
        self._size = self._end = 0

    def add(self, bucket: int, row: bytes) -> None:
        """Puts a row into its bucket."""
        held = self._held[bucket]
        held += row
        held += b"\n"
        self._size += len(row) + 1
        if self._size > HELD:
            self._write()

    def rows(self, bucket: int) -> Iterator[bytes]:
        """The rows of one bucket."""
        for begin, size in self._written[bucket]:
            self._file.seek(begin)
            yield from self._file.read(size).splitlines()
        yield from bytes(self._held[bucket]).splitlines()

    def _write(self) -> None:
        self._file.seek(self._end)
        for bucket, held in enumerate(self._held):
            if held:
                self._file.write(held)
                self._written[bucket].append((self._end, len(held)))
                self._end += len(held)
                self._held[bucket] = bytearray()
        self._size = 0
