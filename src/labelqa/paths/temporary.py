"""Files and folders that are gone when their block is left."""

import errno
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedRandom, FileIO
from pathlib import Path
from typing import Any, BinaryIO

from labelqa.errors import BadCall, LabelqaError, StoreFull, StoreUnavailable
from labelqa.paths.trouble import shown, trouble
from labelqa.paths.writing import remove

UPLOAD_PREFIX = "labelqa-upload-"
"""How the names of temporary files begin."""
FULL = "the disk for temporary files is full; make room, or name another: LABELQA_UPLOAD_FOLDER for a server, or TMPDIR"


@contextmanager
def temporary_file(folder: Path | None = None) -> Iterator[BinaryIO]:
    """A named file only this user can read, for an upload; it is gone when the block is left. `.name` is its path.

    `folder` None takes the system's own folder for such files. Writing raises StoreFull where the disk is full, and
    StoreUnavailable for whatever else the disk says: never with a path, since a server may answer so.
    """
    path, raw = _opened(folder)
    file = BufferedRandom(raw)
    try:
        yield file
    finally:
        with suppress(OSError, LabelqaError):  # what does not fit on the disk any more goes with the rest
            file.close()
        remove(path)


def _opened(folder: Path | None) -> tuple[str, "_Raw"]:
    try:
        handle, path = tempfile.mkstemp(prefix=UPLOAD_PREFIX, dir=folder)
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and _full(error):
            raise StoreFull(FULL) from error
        where = "the folder for temporary files" if folder is None else shown(folder)
        raise BadCall(f"{where}: {trouble(error, 'written')}") from None
    raw = _Raw(handle, "r+b")
    raw.name = path
    return path, raw


class _Raw(FileIO):
    def write(self, data: Any) -> int:
        """Writes as much as the disk takes."""
        try:
            return super().write(data)
        except OSError as error:
            if _full(error):
                raise StoreFull(FULL) from error
            raise StoreUnavailable("the folder for temporary files cannot be written") from error


def _full(error: OSError) -> bool:
    """True when there is no room on a disk, or none for this user."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder only this user can read; it is gone with all in it when the block is left."""
    with tempfile.TemporaryDirectory(prefix=UPLOAD_PREFIX) as folder:
        yield Path(folder)
