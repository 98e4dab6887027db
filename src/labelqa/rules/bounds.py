"""What a threshold may be: every rule says it beside its keyword, and a project's settings are held against it."""

from dataclasses import dataclass
from typing import Annotated

from labelqa.errors import quoted

MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Bound:
    """The lowest and the highest value, both allowed unless `above` says that the lowest is not; or whole numbers."""

    low: float
    high: float
    whole: bool = False
    above: bool = False

    def refuses(self, value: float) -> str | None:
        """Why the value is none, in words; None when it is one.

        >>> Bound(2, 1000, whole=True).refuses(2.5)
        '2.5 must be a whole number from 2 to 1,000'
        """
        low_enough = value > self.low if self.above else value >= self.low
        if low_enough and value <= self.high and (not self.whole or value == int(value)):
            return None
        if self.whole:
            return f"{quoted(value)} must be a whole number from {self.low:,.0f} to {self.high:,.0f}"
        if self.above:
            return f"{quoted(value)} must lie above {self.low:,g}, up to {self.high:,.0f}"
        return f"{quoted(value)} must lie from {self.low:,g} to {self.high:,.0f}"


Window = Annotated[float, Bound(2, 1000, whole=True)]
"""So many images or decisions in a row: as many as the bounded memory of a rule takes."""
Least = Annotated[float, Bound(2, MOST, whole=True)]
"""So many things at least, counted in totals."""
Every = Annotated[float, Bound(1, 100, whole=True)]
"""One in so many images."""
Share = Annotated[float, Bound(0, 1, above=True)]
"""A share or a score above 0."""
Level = Annotated[float, Bound(0, 1)]
"""A share or a score, or 0 for none."""
Errors = Annotated[float, Bound(0, 100)]
"""Standard errors; 0 asks for none."""
Ratio = Annotated[float, Bound(1, MOST)]
"""How many times as much."""
