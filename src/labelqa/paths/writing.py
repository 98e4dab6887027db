"""Files written wholly or not at all, or continued where they ended."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from labelqa.errors import BadCall
from labelqa.paths.trouble import StrPath, shown, trouble


@contextmanager
def write_atomically(path: StrPath) -> Iterator[BinaryIO]:
    """Writes a file wholly or not at all: an existing one stays as it was until the new one is safe on the disk.

    Yields a binary file beside the target, which can be read too; leaving the block normally puts it in place, an error
    removes it.
    """
    with _beside(path) as part, os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666), "w+b") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def fill_file(path: StrPath) -> Iterator[Path]:
    """Lets something else write a new file by its name, wholly or not at all: yields an empty one beside it.

    Only its owner can read it. It takes its place when the block is left normally; BadCall when something is there.
    """
    if Path(path).exists():
        raise BadCall(f"{shown(path)}: is there already; name a new file")
    with _beside(path) as part:
        os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            yield part
            with part.open("rb") as file:
                os.fsync(file.fileno())
        finally:
            for left in part.parent.glob(f"{part.name}-*"):  # a database has files beside its own
                remove(left)


@contextmanager
def _beside(path: StrPath) -> Iterator[Path]:
    """The name of a new file beside another: it takes that one's place when the block is left normally, or is gone."""
    target = Path(path)
    part = target.parent / f".{secrets.token_hex(8)}.part"
    try:
        yield part
        put_in_place(part, target)
    except OSError as error:
        raise BadCall(f"{shown(path)}: {trouble(error, 'written')}") from None
    finally:
        remove(part)


def append_binary(path: StrPath) -> BinaryIO:
    """Opens a file that the caller of a command names, to write after its end and to read; a missing one is made."""
    try:
        return Path(path).open("a+b")
    except (OSError, ValueError) as error:
        raise BadCall(f"{shown(path)}: {trouble(error, 'written')}") from None


def move(path: StrPath, target: StrPath) -> None:
    """Puts a complete file in the place of another."""
    try:
        put_in_place(Path(path), Path(target))
    except OSError as error:
        raise BadCall(f"{shown(target)}: {trouble(error, 'written')}") from None


def remove(path: StrPath) -> None:
    """Removes a file; one that is gone, or in use where that forbids it, is left."""
    with suppress(OSError):
        Path(path).unlink()


def put_in_place(part: Path, target: Path) -> None:
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
