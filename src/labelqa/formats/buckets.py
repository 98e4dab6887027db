"""Rows put in order on the disk: each goes into one of many buckets, which are then read one by one."""

from array import array
from binascii import crc32
from collections.abc import Iterator
from typing import BinaryIO

HELD = 16 << 20
"""Bytes held in memory before they are written."""


class Buckets:
    """Rows, each of one line, in the order they came; those of one key are in one of the `count` buckets.

    >>> import io
    >>> buckets = Buckets(io.BytesIO(), 2)
    >>> for key, row in ("cat", b"1"), ("dog", b"2"), ("cat", b"3"):
    ...     buckets.add(key, row)
    >>> [list(rows) for rows in buckets.all()]
    [[b'1', b'3'], [b'2']]
    """

    def __init__(self, file: BinaryIO, count: int) -> None:
        self._file, self._count = file, count
        self._held = [bytearray() for _ in range(count)]
        self._written = [array("Q") for _ in range(count)]  # begin, size, begin, size, ...
        self._size = self._end = 0

    def add(self, key: str, row: bytes) -> None:
        """Puts a row into the bucket of its key, which is the same in every process."""
        held = self._held[crc32(key.encode()) % self._count]
        held += row
        held += b"\n"
        self._size += len(row) + 1
        if self._size > HELD:
            self._write()

    def all(self) -> Iterator[Iterator[bytes]]:
        """The rows of each bucket, one bucket after the other."""
        return map(self._rows, range(self._count))

    def _rows(self, bucket: int) -> Iterator[bytes]:
        written = self._written[bucket]
        for begin, size in zip(written[::2], written[1::2], strict=True):
            self._file.seek(begin)
            yield from self._file.read(size).splitlines()
        yield from bytes(self._held[bucket]).splitlines()

    def _write(self) -> None:
        self._file.seek(self._end)
        for bucket, held in enumerate(self._held):
            if held:
                self._file.write(held)
                self._written[bucket].extend((self._end, len(held)))
                self._end += len(held)
                self._held[bucket] = bytearray()
        self._size = 0
