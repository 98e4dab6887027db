"""Folders: made, filled wholly or not at all, and looked into."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from labelqa.errors import BadCall
from labelqa.paths.trouble import StrPath, shown, trouble


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
        raise BadCall(f"{shown(path)}: {trouble(error, 'written')}") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


def check_empty(path: StrPath) -> None:
    """BadCall when there is something of that name that is not an empty folder."""
    target = Path(path)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BadCall(f"{shown(path)}: is there already, and not an empty folder; name a new one")


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
