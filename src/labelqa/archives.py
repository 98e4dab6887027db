"""The one door to compressed files: read as if they were plain, within bounds.

A few kilobytes can unpack to terabytes; so the bytes that really come out are counted while they come.
"""

import gzip
import io
import zlib
from collections.abc import Callable
from typing import BinaryIO, cast

from labelqa.errors import BadFile, TooLarge
from labelqa.paths import StrPath, open_binary, shown

MIB = 1 << 20
UNPACKED = 2 << 30
"""Most bytes that may come out of one file."""
RATIO = 200
"""Most bytes that may come out of each compressed byte, once more than `HARMLESS` bytes are out."""
HARMLESS = 16 << 20
"""Bytes that may come out of any file, however well it was compressed."""
GZIP = b"\x1f\x8b"

Progress = Callable[[int], None]
"""Called now and then with the bytes of the file (as it lies on the disk) that are done."""


def open_stream(
    path: StrPath,
    *,
    name: str | None = None,
    max_bytes: int = UNPACKED,
    max_ratio: int = RATIO,
    on_progress: Progress | None = None,
) -> BinaryIO:
    """Opens a file for reading, unpacking it on the way when its first bytes say gzip; its name does not matter.

    `name` is what errors call it (default: the path). Raises BadCall when it cannot be opened; reading raises BadFile
    when the compressed data is broken and TooLarge beyond `max_bytes` or `max_ratio`. `peek` shows the first MiB.
    """
    name = shown(path if name is None else name)
    counted = _Counted(open_binary(path), on_progress, name)
    packed = io.BufferedReader(counted, MIB)
    plain = gzip.GzipFile(fileobj=packed) if packed.peek(2)[:2] == GZIP else None
    bounded = _Bounded(packed, plain, counted, name, max_bytes, max_ratio)
    return cast(BinaryIO, io.BufferedReader(bounded, MIB))


class _Counted(io.RawIOBase):
    """A file that counts what was read of it."""

    def __init__(self, file: BinaryIO, on_progress: Progress | None, name: str) -> None:
        self._file = file
        self._on_progress = on_progress
        self._name = name
        self.done = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        try:
            size = cast(io.BufferedReader, self._file).readinto(buffer)
        except OSError as error:
            raise BadFile(f"{self._name}: cannot be read after {self.done} bytes: {error.strerror}") from None
        self.done += size
        if self._on_progress is not None:
            self._on_progress(self.done)
        return size

    def close(self) -> None:
        self._file.close()
        super().close()


class _Bounded(io.RawIOBase):
    """The plain bytes of a file: fills each buffer to its end, and stops beyond the bounds."""

    def __init__(
        self,
        packed: "io.BufferedReader[_Counted]",
        plain: gzip.GzipFile | None,
        counted: _Counted,
        name: str,
        max_bytes: int,
        max_ratio: int,
    ) -> None:
        self._packed, self._plain, self._counted = packed, plain, counted
        self._name, self._max_bytes, self._max_ratio = name, max_bytes, max_ratio
        self.out = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        source = self._packed if self._plain is None else self._plain
        view, size = memoryview(buffer), 0
        try:
            while size < len(view) and (got := source.readinto(view[size:])):
                size += got
        except (gzip.BadGzipFile, zlib.error):
            raise BadFile(f"{self._name}: the gzip data is damaged; compress or fetch the file again") from None
        except EOFError:
            raise BadFile(f"{self._name}: the gzip data breaks off; compress or fetch the file again") from None
        self.out += size
        self._check()
        return size

    def _check(self) -> None:
        if self.out > self._max_bytes:
            raise TooLarge(f"{self._name}: holds more than {self._max_bytes} bytes; split it")
        if self._plain is not None and self.out > max(HARMLESS, self._max_ratio * self._counted.done):
            text = f"unpacks to more than {self._max_ratio} times its size; give the plain file instead"
            raise TooLarge(f"{self._name}: {text}")

    def close(self) -> None:
        if self._plain is not None:
            self._plain.close()
        self._packed.close()
        super().close()
