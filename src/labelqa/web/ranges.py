"""Parts of a file by `Range` (RFC 9110): a download that broke goes on where it broke."""

import re
from dataclasses import dataclass

from labelqa.errors import NoSuchRange

_RANGE = re.compile(r"bytes=\s*([0-9]{0,18})-([0-9]{0,18})\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes `start` to `end`, which is the first one beyond; of a file of `size`."""

    start: int
    end: int
    size: int

    @property
    def content_range(self) -> str:
        """The header that says so."""
        return f"bytes {self.start}-{self.end - 1}/{self.size}"


def part_of(given: str | None, size: int) -> Part | None:
    """The part that a Range header asks for; None for the whole, NoSuchRange for one beyond the end.

    Several ranges at once, other units and what is no range at all are answered by the whole, as HTTP allows.

    >>> part_of("bytes=6-", 10), part_of("bytes=-3", 10)
    (Part(start=6, end=10, size=10), Part(start=7, end=10, size=10))
    >>> part_of("bytes=0-1,4-5", 10) is None, part_of(None, 10) is None
    (True, True)
    """
    found = _RANGE.fullmatch(given or "")
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= end:
        raise NoSuchRange(f"the file has {size} bytes, so there is nothing from byte {start} on", size=size)
    return Part(start, end, size)
