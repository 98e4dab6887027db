"""A tree of files, wherever it comes from: one file, a folder, a zip archive, or a tar archive, packed or not."""

import io
import tarfile
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from labelqa.archives.names import Names
from labelqa.archives.stream import GZIP, MIB, RATIO, UNPACKED, Budget, Progress, open_stream, plain
from labelqa.errors import BadFile, TooLarge
from labelqa.paths import StrPath, files_below, inside, open_binary, shown, temporary_file

ENTRIES = 200_000
"""Most files and folders of one archive."""
_PIECE = 1 << 20
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_TAR_AT, _TAR = 257, b"ustar"
_FOREIGN = {
    b"\xfd7zXZ": "xz",
    b"BZh": "bzip2",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a tree: its path below it, parts between `/`, and its plain size in bytes."""

    name: str
    size: int


@dataclass
class Tree(ABC):
    """Files to read. `name` is what messages call the whole; `entries` are in the order of their names.

    `single`: it is one file that was named as such. `strays`: links that lead out of a folder, which are not followed.
    """

    name: str
    budget: Budget
    entries: Sequence[Entry] = ()
    single: bool = False
    strays: Sequence[str] = ()
    on_progress: Progress | None = None
    _done: int = field(default=0, init=False)

    def place(self, name: str) -> str:
        """What messages call one of its files."""
        return self.name if self.single else f"{self.name}/{shown(name)}"

    @abstractmethod
    def stream(self, name: str, *, buffer: int = MIB) -> BinaryIO:
        """The plain bytes of one of its files, within the bounds; `peek` shows the first MiB. Close it after use.

        `buffer`: bytes read at once; fewer where only a header is wanted.
        """

    def _progress(self) -> Progress | None:
        """Progress of the next file, added to that of those before it."""
        if self.on_progress is None:
            return None
        before, told = self._done, self.on_progress

        def done(count: int) -> None:
            self._done = before + count
            told(self._done)

        return done


class _Single(Tree):
    path: Path

    def stream(self, name: str, *, buffer: int = MIB) -> BinaryIO:
        bounds = {"max_bytes": self.budget.max_bytes, "max_ratio": self.budget.max_ratio}
        return open_stream(self.path, name=self.name, on_progress=self.on_progress, **bounds)


class _Folder(Tree):
    root: Path

    def stream(self, name: str, *, buffer: int = MIB) -> BinaryIO:
        file = open_binary(inside(self.root, name))
        return plain(file, self.place(name), self.budget, buffer=buffer, on_progress=self._progress())


class _Zip(Tree):
    archive: zipfile.ZipFile
    infos: dict[str, zipfile.ZipInfo]

    def stream(self, name: str, *, buffer: int = MIB) -> BinaryIO:
        info, place = self.infos[name], self.place(name)
        try:
            file = cast(BinaryIO, self.archive.open(info))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, zlib.error, EOFError, OSError):
            raise BadFile(f"{place}: damaged in its archive, or packed in a way zip rarely is; pack it again") from None
        return plain(file, place, self.budget, packed=info.compress_size, buffer=buffer, on_progress=self._progress())


class _Tar(Tree):
    archive: tarfile.TarFile
    infos: dict[str, tarfile.TarInfo]

    def stream(self, name: str, *, buffer: int = MIB) -> BinaryIO:
        found = cast(BinaryIO, self.archive.extractfile(self.infos[name]))
        return plain(found, self.place(name), self.budget, buffer=buffer, on_progress=self._progress())


@contextmanager
def open_tree(
    path: StrPath,
    *,
    name: str | None = None,
    max_bytes: int = UNPACKED,
    max_ratio: int = RATIO,
    on_progress: Progress | None = None,
    folder: Path | None = None,
) -> Iterator[Tree]:
    """Opens a file, a folder or an archive as a tree; what it is is told by its first bytes, never by its name.

    `folder`: where a packed tar archive is unpacked as one file, under a name of ours (None: the system's own folder
    for such files). Raises BadCall when it cannot be opened, BadFile for an archive that is damaged or holds what no
    archive of labels needs, TooLarge beyond the bounds.
    """
    called = shown(path if name is None else name)
    budget = Budget(max_bytes, max_ratio)
    if Path(path).is_dir():
        yield _folder(Path(path), called, budget, on_progress)
        return
    with open_binary(path) as file:
        head = file.read(_TAR_AT + len(_TAR))
        file.seek(0)
        if head.startswith(_ZIP):
            with _zip(file, called, budget, on_progress) as zipped:
                yield zipped
        elif head[_TAR_AT:] == _TAR:
            yield _tar(file, called, budget, on_progress)
        elif head.startswith(GZIP) and _packs_tar(path, called, max_bytes, max_ratio):
            with temporary_file(folder) as unpacked, open_stream(path, name=called, max_bytes=max_bytes) as stream:
                while piece := stream.read(_PIECE):
                    unpacked.write(piece)
                unpacked.seek(0)
                yield _tar(unpacked, called, budget, on_progress)
        else:
            _refuse_foreign(head, called)
            single = _Single(called, budget, [Entry(Path(called).name, _size(file))], True, (), on_progress)
            single.path = Path(path)
            yield single


def _folder(root: Path, called: str, budget: Budget, on_progress: Progress | None) -> Tree:
    strays = list[str]()
    entries = [Entry(name, size) for name, size in files_below(root, strays) if not _hidden(name)]
    if len(entries) > 10 * ENTRIES:
        raise TooLarge(f"{called}: holds more than {10 * ENTRIES} files; import it in parts")
    tree = _Folder(called, budget, sorted(entries, key=lambda e: e.name), False, strays, on_progress)
    tree.root = root
    return tree


@contextmanager
def _zip(file: BinaryIO, called: str, budget: Budget, on_progress: Progress | None) -> Iterator[Tree]:
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError, EOFError, OSError):
        raise BadFile(f"{called}: the zip archive is damaged or breaks off; make or fetch it again") from None
    with archive:
        infos = archive.infolist()
        names = _names(called, len(infos))
        found = {}
        for info in infos:
            kind = info.external_attr >> 16 & 0o170000
            link = info.create_system == 3 and kind not in (0, 0o100000, 0o040000)
            name = names.take(info.filename, what="is a link or a device" if link else None)
            if info.flag_bits & 1:
                raise BadFile(f"{called}: {shown(info.filename)} is encrypted; pack it without a password")
            if not info.is_dir() and not _hidden(name):
                found[name] = info
        entries = [Entry(name, info.file_size) for name, info in sorted(found.items())]
        tree = _Zip(called, budget, entries, False, (), on_progress)
        tree.archive, tree.infos = archive, found
        yield tree


def _tar(file: BinaryIO, called: str, budget: Budget, on_progress: Progress | None) -> Tree:
    names, found = _names(called, 0), dict[str, tarfile.TarInfo]()
    try:
        archive = tarfile.TarFile(fileobj=file, mode="r")
        for number, info in enumerate(archive):
            if number >= ENTRIES:
                raise TooLarge(f"{called}: holds more than {ENTRIES} entries; split it")
            plain_file = info.isreg() and not info.issparse()
            name = names.take(info.name, what=None if plain_file or info.isdir() else "is a link or a device")
            if plain_file and not _hidden(name):
                found[name] = info
    except (tarfile.TarError, UnicodeDecodeError, ValueError, EOFError, OSError):
        raise BadFile(f"{called}: the tar archive is damaged or breaks off; make or fetch it again") from None
    entries = [Entry(name, info.size) for name, info in sorted(found.items())]
    tree = _Tar(called, budget, entries, False, (), on_progress)
    tree.archive, tree.infos = archive, found
    return tree


def _names(called: str, count: int) -> Names:
    if count > ENTRIES:
        raise TooLarge(f"{called}: holds {count} entries; {ENTRIES} is the most, split it")
    return Names(called)


def _packs_tar(path: StrPath, called: str, max_bytes: int, max_ratio: int) -> bool:
    with open_stream(path, name=called, max_bytes=max_bytes, max_ratio=max_ratio) as stream:
        head = cast(io.BufferedReader, stream).peek(_TAR_AT + len(_TAR))
    return head[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR


def _refuse_foreign(head: bytes, called: str) -> None:
    for magic, what in _FOREIGN.items():
        if head.startswith(magic):
            raise BadFile(f"{called}: it is compressed with {what}; give it plain, or as zip, tar or gzip")


def _hidden(name: str) -> bool:
    """What systems leave in folders and archives beside what users put there."""
    return name.startswith("__MACOSX/") or any(part.startswith(".") for part in name.split("/"))


def _size(file: BinaryIO) -> int:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    return size
