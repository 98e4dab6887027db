"""What a change of a mean is made of: groups that weigh more or less than before, groups that are better or worse."""

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weighed:
    """A group in one period: its weight, the sum of weight times value, and over how many things that is."""

    weight: float
    total: float
    n: int

    @property
    def value(self) -> float | None:
        """The group's own figure; None where it weighs nothing."""
        return self.total / self.weight if self.weight else None


NOTHING = Weighed(0.0, 0.0, 0)
Groups = Mapping[str, Weighed]


@dataclass(frozen=True, slots=True)
class Part:
    """What one group adds to the change: `mix` by its share, `within` by its own figure."""

    key: str
    first: Weighed
    second: Weighed
    first_share: float
    second_share: float
    mix: float
    within: float

    @property
    def total(self) -> float:
        """Both together."""
        return self.mix + self.within


def whole(groups: Groups) -> Weighed:
    """All groups together; their value is the figure that is taken apart.

    >>> whole({"ana": Weighed(3, 2.4, 3), "bo": Weighed(1, 0.4, 1)}).value
    0.7
    """
    return Weighed(
        math.fsum(g.weight for g in groups.values()),
        math.fsum(g.total for g in groups.values()),
        sum(g.n for g in groups.values()),
    )


def shift_share(first: Groups, second: Groups) -> list[Part]:
    """The change between two periods, taken apart by groups, the largest part first; nothing where one is empty.

    A figure F is the mean of the groups' own figures f, weighed with their shares w. With d for second - first and bars
    for the mean of both periods, a group's part is

        mix = dw * (mean f - mean F),   within = mean w * df

    after Kitagawa (1955). All parts add up to dF. A shift towards a group that is better than the whole lifts F, one
    towards a worse one lowers it; since the shifts add up to 0, taking them against mean F changes no sum. A group that
    is in one period only has no change of its own: all of its part is mix.

    >>> before = {"ana": Weighed(50, 40.0, 50), "bo": Weighed(50, 30.0, 50)}  # 0.8 and 0.6: 0.7
    >>> after = {"ana": Weighed(75, 60.0, 75), "bo": Weighed(25, 17.5, 25)}  # 0.8 and 0.7, more of ana: 0.775
    >>> [(part.key, round(part.mix, 3), round(part.within, 4)) for part in shift_share(before, after)]
    [('bo', 0.022, 0.0375), ('ana', 0.016, 0.0)]
    """
    one, two = whole(first), whole(second)
    if one.value is None or two.value is None:
        return []
    middle = (one.value + two.value) / 2
    found = [
        _part(key, first.get(key, NOTHING), second.get(key, NOTHING), one.weight, two.weight, middle)
        for key in sorted({*first, *second})
    ]
    return sorted(found, key=lambda part: (-abs(part.total), part.key))


def _part(key: str, first: Weighed, second: Weighed, one: float, two: float, middle: float) -> Part:
    share, later = first.weight / one, second.weight / two
    known = [value for value in (first.value, second.value) if value is not None]
    own = sum(known) / len(known) if known else middle
    rise = known[1] - known[0] if len(known) == 2 else 0.0
    return Part(key, first, second, share, later, (later - share) * (own - middle), (share + later) / 2 * rise)
