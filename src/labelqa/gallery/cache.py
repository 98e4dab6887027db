"""Pictures that can be made again, kept on the disk within bounds: thumbnails, and what was fetched or painted."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from labelqa.errors import BadCall, StoreUnavailable
from labelqa.paths import by_use, locked, make_private_folder, open_binary, remove, used, write_atomically

FORGOTTEN = 3600.0
"""Seconds after which a file that nobody writes to any more was left behind by a process that died."""
SLACK = 16
"""A sixteenth of the bound may be written by a process before it looks how much there is."""
Make = Callable[[], bytes]


class Cache:
    """Files in a folder that processes share; the least recently used go when all take more than `most` bytes."""

    def __init__(self, folder: Path, most: int) -> None:
        self._folder, self._most = folder, most
        self._written, self._lock = most, Lock()  # full, as far as a new process knows

    def get(self, key: str, make: Make) -> tuple[Path, BinaryIO]:
        """The file under a key, made if it is not there; who asks meanwhile waits for it. To be closed by the caller.

        Raises what `make` raises, and StoreUnavailable when the folder cannot be written, or is full.
        """
        path = self._folder / f"{sha256(key.encode('utf-8', 'backslashreplace')).hexdigest()[:40]}.picture"
        found = self._opened(path)
        if found is not None:
            return path, found
        try:
            make_private_folder(self._folder)
            with locked(self._folder / f"lock-{path.name[:2]}"):
                return path, self._opened(path) or self._made(path, make())
        except BadCall as error:
            text = "the folder for pictures cannot be written, or is full; the operator can set LABELQA_PICTURE_FOLDER"
            raise StoreUnavailable(text) from error

    def _opened(self, path: Path) -> BinaryIO | None:
        try:
            file = open_binary(path)
        except BadCall:
            return None
        used(path)
        return file

    def _made(self, path: Path, content: bytes) -> BinaryIO:
        with write_atomically(path) as file:
            file.write(content)
        made = open_binary(path)
        with self._lock:
            self._written += len(content)
            full = self._written * SLACK > self._most
            self._written = 0 if full else self._written
        if full:
            self._make_room(path)
        return made

    def _make_room(self, spared: Path) -> None:
        """Removes the oldest, so that what is written until the next look fits in too; open files can be read on."""
        with locked(self._folder / "lock"):
            found = by_use(self._folder)
            newest = max((when for _, _, when in found), default=0.0)
            total = sum(size for _, size, _ in found)
            for path, size, when in found:
                if path.suffix == ".part" and newest - when > FORGOTTEN:
                    remove(path)
                if path.suffix == ".picture" and path != spared and total > self._most - self._most // SLACK:
                    remove(path)
                    total -= size
