"""Many files in one: a zip archive whose bytes depend on nothing but what is put in."""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

_DATE = (1980, 1, 1, 0, 0, 0)
"""The same for every entry: the same labels give the same bytes."""
_PIECE = 1 << 20
_RIGHTS = 0o644 << 16
PACKED_BY = zlib.ZLIB_RUNTIME_VERSION
"""What compresses: another version may give other bytes for the same files."""


class Packing:
    """An archive being written, or one folder of it.

    `checksums`, `sizes`: {name: SHA-256 of the file, in hex; its bytes}, in the order of writing. `renamed`: {name of a
    file: id of its image}, from whoever puts it in, where the name alone does not tell the id.
    """

    def __init__(self, archive: zipfile.ZipFile, prefix: str = "", whole: "Packing | None" = None) -> None:
        self._archive, self._prefix = archive, prefix
        self.checksums: dict[str, str] = {} if whole is None else whole.checksums
        self.sizes: dict[str, int] = {} if whole is None else whole.sizes
        self.renamed: dict[str, str] = {}

    def add(self, name: str, data: bytes) -> None:
        """Puts one file in; a name that is there already raises ValueError."""
        full = self._prefix + name
        self._archive.writestr(self._entry(full), data)
        self.checksums[full], self.sizes[full] = hashlib.sha256(data).hexdigest(), len(data)

    def copy(self, name: str, stream: BinaryIO) -> None:
        """Puts in what a stream holds, piece by piece; a name that is there already raises ValueError."""
        full, checksum, size = self._prefix + name, hashlib.sha256(), 0
        with self._archive.open(self._entry(full), "w", force_zip64=True) as file:
            while piece := stream.read(_PIECE):
                checksum.update(piece)
                size += file.write(piece)
        self.checksums[full], self.sizes[full] = checksum.hexdigest(), size

    def _entry(self, full: str) -> zipfile.ZipInfo:
        if full in self.checksums:
            raise ValueError(f"{full} is there already")
        info = zipfile.ZipInfo(full, _DATE)
        info.external_attr, info.compress_type, info.create_system = _RIGHTS, zipfile.ZIP_DEFLATED, 3
        return info

    def folder(self, name: str) -> "Folder":
        """A folder of the archive, to hand to what writes an archive: its files then come to lie in there."""
        return Folder(self, Packing(self._archive, f"{self._prefix}{name}/" if name else self._prefix, self))


class Folder(io.RawIOBase):
    """Stands for the file of an archive where `packing` is asked to write one; takes no bytes itself.

    What is `renamed` in there is known to the whole archive when the block of `packing` is left.
    """

    def __init__(self, whole: Packing, own: Packing) -> None:
        self._whole, self.own = whole, own

    def leave(self) -> None:
        """Hands on which file is of which image."""
        self._whole.renamed |= {self.own._prefix + name: image_id for name, image_id in self.own.renamed.items()}


@contextmanager
def packing(out: BinaryIO | Folder) -> Iterator[Packing]:
    """An archive written into `out`, complete when the block is left.

    >>> first, second = io.BytesIO(), io.BytesIO()
    >>> for out in (first, second):
    ...     with packing(out) as packed:
    ...         packed.add("labels/1.txt", b"0 .5 .5 1 1")
    >>> first.getvalue() == second.getvalue()
    True
    """
    if isinstance(out, Folder):
        yield out.own
        out.leave()
        return
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        yield Packing(archive)


def gzipped(body: bytes) -> bytes:
    """One answer as gzip, the same bytes for the same body.

    >>> inflating = zlib.decompressobj(31)
    >>> inflating.decompress(gzipped(b"ab" * 99)) == b"ab" * 99
    True
    """
    packing = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packing.compress(body) + packing.flush()
