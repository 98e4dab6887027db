"""Uploaded pictures: each file lies under the SHA-256 of its bytes, so the same picture is kept once.

Whoever stores a file and notes it, and whoever looks whether a file is still noted and removes it, holds the lock
meanwhile: no file goes that has just become the picture of another image. One database has a folder to itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from labelqa.errors import BadCall, StoreUnavailable
from labelqa.gallery.original import Original
from labelqa.paths import locked, make_private_folder, remove, write_atomically


class Cabinet:
    """A folder of uploaded pictures, made when the first one comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Holds the lock of the folder; StoreUnavailable when it cannot be written, or is full."""
        try:
            make_private_folder(self._folder)
            with locked(self._folder / "lock"):
                yield
        except BadCall as error:
            text = "the folder for pictures cannot be written, or is full; the operator can set LABELQA_PICTURE_FOLDER"
            raise StoreUnavailable(text) from error

    def keep(self, digest: str, content: bytes) -> None:
        """Stores a picture, unless it is there."""
        path = self._path(digest)
        if not path.is_file():
            make_private_folder(path.parent)
            with write_atomically(path) as file:
                file.write(content)

    def drop(self, digest: str) -> None:
        """Removes a picture."""
        remove(self._path(digest))

    def find(self, digest: str) -> Original | None:
        """A picture; None when its file is gone."""
        path = self._path(digest)
        return Original(path, digest) if path.is_file() else None

    def _path(self, digest: str) -> Path:
        return self._folder / "kept" / digest[:2] / digest
