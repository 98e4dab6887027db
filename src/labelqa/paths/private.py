"""What only its owner may see."""

import os
from contextlib import suppress
from pathlib import Path

from labelqa.errors import BadCall
from labelqa.paths.folders import make_folder
from labelqa.paths.trouble import StrPath, shown, trouble


def make_private_folder(path: StrPath) -> None:
    """Makes a folder that only its owner can enter, with those above it; what lies in it stays."""
    try:
        Path(path).mkdir(mode=0o700, parents=True, exist_ok=True)
        Path(path).chmod(0o700)
    except (OSError, ValueError) as error:
        raise BadCall(f"{shown(path)}: {trouble(error, 'made')}") from None


def restrict(path: StrPath) -> None:
    """Lets only the owner read and write a file; a missing one, or one of another user, stays as it is."""
    with suppress(FileNotFoundError, PermissionError):
        Path(path).chmod(0o600)


def make_private(path: StrPath) -> None:
    """Makes a file only its owner can read and write, with the folders above it; one that exists keeps its bytes."""
    make_folder(path)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except (OSError, ValueError) as error:
        raise BadCall(f"{shown(path)}: {trouble(error, 'written')}") from None
    restrict(path)
