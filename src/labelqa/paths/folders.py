"""Folders: made, filled wholly or not at all, and looked into."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from labelqa.errors import BadCall
from labelqa.paths.trouble import StrPath, shown, trouble


@contextmanager
def fill_folder(path: StrPath) -> Iterator[Path]:
    """Fills a folder wholly or not at all: yields one that takes its place when the block is left normally.

    An empty folder that is there stays, with its rights, and what was filled moves into it: where a disk is mounted, or
    where the caller works, nothing else can be put. BadCall when there is something else of that name.
    """
    check_empty(path)
    target = Path(path)
    there = target.is_dir()
    part = (target if there else target.parent) / f".{secrets.token_hex(8)}.part"
    try:
        part.mkdir()
        yield part
        if there:
            _move_up(part, target)
        else:
            part.replace(target)
    except OSError as error:
        raise BadCall(f"{shown(path)}: {trouble(error, 'written')}") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _move_up(part: Path, target: Path) -> None:
    """Moves all that lies in a folder into the one around it, or nothing; BadCall when something has come there."""
    if any(entry.name != part.name for entry in target.iterdir()):
        raise BadCall(f"{shown(target)}: is not empty any more; name another folder")
    moved: list[Path] = []
    try:
        for entry in sorted(part.iterdir()):
            entry.rename(target / entry.name)
            moved.append(entry)
    except OSError:
        for entry in moved:
            (target / entry.name).rename(entry)
        raise


def check_empty(path: StrPath) -> None:
    """BadCall when there is something of that name that is not an empty folder."""
    target = Path(path)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BadCall(f"{shown(path)}: is there already, and not an empty folder; name a new one")


def may_write(folder: StrPath) -> bool:
    """True when this user can make files in a folder that is there."""
    return os.access(folder, os.W_OK | os.X_OK)


def remove_folder(path: StrPath) -> None:
    """Removes a folder with all that lies in it; what cannot be removed stays."""
    shutil.rmtree(path, ignore_errors=True)


def free_bytes(path: StrPath) -> int:
    """Bytes that this user may still write to the disk of a folder."""
    try:
        return shutil.disk_usage(path).free
    except OSError as error:
        raise BadCall(f"{shown(path)}: {trouble(error, 'read')}") from None


def make_folder(path: StrPath) -> None:
    """Makes the folder a file is to lie in, with those above it."""
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise BadCall(f"{shown(Path(path).parent)}: {trouble(error, 'made')}") from None
