"""One file as plain bytes: gzip is unpacked on the way, and the bytes that really come out are counted."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO, cast

from labelqa.errors import BadFile, BadInput, TooLarge
from labelqa.paths import StrPath, open_binary, shown

try:
    from lzma import LZMAError
except ImportError:  # a Python that was built without it
    LZMAError = zlib.error  # type: ignore[misc, assignment]

MIB = 1 << 20
UNPACKED = 2 << 30
"""Most bytes that may come out of what was compressed."""
RATIO = 200
"""Most bytes that may come out of each compressed byte, once more than `HARMLESS` bytes are out."""
HARMLESS = 16 << 20
"""Bytes that may come out of any file, however well it was compressed."""
GZIP = b"\x1f\x8b"

Progress = Callable[[int], None]
"""Called now and then with the bytes (as they lie on the disk) that are done."""


@dataclass(slots=True)
class Budget:
    """What may come out of compressed files together; plain files cost nothing."""

    max_bytes: int = UNPACKED
    max_ratio: int = RATIO
    out: int = 0

    def spend(self, size: int, name: str) -> None:
        """Takes note of so many bytes; TooLarge when that is more than there was."""
        self.out += size
        if self.out > self.max_bytes:
            raise TooLarge(f"{name}: unpacks to more than {self.max_bytes} bytes; split it, or give the plain file")


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
    called = shown(path if name is None else name)
    return plain(open_binary(path), called, Budget(max_bytes, max_ratio), on_progress=on_progress)


def plain(
    file: BinaryIO,
    name: str,
    budget: Budget,
    *,
    packed: int | None = None,
    buffer: int = MIB,
    on_progress: Progress | None = None,
) -> BinaryIO:
    """The plain bytes of an open file, unpacked when they begin as gzip does.

    `packed`: bytes the file takes in the archive it comes out of, None when it lies on the disk. `buffer`: bytes read
    at once.
    """
    counted = _Counted(file, on_progress, name)
    with ExitStack() as held:
        source = held.enter_context(io.BufferedReader(counted, buffer))
        unpacking = gzip.GzipFile(fileobj=source) if source.peek(2)[:2] == GZIP else None
        held.pop_all()
    return cast(BinaryIO, io.BufferedReader(_Bounded(source, unpacking, counted, name, budget, packed), buffer))


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
            if error.errno is None:  # bzip2 says so of its data
                raise self._damaged() from None
            raise BadFile(f"{self._name}: cannot be read after {self.done} bytes: {error.strerror}") from None
        except (zipfile.BadZipFile, zlib.error, LZMAError, EOFError):
            raise self._damaged() from None
        self.done += size
        if self._on_progress is not None:
            self._on_progress(self.done)
        return size

    def _damaged(self) -> BadFile:
        return BadFile(f"{self._name}: damaged in its archive; make or fetch the archive again")

    def close(self) -> None:
        self._file.close()
        super().close()


class _Bounded(io.RawIOBase):
    """The plain bytes of a file: fills each buffer to its end, and stops beyond the bounds."""

    def __init__(
        self,
        source: "io.BufferedReader[_Counted]",
        unpacking: gzip.GzipFile | None,
        counted: _Counted,
        name: str,
        budget: Budget,
        packed: int | None,
    ) -> None:
        self._source, self._unpacking, self._counted = source, unpacking, counted
        self._name, self._budget, self._packed = name, budget, packed
        self.out = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        source = self._source if self._unpacking is None else self._unpacking
        view, size = memoryview(buffer), 0
        try:
            while size < len(view) and (got := source.readinto(view[size:])):
                size += got
        except (gzip.BadGzipFile, zlib.error):
            raise BadFile(f"{self._name}: the gzip data is damaged; compress or fetch the file again") from None
        except EOFError:
            raise BadFile(f"{self._name}: the gzip data breaks off; compress or fetch the file again") from None
        self._count(size)
        return size

    def _count(self, size: int) -> None:
        if self._unpacking is None and self._packed is None:
            return
        self.out += size
        self._budget.spend(size, self._name)
        given = self._counted.done if self._packed is None else self._packed
        if self.out > max(HARMLESS, self._budget.max_ratio * given):
            text = f"unpacks to more than {self._budget.max_ratio} times its size; give the plain file instead"
            raise TooLarge(f"{self._name}: {text}")

    def close(self) -> None:
        if self._unpacking is not None:
            self._unpacking.close()
        self._source.close()
        super().close()


def inflated(data: bytes, most: int) -> bytes:
    """The bytes that were packed with zlib inside a value of a file; BadInput when damaged or more than `most`.

    >>> inflated(zlib.compress(b"mask"), 100)
    b'mask'
    """
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(data, most + 1)
    except zlib.error:
        raise BadInput("the zlib data is damaged") from None
    if len(found) > most:
        raise BadInput(f"the zlib data unpacks to more than {most} bytes")
    if not unpacking.eof:
        raise BadInput("the zlib data breaks off")
    return found
