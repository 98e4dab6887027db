"""What a write touched: all that rules need to know to look at no more than they must."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Line = tuple[int, int]
"""(line of `labelqa.facts.series` or `labelqa.rules`, number of the annotator or class; 0 for the whole project)."""
Where = frozenset[str] | None
"""The newest images of an order, which alone changed there; None: it changed elsewhere too."""


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

    def note(self, line: Line, name: str, newest: bool) -> None:
        """An image changed in an order, as its newest or elsewhere."""
        if newest and self.lines.get(line, frozenset({name})) == frozenset({name}):
            self.lines[line] = frozenset({name})
        else:
            self.lines[line] = None

    def anywhere(self, line: int, subject: int) -> None:
        """An order changed, no matter where."""
        self.lines[line, subject] = None
