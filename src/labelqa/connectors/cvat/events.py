"""CVAT's log of one job: who had it, who worked on it, and for how long. Not every server keeps it, or shows it."""

import csv
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any
from urllib.parse import quote

import orjson

from labelqa.connectors.cvat.rest import Rest
from labelqa.egress.answer import Answer
from labelqa.egress.api import Query
from labelqa.errors import SourceFailed
from labelqa.formats.cells import named

ASKS = 40
"""How often it is asked whether the log is ready."""
PAUSE = 0.5
"""Seconds between."""
BEGINNING = "2015-01-01T00:00:00Z"
"""Before there was any CVAT: without a date it gives the last 30 days."""
DRAWING = ("create", "update", "delete")
DRAWN = ("shapes", "tags", "tracks")

Wait = Callable[[float], None]
Event = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Log:
    """What a job's log tells. `annotator`: who had the job when it left annotation, None when that is not said.

    `worked`: seconds of work by the ids of users.
    """

    annotator: str | None
    worked: Mapping[str, float]


def log(rest: Rest, job: int, *, wait: Wait = time.sleep) -> Log:
    """Asks for the log of a job; SourceFailed where there is none to be had."""
    text = _exported(rest, job, wait).decode("utf-8", "replace")
    try:
        found = [row for row in named(StringIO(text, newline="")) if row.get("job_id") == str(job)]
    except csv.Error:
        raise SourceFailed("the log of CVAT is no table") from None
    return Log(_annotator(found), _worked(found))


def _exported(rest: Rest, job: int, wait: Wait) -> bytes:
    query: Query = {"job_id": job, "from": BEGINNING}
    try:
        begun = rest.api.send("POST", "/api/events/export", query=query)
    except SourceFailed as error:
        if error.answered in (404, 405):  # before 2025
            return _exported_at_once(rest, query, wait)
        raise
    request = _text(begun, "rq_id")
    for _ in range(ASKS):
        status = _text(rest.api.get(f"/api/requests/{quote(request, safe='')}"), "status")
        if status == "finished":
            return rest.api.get("/api/events/download", {"rq_id": request}).body
        if status not in ("queued", "started"):
            break
        wait(PAUSE)
    raise SourceFailed("CVAT did not make its log ready")


def _exported_at_once(rest: Rest, query: Query, wait: Wait) -> bytes:
    again = {**query, "query_id": _text(rest.api.get("/api/events", query), "query_id")}
    for _ in range(ASKS):
        if rest.api.get("/api/events", again).status == 201:
            return rest.api.get("/api/events", {**again, "action": "download"}).body
        wait(PAUSE)
    raise SourceFailed("CVAT did not make its log ready")


def _text(answer: Answer, key: str) -> str:
    value = answer.value
    found = value.get(key) if type(value) is dict else None
    if type(found) is not str:
        raise SourceFailed(f"the answer on CVAT's log names no {key}")
    return found


def _worked(found: list[dict[str, Any]]) -> dict[str, float]:
    """Seconds by user. CVAT counts no gap of 100 seconds or more."""
    total = Counter[str]()
    for row in found:
        if row.get("scope") == "send:working_time" and row.get("user_id"):
            total[row["user_id"]] += _ms(row)
    return {user: ms / 1000 for user, ms in sorted(total.items()) if ms > 0}


def _ms(row: Event) -> int:
    """The duration of a row; versions before 2024 have it in the payload alone."""
    for value in (row.get("duration"), str(_payload(row).get("working_time"))):
        if value and value.isascii() and value.isdigit() and int(value):
            return int(value)
    return 0


def _payload(row: Event) -> Mapping[str, Any]:
    try:
        value = orjson.loads(row.get("payload") or "{}")
    except orjson.JSONDecodeError:
        return {}
    return value if type(value) is dict else {}


def _annotator(found: list[dict[str, Any]]) -> str | None:
    """Who had the job before it last left annotation, and drew in it meanwhile.

    A hand-over changes stage and assignee in either order, or at once: so it is the last one who had it by then and is
    known to have drawn; the last one who had it, when the log tells of nobody drawing.
    """
    last = max((i for i, row in enumerate(found) if _leaves(row)), default=None)
    if last is None:
        return None
    before = [row for row in found[: last + 1] if row is found[last] or not _same_request(row, found[last])]
    drew = {row.get("user_id") for row in before if _draws(row)}
    had = [who for who in _assignees(before) if not drew or who in drew]
    return had[-1] if had else None


def _leaves(row: Event) -> bool:
    left_annotation = _payload(row).get("old_value") == "annotation"
    return row.get("scope") == "update:job" and row.get("obj_name") == "stage" and left_annotation


def _same_request(row: Event, other: Event) -> bool:
    return bool(row.get("request_id")) and row.get("request_id") == other.get("request_id")


def _draws(row: Event) -> bool:
    verb, _, what = (row.get("scope") or "").partition(":")
    return verb in DRAWING and what in DRAWN


def _assignees(found: list[dict[str, Any]]) -> Iterator[str]:
    """Everybody who had the job, in order."""
    for row in found:
        if row.get("scope") == "update:job" and row.get("obj_name") == "assignee":
            old = _payload(row).get("old_value")
            if type(old) is dict and type(old.get("id")) is int:
                yield str(old["id"])
            if (row.get("obj_id") or "").isdigit():
                yield str(row["obj_id"])
