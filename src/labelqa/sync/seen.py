"""Which units were listed: 8 bytes for each, however many there are."""

from array import array
from bisect import bisect_left
from hashlib import blake2b


class Seen:
    """A set of names that only grows, and is asked once it is whole.

    Two names in 10^19 are taken for one: then a deletion is found by no reconcile, only by a hint.

    >>> seen = Seen()
    >>> seen.add("7")
    >>> seen.holds("7"), seen.holds("8")
    (True, False)
    """

    def __init__(self) -> None:
        self._marks = array("Q")
        self._sorted = True

    def __len__(self) -> int:
        """How often a name was added."""
        return len(self._marks)

    def add(self, name: str) -> None:
        """Adds a name."""
        self._marks.append(_mark(name))
        self._sorted = False

    def holds(self, name: str) -> bool:
        """True for a name that was added."""
        if not self._sorted:
            self._marks = array("Q", sorted(self._marks))
            self._sorted = True
        place = bisect_left(self._marks, _mark(name))
        return place < len(self._marks) and self._marks[place] == _mark(name)


def _mark(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")
