"""What a write touched: all that rules need to know to look at no more than they must."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

Line = tuple[int, int]
"""(line of `labelqa.facts.series` or `labelqa.rules`, number of the annotator or class; 0 for the whole project)."""


class Behind(NamedTuple):
    """A place in an order at or before which alone something changed: a time, then an image id."""

    at: int
    name: str


Where = frozenset[str] | Behind | None
"""The newest images of an order, which alone changed there, or a place further back; None: it changed anywhere."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Image ids that raise or raised a flag, annotators by id, and the orders in which something changed."""

    images: frozenset[str] = frozenset()
    annotators: frozenset[str] = frozenset()
    lines: Mapping[Line, Where] = field(default_factory=dict)

    def __or__(self, other: "Touched") -> "Touched":
        both = self.lines.keys() & other.lines.keys()
        lines = {**self.lines, **other.lines, **dict.fromkeys(both)}
        return Touched(self.images | other.images, self.annotators | other.annotators, lines)


class Changes:
    """Collects where a write changed orders; `single`: it touches one image alone."""

    def __init__(self, single: bool) -> None:
        self.single = single
        self.lines: dict[Line, Where] = {}

    def note(self, line: Line, place: Behind, newest: bool) -> None:
        """An image changed in an order, at its place: as the newest or further back."""
        where = frozenset({place.name}) if newest else place
        self.lines[line] = where if self.single and self.lines.get(line, where) == where else None

    def added(self, line: Line, names: frozenset[str], newest: bool) -> None:
        """Several images changed in an order: all of them its newest, or anywhere."""
        self.lines[line] = names if newest and line not in self.lines else None

    def anywhere(self, line: int, subject: int) -> None:
        """An order changed, no matter where."""
        self.lines[line, subject] = None
