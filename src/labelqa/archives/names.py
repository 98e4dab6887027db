"""Names of entries in archives: data that must not be able to point anywhere."""

import re

from labelqa.errors import BadFile
from labelqa.paths import shown

LONGEST = 1024
"""Most characters of a name."""
_DRIVE = re.compile(r"[A-Za-z]:")


class Names:
    """The names of one archive, each taken once."""

    def __init__(self, called: str) -> None:
        self._called = called
        self._taken: set[str] = set()

    def take(self, written: str, *, what: str | None = None) -> str:
        """The name of an entry below its archive; `what` says why the entry is refused whatever its name.

        >>> Names("a.zip").take("./labels/1.txt")
        'labels/1.txt'
        >>> Names("a.zip").take("../1.txt")
        Traceback (most recent call last):
        labelqa.errors.BadFile: a.zip: the entry ../1.txt leads out of the archive; nothing of it was read
        """
        name = written.removesuffix("/")
        while name.startswith("./"):
            name = name[2:]
        trouble = what or _trouble(name)
        if trouble is None and name in self._taken and name not in ("", "."):
            trouble = "comes twice"
        if trouble is not None:
            raise BadFile(f"{self._called}: the entry {shown(written[:LONGEST])} {trouble}; nothing of it was read")
        self._taken.add(name)
        return name


def _trouble(name: str) -> str | None:
    if len(name) > LONGEST:
        return f"has a name of more than {LONGEST} characters"
    if "\0" in name or "\\" in name:
        return "has a backslash or a null character in its name"
    if name.startswith("/") or _DRIVE.match(name):
        return "has an absolute name"
    return "leads out of the archive" if ".." in name.split("/") else None
