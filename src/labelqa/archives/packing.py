"""Many files in one: a zip archive whose bytes depend on nothing but what is put in."""

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

_DATE = (1980, 1, 1, 0, 0, 0)
"""The same for every entry: the same labels give the same bytes."""
_PIECE = 1 << 20
_RIGHTS = 0o644 << 16


class Packing:
    """An archive being written. `checksums`: {name: SHA-256 of the file, in hex}, in the order of writing."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.checksums: dict[str, str] = {}

    def add(self, name: str, data: bytes) -> None:
        """Puts one file in; a name that is there already raises ValueError."""
        self._archive.writestr(self._entry(name), data)
        self.checksums[name] = hashlib.sha256(data).hexdigest()

    def copy(self, name: str, stream: BinaryIO) -> None:
        """Puts in what a stream holds, piece by piece; a name that is there already raises ValueError."""
        checksum = hashlib.sha256()
        with self._archive.open(self._entry(name), "w", force_zip64=True) as file:
            while piece := stream.read(_PIECE):
                checksum.update(piece)
                file.write(piece)
        self.checksums[name] = checksum.hexdigest()

    def _entry(self, name: str) -> zipfile.ZipInfo:
        if name in self.checksums:
            raise ValueError(f"{name} is there already")
        info = zipfile.ZipInfo(name, _DATE)
        info.external_attr, info.compress_type, info.create_system = _RIGHTS, zipfile.ZIP_DEFLATED, 3
        return info


@contextmanager
def packing(out: BinaryIO) -> Iterator[Packing]:
    """An archive written into `out`, complete when the block is left.

    >>> import io
    >>> first, second = io.BytesIO(), io.BytesIO()
    >>> for out in (first, second):
    ...     with packing(out) as packed:
    ...         packed.add("labels/1.txt", b"0 .5 .5 1 1")
    >>> first.getvalue() == second.getvalue()
    True
    """
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        yield Packing(archive)
