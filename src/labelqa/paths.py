"""The one door to files: whatever labelqa opens, writes or makes on a disk goes through here.

A name that came from a client or out of a file is data and never a path; one that has to be used below a folder goes
through `inside`.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from labelqa.errors import BadCall, BadFile, quoted

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

StrPath = str | os.PathLike[str]
UPLOAD_PREFIX = "labelqa-upload-"
"""How the names of temporary files begin."""


def open_binary(path: StrPath) -> BinaryIO:
    """Opens a file that the caller of a command names, to read bytes; BadCall when there is none or it may not be read.

    >>> open_binary("nowhere.json")
    Traceback (most recent call last):
    labelqa.errors.BadCall: nowhere.json: there is no such file; check the name and the folder
    """
    try:
        return Path(path).open("rb")
    except (OSError, ValueError) as error:
        raise BadCall(f"{shown(path)}: {_trouble(error, 'read')}") from None


@contextmanager
def open_text(path: StrPath) -> Iterator[TextIO]:
    """Opens a text file in UTF-8 that the caller of a command names; BadFile when it turns out to be no such text."""
    with TextIOWrapper(open_binary(path), encoding="utf-8-sig") as file:
        try:
            yield file
        except UnicodeDecodeError as error:
            text = f"{shown(path)}: byte {error.start} of what was read is not UTF-8; save the file as UTF-8"
            raise BadFile(text) from None


def inside(root: StrPath, name: str) -> Path:
    """The path of `name` below `root`, symbolic links followed; BadCall when it would lie elsewhere.

    >>> inside("/srv/images", "../passwords")
    Traceback (most recent call last):
    labelqa.errors.BadCall: '../passwords' does not lie inside the folder; give a name below it
    """
    try:
        base = Path(root).resolve()
        path = (base / name).resolve()
    except (OSError, ValueError, RuntimeError):
        raise BadCall(f"{quoted(name)} cannot be the name of a file") from None
    if path == base or not path.is_relative_to(base):
        raise BadCall(f"{quoted(name)} does not lie inside the folder; give a name below it")
    return path


def files_below(root: StrPath, strays: list[str]) -> Iterator[tuple[str, int]]:
    """(name below `root` with parts between `/`, size in bytes) of every file in a folder and those below it.

    Links to files inside are files; what links lead out of the folder goes to `strays`, and folders that are links
    are not entered. BadCall when the folder may not be read.
    """

    def refused(error: OSError) -> None:
        raise BadCall(f"{shown(error.filename or root)}: {_trouble(error, 'read')}") from None

    base = Path(root).resolve()
    for folder, _, names in os.walk(root, onerror=refused):
        for name in names:
            path = Path(folder) / name
            below = path.relative_to(root).as_posix()
            if path.is_symlink() and not path.resolve().is_relative_to(base):
                strays.append(below)
            elif path.is_file():
                yield below, path.stat().st_size


@contextmanager
def write_atomically(path: StrPath) -> Iterator[BinaryIO]:
    """Writes a file wholly or not at all: an existing one stays as it was until the new one is safe on the disk.

    Yields a binary file beside the target, which can be read too; leaving the block normally puts it in place, an error
    removes it.
    """
    target = Path(path)
    part = target.parent / f".{secrets.token_hex(8)}.part"
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _replace(part, target)
    except OSError as error:
        raise BadCall(f"{shown(path)}: {_trouble(error, 'written')}") from None
    finally:
        with suppress(OSError):
            part.unlink()


@contextmanager
def fill_folder(path: StrPath) -> Iterator[Path]:
    """Fills a folder wholly or not at all: yields one beside it, which takes its place when the block is left normally.

    BadCall when there is something of that name already that is not an empty folder.
    """
    check_empty(path)
    target = Path(path)
    part = target.parent / f".{secrets.token_hex(8)}.part"
    try:
        part.mkdir()
        yield part
        if target.exists():
            target.rmdir()
        part.replace(target)
    except OSError as error:
        raise BadCall(f"{shown(path)}: {_trouble(error, 'written')}") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


def check_empty(path: StrPath) -> None:
    """BadCall when there is something of that name that is not an empty folder."""
    target = Path(path)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BadCall(f"{shown(path)}: is there already, and not an empty folder; name a new one")


def put(folder: StrPath, name: str, pieces: Iterable[bytes]) -> None:
    """Writes a new file below a folder, with the folders it lies in; BadCall when the name leads out of it."""
    path = inside(folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.writelines(pieces)


def append_binary(path: StrPath) -> BinaryIO:
    """Opens a file that the caller of a command names, to write after its end and to read; a missing one is made."""
    try:
        return Path(path).open("a+b")
    except (OSError, ValueError) as error:
        raise BadCall(f"{shown(path)}: {_trouble(error, 'written')}") from None


def move(path: StrPath, target: StrPath) -> None:
    """Puts a complete file in the place of another."""
    try:
        _replace(Path(path), Path(target))
    except OSError as error:
        raise BadCall(f"{shown(target)}: {_trouble(error, 'written')}") from None


def remove(path: StrPath) -> None:
    """Removes a file; one that is gone, or in use where that forbids it, is left."""
    with suppress(OSError):
        Path(path).unlink()


@contextmanager
def locked(path: StrPath) -> Iterator[None]:
    """Waits until nobody else, in this process or another, holds the lock of this file; the end of a process frees it.

    Where there are no such locks (Windows) it does not wait.
    """
    with append_binary(path) as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def used(path: StrPath) -> None:
    """Notes that a kept file was used now."""
    with suppress(OSError):
        os.utime(path)


def by_use(folder: StrPath) -> list[tuple[Path, int, float]]:
    """(path, bytes, when it was last written or `used`, in seconds) of the files of a folder, the oldest first."""
    found = []
    for path in Path(folder).iterdir():
        with suppress(OSError):  # gone meanwhile
            about = path.stat()
            found.append((path, about.st_size, about.st_mtime))
    return sorted(found, key=lambda entry: (entry[2], entry[0].name))


@contextmanager
def temporary_file(folder: Path | None = None) -> Iterator[BinaryIO]:
    """A named file only this user can read, for an upload; it is gone when the block is left. `.name` is its path.

    `folder` None takes the system's own folder for such files.
    """
    try:
        file = tempfile.NamedTemporaryFile(prefix=UPLOAD_PREFIX, dir=folder)  # noqa: SIM115 (closed below)
    except (OSError, ValueError) as error:
        raise BadCall(f"{shown(folder or tempfile.gettempdir())}: {_trouble(error, 'written')}") from None
    with file:
        yield cast(BinaryIO, file)


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder only this user can read; it is gone with all in it when the block is left."""
    with tempfile.TemporaryDirectory(prefix=UPLOAD_PREFIX) as folder:
        yield Path(folder)


