"""Rows of dated tallies by ISO week."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

from labelqa.model import Project
from labelqa.reports.parameters import EPOCH
from labelqa.store import Connection, totals
from labelqa.store.totals import FIRST_DAY, LAST_DAY, Window

Weeks = Mapping[str, Sequence[Mapping[str, int]]]
"""{ISO week: its rows, by day}."""
EVERY_DAY: Window = (FIRST_DAY, LAST_DAY)
"""All days there are; what has no day is in none."""


def week_of(day: int) -> str:
    """The ISO week of a UTC day.

    >>> week_of(0), week_of(4)
    ('1970-W01', '1970-W02')
    """
    iso = (EPOCH + timedelta(days=day)).isocalendar()
    return f"{iso.year}-W{iso.week:02}"


def by_week(
    connection: Connection,
    project: Project,
    tally: str,
    *,
    where: Mapping[str, int | Sequence[int]] | None = None,
    by: Sequence[str] = (),
    window: Window = EVERY_DAY,
) -> Weeks:
    """Rows of a dated tally by the weeks of their days; of images, those that two persons or more answered."""
    days = EVERY_DAY if window == totals.EVER else window
    found: dict[str, list[Mapping[str, int]]] = defaultdict(list)
    keys = ("day", *by)
    for row in totals.rows(connection, project.number, tally, window=days, by=keys, where=where, at_least=2):
        found[week_of(row["day"])].append(row)
    return found
