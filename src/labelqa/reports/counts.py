"""Where the counts of an agreement report come from: the stored totals, or images compared anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from labelqa.metrics import Rows
from labelqa.reports.cut import Cut
from labelqa.store import Connection, totals
from labelqa.store.totals import FIRST_DAY, LAST_DAY, Window
from labelqa.tally import BY_NAME, Bag, grouped
from labelqa.tally import rows as bag_rows

Where = Mapping[str, int]


class Source(Protocol):
    """Rows of tallies at one IoU threshold; `annotator`: whose pairs alone they count, None for everybody's."""

    @property
    def annotator(self) -> int | None:
        """The annotator whose pairs alone are counted."""

    def rows(self, name: str, by: Sequence[str], where: Where, window: Window, at_least: int) -> Rows:
        """Rows of a tally as `labelqa.store.totals.rows` gives them."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The totals as they are stored, at IoU 0.5."""

    connection: Connection
    project: int
    annotator: int | None = None

    def rows(self, name: str, by: Sequence[str], where: Where, window: Window, at_least: int) -> Rows:
        """Rows of a tally."""
        return totals.rows(self.connection, self.project, name, window=window, by=by, where=where, at_least=at_least)


@dataclass(frozen=True, slots=True)
class Compared:
    """The sum of the bags of images that were compared anew."""

    total: Bag
    annotator: int | None

    def rows(self, name: str, by: Sequence[str], where: Where, window: Window, at_least: int) -> Rows:
        """Rows of a tally."""
        tally = BY_NAME[name]
        found = [
            row
            for row in bag_rows(self.total, tally)
            if row["n"] >= at_least and all(row[k] == v for k, v in where.items()) and _within(row["day"], window)
        ]
        return grouped(found, tally, by)


def _within(day: int, window: Window) -> bool:
    """True for the rows that a window adds up: of ever those of day 0, else those of its days, which 0 is none of."""
    if window == totals.EVER:
        return not day
    first, last = window
    return day != 0 and (FIRST_DAY if first is None else first) <= day <= (LAST_DAY if last is None else last)


def cells(source: Source, cut: Cut, *, by: tuple[str, ...] = (), window: Window | None = None) -> Rows:
    """The cut's rows of the agreement tallies, with the counters of `spread` beside them where those are kept.

    They are kept of everybody's pairs together, and of one annotator's in a source that counts those alone.
    """
    days = cut.window if window is None else window
    narrow = {} if cut.label_class is None else {"label_class": cut.label_class}
    whole = source.annotator == cut.annotator
    name = "class_agreement" if narrow or "label_class" in by else "agreement" if whole else "peer"
    where = narrow if whole else cut.where
    found = source.rows(name, by, where, days, cut.at_least)
    if not whole:
        return found
    every = {} if "label_class" in by else {"label_class": 0}
    products = source.rows("spread", by, every | narrow, days, cut.at_least)
    kept = {tuple(row[k] for k in by): row for row in products}
    nothing = dict.fromkeys(BY_NAME["spread"].counters, 0)  # all images of the group are empty
    return [{**nothing, **kept.get(tuple(row[k] for k in by), {}), **row} for row in found]
