"""Names below a folder: none leads out of it, whoever brought it in."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from labelqa.errors import BadCall, quoted
from labelqa.paths.trouble import StrPath, shown, trouble


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
        raise BadCall(f"{shown(error.filename or root)}: {trouble(error, 'read')}") from None

    base = Path(root).resolve()
    for folder, _, names in os.walk(root, onerror=refused):
        for name in names:
            path = Path(folder) / name
            below = path.relative_to(root).as_posix()
            if path.is_symlink() and not path.resolve().is_relative_to(base):
                strays.append(below)
            elif path.is_file():
                yield below, path.stat().st_size


def put(folder: StrPath, name: str, pieces: Iterable[bytes]) -> None:
    """Writes a new file below a folder, with the folders it lies in; BadCall when the name leads out of it."""
    path = inside(folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.writelines(pieces)