def make_folder(path: StrPath) -> None:
    """Makes the folder a file is to lie in, with those above it."""
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise BadCall(f"{shown(Path(path).parent)}: {_trouble(error, 'made')}") from None


def make_private_folder(path: StrPath) -> None:
    """Makes a folder that only its owner can enter, with those above it; what lies in it stays."""
    try:
        Path(path).mkdir(mode=0o700, parents=True, exist_ok=True)
        Path(path).chmod(0o700)
    except (OSError, ValueError) as error:
        raise BadCall(f"{shown(path)}: {_trouble(error, 'made')}") from None


def restrict(path: StrPath) -> None:
    """Lets only the owner read and write a file; a missing one, or one of another user, stays as it is."""
    with suppress(FileNotFoundError, PermissionError):
        Path(path).chmod(0o600)


def make_private(path: StrPath) -> None:
    """Makes a file only its owner can read and write, with the folders above it; one that exists keeps its bytes."""
    make_folder(path)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except (OSError, ValueError) as error:
        raise BadCall(f"{shown(path)}: {_trouble(error, 'written')}") from None
    restrict(path)


def _replace(part: Path, target: Path) -> None:
    """Puts `part` in the place of `target`; a file that was there hands its rights on."""
    if target.exists():
        part.chmod(target.stat().st_mode & 0o777)
    part.replace(target)
    _sync(target.parent)


def _sync(folder: Path) -> None:
    """Makes a rename last through a power cut, where folders can be opened at all."""
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def shown(path: StrPath) -> str:
    """A path for messages: as it is, or quoted when it holds what cannot be printed."""
    text = os.fspath(path)
    return text if text.isprintable() else quoted(text)


def _trouble(error: Exception, done: str) -> str:
    match error:
        case FileNotFoundError() if done == "read":
            return "there is no such file; check the name and the folder"
        case FileNotFoundError():
            return "the folder does not exist; make it first"
        case IsADirectoryError():
            return "is a folder; name a file"
        case PermissionError():
            return f"cannot be {done}: this user is not allowed to"
        case OSError():
            return f"cannot be {done}: {error.strerror}"
        case _:
            return "is no name a file can have"
