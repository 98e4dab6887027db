"""A disk that is full when a test says so: a small file system where root may mount one, else a bound on every file."""

import errno
import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SIZE = 48 * 1024**2
"""Bytes of the file system: above what the server asks for before it calls itself ready."""
LEFT = 256 * 1024
"""Bytes that are left when it is nearly full."""


@dataclass(frozen=True)
class Disk:
    """A file system of its own."""

    folder: Path

    @contextmanager
    def full(self, left: int = LEFT) -> Iterator[None]:
        """A block in which next to nothing is left."""
        ballast = self.folder / "ballast"
        with ballast.open("wb") as file:
            while (room := self._room() - left) > 0 and not _taken(file.fileno(), room):
                pass  # somebody wrote in between
        try:
            yield
        finally:
            ballast.unlink()

    def _room(self) -> int:
        found = os.statvfs(self.folder)
        return found.f_bavail * found.f_frsize

    def files(self) -> set[str]:
        """What lies on it, beside the database and its log."""
        return {str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file()}


def _taken(file: int, room: int) -> bool:
    """Fills an empty file with so many bytes; False where there is less room by now."""
    try:
        os.posix_fallocate(file, 0, room)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return False
    return True


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk | None]:
    """A small file system in memory; None where this user may not mount one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        yield None
        return
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def bounded(process: int, most: int) -> Iterator[None]:
    """A block in which no file of a process grows beyond so many bytes: the system refuses such a write."""
    before = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, before)
