"""Lists the tasks of a project by the time of their last change, in pages that no change can shift.

A page is asked for from the last time on that was listed, and not by its number: a task that changes meanwhile moves
to the end and is listed again, and no other one slips through between two pages.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson

from labelqa.connectors.connector import Unit
from labelqa.connectors.label_studio.access import Access
from labelqa.connectors.label_studio.stamps import EARLIEST, stamp
from labelqa.egress.api import Query
from labelqa.errors import SourceFailed

PAGE = 100
OVERLAP = timedelta(minutes=1)
"""How far before a mark is looked."""
TASKS = "/api/tasks/"
CHANGED, NUMBER = "filter:tasks:updated_at", "filter:tasks:id"


class Listing:
    """The tasks of one project. `asked` is the query of the page that was listed last."""

    def __init__(self, access: Access, project: int) -> None:
        self._access, self._project = access, project
        self.asked: Query | None = None

    def units(self, mark: str | None) -> Iterator[Unit]:
        """Those that changed shortly before `mark` or later, the earliest change first; all of them without a mark."""
        since, first = _shortly_before(mark) if mark else EARLIEST, True
        while True:
            found = self._page("tasks:updated_at", _filter(CHANGED, "greater_or_equal", "Datetime", since))
            if first and not _in_order(found, since):
                yield from self._sorted(since)
                return
            first = False
            yield from found
            if len(found) < PAGE:
                return
            if found[-1].version == since:  # a page of one moment: so many were changed at once
                yield from self._of_one_moment(since)
                since = _after(since)
            else:
                since = found[-1].version

    def whole(self, query: Query) -> list[dict[str, Any]]:
        """The tasks of a page with all that hangs on them."""
        return self._asked({**query, "fields": "all"})

    def one(self, number: int) -> dict[str, Any] | None:
        """A task with all that hangs on it; None when the project has none of that number."""
        query = self._query("tasks:id", [_filter(NUMBER, "equal", "Number", number)])
        found = self.whole(query)
        return next((task for task in found if task["id"] == number), None) if len(found) < 2 else self._got(number)

    def _got(self, number: int) -> dict[str, Any] | None:
        """For a server that does not filter."""
        try:
            found = self._access.get(f"{TASKS}{number}/", {"resolve_uri": "false"})
        except SourceFailed as error:
            if error.missing:
                return None
            raise
        (task,) = tasks_of([found])
        return task if task.get("project", self._project) == self._project else None

    def _of_one_moment(self, at: str) -> Iterator[Unit]:
        last = 0
        while True:
            found = self._page(
                "tasks:id",
                _filter(CHANGED, "greater_or_equal", "Datetime", at),
                _filter(CHANGED, "less_or_equal", "Datetime", at),
                _filter(NUMBER, "greater", "Number", last),
            )
            yield from found
            if len(found) < PAGE:
                return
            last = max(int(unit.key) for unit in found)

    def _sorted(self, since: str) -> Iterator[Unit]:
        """For a server that does not filter: all pages by number, and the order made here."""
        found = list[tuple[str, str]]()
        for page in range(1, 1_000_000):
            units = _units(self._asked(self._query("", []) | {"page": page}))
            found += [(unit.version, unit.key) for unit in units if unit.version >= since]
            if len(units) < PAGE:
                break
        self.asked = None
        for version, key in sorted(found):
            yield Unit(key, version)

    def _page(self, order: str, *filters: dict[str, Any]) -> list[Unit]:
        self.asked = self._query(order, filters)
        return _units(self._asked(self.asked))

    def _query(self, order: str, filters: Sequence[dict[str, Any]]) -> dict[str, str | int | None]:
        """Addresses of images stay as they were imported: what they are resolved to changes."""
        wanted = {"filters": {"conjunction": "and", "items": filters}, "ordering": [order]}
        query: dict[str, str | int | None] = {"project": self._project, "page": 1, "page_size": PAGE}
        query["resolve_uri"] = "false"
        return query | ({"query": orjson.dumps(wanted).decode()} if filters else {})

    def _asked(self, query: Query) -> list[dict[str, Any]]:
        try:
            return tasks_of(self._access.get(TASKS, query))
        except SourceFailed as error:
            if error.missing and query["page"] != 1:  # a page after the last one
                return []
            raise


def tasks_of(answer: Any) -> list[dict[str, Any]]:
    """The tasks that a page holds; SourceFailed when it is none."""
    found = answer.get("tasks") if isinstance(answer, dict) else answer
    if not isinstance(found, list) or not all(isinstance(task, dict) and type(task.get("id")) is int for task in found):
        raise SourceFailed("it answered without a list of tasks: is this the API of Label Studio?")
    return found


def _units(tasks: list[dict[str, Any]]) -> list[Unit]:
    return [Unit(str(task["id"]), stamp(task.get("updated_at"))) for task in tasks]


def _in_order(units: list[Unit], since: str) -> bool:
    versions = [unit.version for unit in units]
    return versions == sorted(versions) and (not versions or versions[0] >= since)


def _filter(name: str, operator: str, kind: str, value: Any) -> dict[str, Any]:
    return {"filter": name, "operator": operator, "type": kind, "value": value}


def _shortly_before(mark: str) -> str:
    """Where to look from: a change is dated when it is made, and seen by others when it is stored.

    >>> _shortly_before("2026-11-02T09:14:03.000000Z")
    '2026-11-02T09:13:03.000000Z'
    """
    try:
        return stamp((datetime.fromisoformat(mark) - OVERLAP).isoformat())
    except (ValueError, OverflowError):
        return EARLIEST


def _after(at: str) -> str:
    """The next moment, one microsecond later."""
    return stamp((datetime.fromisoformat(at) + timedelta(microseconds=1)).isoformat())
