"""Files that processes keep for each other in a folder: one at a time writes, the least recently used go first."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from labelqa.paths.trouble import StrPath
from labelqa.paths.writing import append_binary

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


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
