"""The two ranges of whole UTC days that are compared."""

from dataclasses import dataclass
from datetime import date, timedelta

from labelqa.errors import BadInput, Problem
from labelqa.model import Project
from labelqa.reports.parameters import EPOCH
from labelqa.store import Connection, periods
from labelqa.store.totals import Window

LONGEST = 3660
"""Most days that `days` may ask for: ten years."""


@dataclass(frozen=True, slots=True)
class Days:
    """From the first day to the last, both included."""

    first: date
    last: date

    @property
    def window(self) -> Window:
        """The same as numbers of days since 1970."""
        return (self.first - EPOCH).days, (self.last - EPOCH).days


@dataclass(frozen=True, slots=True)
class Periods:
    """The period that is the base, and the one that is compared with it."""

    first: Days
    second: Days


def periods_of(
    connection: Connection,
    project: Project,
    *,
    from_: date | None = None,
    to: date | None = None,
    from2: date | None = None,
    to2: date | None = None,
    days: int | None = None,
) -> Periods:
    """The periods asked for: four days, or the last `days` days up to the latest answer beside as many before them.

    BadInput, which names the parameter, where a day is missing, where a period ends before it begins, and where the two
    overlap: an image that is in both tells nothing of a change.
    """
    if days is not None:
        if any((from_, to, from2, to2)):
            raise _wrong("days", "days stands for all four days: give days alone, or from, to, from2 and to2")
        return _newest(connection, project, days)
    first, second = (_days(name, start, end) for name, start, end in (("from", from_, to), ("from2", from2, to2)))
    if first.first <= second.last and second.first <= first.last:
        overlap = f"{max(first.first, second.first)} to {min(first.last, second.last)}"
        raise _wrong("from2", f"the two periods overlap from {overlap}; let one end before the other begins")
    return Periods(first, second)


def _days(name: str, first: date | None, last: date | None) -> Days:
    until = name.replace("from", "to")
    for which, day in ((name, first), (until, last)):
        if day is None:
            raise _wrong(which, f"{which} is missing: give from, to, from2 and to2 as YYYY-MM-DD, or days alone")
    assert first is not None  # told above
    assert last is not None
    if first > last:
        raise _wrong(name, f"{name} {first} lies after {until} {last}")
    return Days(first, last)


def _newest(connection: Connection, project: Project, days: int) -> Periods:
    if not 1 <= days <= LONGEST:
        raise _wrong("days", f"days {days} must be 1 to {LONGEST:,}")
    last = periods.last_day(connection, project.number)
    if last is None:
        raise _wrong("days", f"no answer in {project.project_id} has a time, so there are no last {days} days")
    end, step = EPOCH + timedelta(days=last), timedelta(days=days)
    second = Days(end - step + timedelta(days=1), end)
    return Periods(Days(second.first - step, end - step), second)


def _wrong(name: str, text: str) -> BadInput:
    return BadInput(text, [Problem(f"/{name}", text)])
