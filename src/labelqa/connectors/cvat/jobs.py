"""The jobs of CVAT: what one says of itself, and which have changed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from labelqa.connectors.cvat.rest import PAGES, Rest, Row, number, record, understood
from labelqa.egress.api import Query
from labelqa.errors import BadInput, SourceFailed
from labelqa.formats import values

OVERLAP = timedelta(minutes=1)
"""How far before a mark is looked: a change is dated when it is made, and seen by others when it is stored."""
PATH = "/api/jobs"
_KEY = re.compile(r"job/([1-9]\d{0,15})")
_FIXED = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with an account in CVAT: the stable id as text, and the name for display."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands. `first` and `last` are frames of its task; `at` is `updated` in ms since 1970.

    `parent`: the job that this one is a replica of; `replicas`: how many replicas it has itself.
    """

    number: int
    task: int
    project: int | None
    kind: str
    stage: str
    state: str
    assignee: User | None
    first: int
    last: int
    updated: str
    at: int
    video: bool
    flat: bool
    parent: int | None
    replicas: int

    @property
    def key(self) -> str:
        """Its name as a unit of the source."""
        return f"job/{self.number}"

    @property
    def finished(self) -> bool:
        """True when whoever works on it said that it is done."""
        return self.state == "completed"

    @property
    def accepted(self) -> bool:
        """True when it has passed the last stage."""
        return self.stage == "acceptance" and self.finished


def key_of(number: int) -> str:
    """The name of a job as a unit."""
    return f"job/{number}"


def number_of(key: str) -> int | None:
    """The number of the job that a unit is, None when it is none.

    >>> number_of("job/12"), number_of("task/12")
    (12, None)
    """
    found = _KEY.fullmatch(key)
    return int(found[1]) if found else None


def ours(task: object, project: object, options: Mapping[str, Any]) -> bool:
    """True for what belongs to the source."""
    return task in options["tasks"] or (project is not None and project in options["projects"])


def job(row: Row, path: str) -> Job:
    """A job out of CVAT's own words; SourceFailed where they are not understood."""
    with understood(path):
        updated = _instant(row.get("updated_date"), "/updated_date")
        return Job(
            number(row, "id"),
            number(row, "task_id"),
            None if row.get("project_id") is None else number(row, "project_id"),
            _kind(row.get("type")),
            values.text(row.get("stage"), "/stage"),
            values.text(row.get("state"), "/state"),
            user(row.get("assignee"), "/assignee"),
            number(row, "start_frame"),
            number(row, "stop_frame"),
            updated.strftime(_FIXED),
            values.moment(row["updated_date"], "/updated_date"),
            row.get("mode") == "interpolation",
            row.get("dimension", "2d") == "2d",
            None if row.get("parent_job_id") is None else number(row, "parent_job_id"),
            number(row, "consensus_replicas") if row.get("consensus_replicas") is not None else 0,
        )


def user(value: object, pointer: str) -> User | None:
    """An account; CVAT wrote only its id at times."""
    if value is None:
        return None
    if type(value) is int:
        return User(str(value), "")
    row = record(value, pointer)
    name = row.get("username")
    return User(str(number(row, "id", pointer)), name if type(name) is str else "")


def _kind(value: object) -> str:
    """The type of a job; before 2023 there was one alone, for a while it was called `normal`."""
    return "annotation" if value in (None, "normal") else values.text(value, "/type")


def _instant(value: object, pointer: str) -> datetime:
    values.moment(value, pointer)
    assert isinstance(value, str)
    return datetime.fromisoformat(value.upper()).astimezone(UTC)


def listed(rest: Rest, options: Mapping[str, Any], mark: str | None) -> Iterator[Job]:
    """The jobs of a source that changed since a mark, oldest change first; all of them when it is None.

    Jobs change while they are listed, and then move to the end of the list, where all behind them move up. So the next
    page is asked for by the date at which the last one ended, and by number only among jobs of one date.
    """
    cursor, page = None if mark is None else _before(mark), 1
    seen, last = set[tuple[int, str]](), ""
    for _ in range(PAGES):
        query: Query = {"filter": _filter(options, cursor), "sort": "updated_date,id", "page": page}
        try:
            found = rest.page(PATH, query)
        except SourceFailed as error:
            if error.missing and page > 1:
                return
            raise
        jobs = [job(row, PATH) for row in found.rows]
        for one in jobs:
            if one.updated < last:
                raise SourceFailed(f"{PATH} does not list jobs by their date; this version of CVAT cannot be followed")
            last = one.updated
            if (one.number, one.updated) not in seen:
                seen.add((one.number, one.updated))
                yield one
        if not found.more or not jobs:
            return
        cursor, page = (last, 1) if cursor is None or last > cursor else (cursor, page + 1)
    raise SourceFailed(f"the list at {PATH} does not end")


def count(rest: Rest, options: Mapping[str, Any]) -> int:
    """How many jobs a source has now."""
    return rest.page(PATH, {"filter": _filter(options, None), "page_size": 1}).count


def _before(mark: str) -> str:
    try:
        return (_instant(mark, "") - OVERLAP).strftime(_FIXED)
    except BadInput:
        raise SourceFailed("the mark up to which changes are known is no date; fetch the source as a whole") from None


def _filter(options: Mapping[str, Any], cursor: str | None) -> str:
    """Which jobs are meant, in the words of CVAT's filter (JSON logic)."""
    names = [("task_id", options["tasks"]), ("project_id", options["projects"])]
    among: list[Any] = [{"in": [{"var": name}, list(ids)]} for name, ids in names if ids]
    whose = among[0] if len(among) == 1 else {"or": among}
    if cursor is None:
        return orjson.dumps(whose).decode()
    return orjson.dumps({"and": [whose, {">=": [{"var": "updated_date"}, cursor]}]}).decode()
