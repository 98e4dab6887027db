"""Files that the caller of a command names, opened to be read."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO

from labelqa.errors import BadCall, BadFile
from labelqa.paths.trouble import StrPath, shown, trouble


def open_binary(path: StrPath) -> BinaryIO:
    """Opens a file that the caller of a command names, to read bytes; BadCall when there is none or it may not be read.

    >>> open_binary("nowhere.json")
    Traceback (most recent call last):
    labelqa.errors.BadCall: nowhere.json: there is no such file; check the name and the folder
    """
    try:
        return Path(path).open("rb")
    except (OSError, ValueError) as error:
        raise BadCall(f"{shown(path)}: {trouble(error, 'read')}") from None


@contextmanager
def open_text(path: StrPath) -> Iterator[TextIO]:
    """Opens a text file in UTF-8 that the caller of a command names; BadFile when it turns out to be no such text."""
    with TextIOWrapper(open_binary(path), encoding="utf-8-sig") as file:
        try:
            yield file
        except UnicodeDecodeError as error:
            text = f"{shown(path)}: byte {error.start} of what was read is not UTF-8; save the file as UTF-8"
            raise BadFile(text) from None
