"""What messages call a path, and what they say of it when something went wrong."""

import os

from labelqa.errors import quoted

StrPath = str | os.PathLike[str]


def shown(path: StrPath) -> str:
    """A path for messages: as it is, or quoted when it holds what cannot be printed."""
    text = os.fspath(path)
    return text if text.isprintable() else quoted(text)


def trouble(error: Exception, done: str) -> str:
    """Why something could not be `done` (read, written, made), in words that follow the path."""
    match error:
        case FileNotFoundError() if done == "read":
            return "there is no such file; check the name and the folder"
        case FileNotFoundError():
            return "the folder does not exist; make it first"
        case IsADirectoryError():
            return "is a folder; name a file"
        case PermissionError():
            return f"cannot be {done}: this user is not allowed to"
        case OSError():
            return f"cannot be {done}: {error.strerror}"
        case _:
            return "is no name a file can have"
