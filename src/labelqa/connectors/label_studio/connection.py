"""One project of a Label Studio: its tasks as units, and findings as columns of its Data Manager."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from labelqa.connectors.connector import Fetched, Finding, Unit, WrittenBack
from labelqa.connectors.label_studio.access import Access
from labelqa.connectors.label_studio.configuration import Configuration
from labelqa.connectors.label_studio.listing import Listing
from labelqa.connectors.label_studio.people import People
from labelqa.connectors.label_studio.stamps import stamp
from labelqa.egress.api import Api, Query
from labelqa.errors import BadInput, SourceFailed
from labelqa.formats.label_studio.task import read_task

PRIORITY, FLAGS = "labelqa_priority", "labelqa_flags"
"""Keys of a task's data that findings are written to: columns of the Data Manager, to sort and filter by."""


class LabelStudio:
    """A connector; see `labelqa.connectors.connector.WritesBack`."""

    def __init__(self, api: Api, token: str, options: Mapping[str, Any]) -> None:
        self._access, self._options = Access(api, token), options
        self._listing = Listing(self._access, options["project"])
        self._people = People(self._access)
        self._configuration: Configuration | None = None
        self._page: dict[str, dict[str, Any]] = {}
        self._page_of: Query | None = None
        self._missed = 0

    def check(self) -> str:
        """What the project is called, how many tasks it has, and which key holds their image."""
        configuration = self._configured()
        next(self._listing.units(None), None)  # may the token see its tasks?
        return configuration.told

    def units(self, mark: str | None) -> Iterator[Unit]:
        """Tasks by the time of their last change."""
        return self._listing.units(mark)

    def fetch(self, key: str, state: Mapping[str, Any]) -> Fetched | None:
        """A task with its annotations and predictions; those of one page come with one request, or with two."""
        task = self._task(key)
        if task is None:
            return None
        items = tuple(read_task(task, self._configured().settings, f"task {key}"))
        return Fetched(Unit(key, stamp(task.get("updated_at"))), (*items, *self._people.of(items)))

    def write_back(
        self, key: str, findings: Sequence[Finding], written: Mapping[str, Any], *, dry_run: bool
    ) -> WrittenBack | None:
        """Writes the highest priority and all flags of a task's images into its data."""
        task = self._listing.one(_number(key))
        if task is None:
            return None
        data, wanted = task.get("data"), _columns(findings)
        if not isinstance(data, dict):
            raise BadInput(f"task {key} has no data to write to")
        changes = {name: value for name, value in wanted.items() if data.get(name, "") != value}  # no flags: no column
        if changes and not dry_run:
            self._access.send("PATCH", f"/api/tasks/{_number(key)}/", value={"data": {**data, **changes}})
        return WrittenBack([f"task {key}: {name} = {value!r}" for name, value in changes.items()], wanted)

    def _configured(self) -> Configuration:
        if self._configuration is None:
            path = f"/api/projects/{self._options['project']}/"
            self._configuration = Configuration(self._access.get(path), self._options)
        return self._configuration

    def _task(self, key: str) -> dict[str, Any] | None:
        """A task, by itself; from the second one of a page that was just listed on, out of that page."""
        if self._listing.asked is not self._page_of:
            self._page = {}  # what an earlier page said may have changed since
            self._missed += 1
            if self._missed > 1:
                self._turn_page()
        return self._page.get(key) or self._listing.one(_number(key))

    def _turn_page(self) -> None:
        self._page, self._page_of, self._missed = {}, self._listing.asked, 0
        if self._page_of is None:
            return
        try:
            self._page = {str(task["id"]): task for task in self._listing.whole(self._page_of)}
        except SourceFailed as error:
            if error.refused or error.answered in (401, 403, 429):
                raise
            # too much for one answer: then one by one


def connect(api: Api, token: str, options: Mapping[str, Any]) -> LabelStudio:
    """A connector of checked options."""
    return LabelStudio(api, token, options)


def _number(key: str) -> int:
    if not (key.isascii() and key.isdecimal() and len(key) < 19):
        raise BadInput(f"{key!r} is no number of a task")
    return int(key)


def _columns(findings: Sequence[Finding]) -> dict[str, Any]:
    """What the data of a task is to hold: the priority in hundredths, so that it does not change with every label."""
    found: dict[str, Any] = {}
    priorities = [f.priority for f in findings if f.priority is not None]
    if priorities:
        found[PRIORITY] = round(max(priorities), 2)
    flagged = [f.flags for f in findings if f.flags is not None]
    if flagged:
        found[FLAGS] = ", ".join(sorted({flag.reason for flags in flagged for flag in flags}))
    return found
