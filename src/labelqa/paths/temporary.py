"""Files and folders that are gone when their block is left."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from labelqa.errors import BadCall
from labelqa.paths.trouble import shown, trouble

UPLOAD_PREFIX = "labelqa-upload-"
"""How the names of temporary files begin."""


@contextmanager
def temporary_file(folder: Path | None = None) -> Iterator[BinaryIO]:
    """A named file only this user can read, for an upload; it is gone when the block is left. `.name` is its path.

    `folder` None takes the system's own folder for such files.
    """
    try:
        file = tempfile.NamedTemporaryFile(prefix=UPLOAD_PREFIX, dir=folder)  # noqa: SIM115 (closed below)
    except (OSError, ValueError) as error:
        raise BadCall(f"{shown(folder or tempfile.gettempdir())}: {trouble(error, 'written')}") from None
    try:
        yield cast(BinaryIO, file)
    finally:
        with suppress(OSError):  # what does not fit on the disk any more goes with the rest
            file.close()


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder only this user can read; it is gone with all in it when the block is left."""
    with tempfile.TemporaryDirectory(prefix=UPLOAD_PREFIX) as folder:
        yield Path(folder)
