"""When the simulated team works: nine hours a day, five days a week, for the twenty weeks up to a given moment."""

from dataclasses import dataclass

from labelqa.tally import DAY_MS

HOUR_MS = 3_600_000
WORKDAY_MS = 9 * HOUR_MS
WEEKS = 20
TIRED_DAYS = 35
"""Days before the end on which Eli tires."""
GUIDELINE_DAYS = 18
"""Days before the end on which the guideline changes: about the last fifty images labelled twice come after it."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """The working days of the project; a day closes at the time of day of `end` (ms UTC)."""

    end: int
    closes: tuple[int, ...]

    @classmethod
    def until(cls, end: int) -> "Timetable":
        """The twenty weeks up to `end`, without Saturdays and Sundays.

        >>> len(Timetable.until(1_764_000_000_000).closes)
        100
        """
        closes = (end - days * DAY_MS for days in range(7 * WEEKS - 1, -1, -1))
        return cls(end, tuple(at for at in closes if (at // DAY_MS + 3) % 7 < 5))  # day 0 of 1970 was a Thursday

    def moment(self, share: float) -> int:
        """The time (ms UTC) at which this share (0..1) of all working hours has passed.

        >>> Timetable(101 * DAY_MS, (100 * DAY_MS, 101 * DAY_MS)).moment(1.0) == 101 * DAY_MS
        True
        """
        day = min(int(share * len(self.closes)), len(self.closes) - 1)
        return self.closes[day] - round((1 + day - share * len(self.closes)) * WORKDAY_MS)

    def week(self, at: int) -> int:
        """Number of the week of the project, the first being 1."""
        return WEEKS - (self.end - at) // (7 * DAY_MS)

    @property
    def tired_from(self) -> int:
        """When Eli tires (ms UTC)."""
        return self.end - TIRED_DAYS * DAY_MS

    @property
    def guideline_from(self) -> int:
        """When the guideline changes (ms UTC)."""
        return self.end - GUIDELINE_DAYS * DAY_MS
