"""Messages of CVAT: whether one is genuine, and which job it is about. What it says beyond that is not believed."""

import hmac
from collections.abc import Mapping
from typing import Any

import orjson

from labelqa.connectors.connector import Hint
from labelqa.connectors.cvat.jobs import key_of, ours

HEADER = "x-signature-256"
HIGHEST = 10**15


def genuine(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """True when the message was signed with the secret, which must not be empty.

    >>> genuine({"x-signature-256": "sha256=" + hmac.new(b"s3cret", b"{}", "sha256").hexdigest()}, b"{}", "s3cret")
    True
    >>> genuine({}, b"{}", "")
    False
    """
    given = headers.get(HEADER)
    if not secret or given is None:
        return False
    expected = "sha256=" + hmac.new(secret.encode(), body, "sha256").hexdigest()
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogateescape"))


def hints(body: bytes, options: Mapping[str, Any]) -> list[Hint]:
    """What a message says has changed.

    Shapes have no event of their own: `update:job` comes with them. A comment names its issue alone, a task or a
    project may have gained or lost jobs: then it is the source as a whole.

    >>> hints(b'{"event": "update:job", "job": {"id": 7, "task_id": 3}}', {"tasks": [3], "projects": []})
    [Hint(key='job/7')]
    """
    try:
        message = orjson.loads(body)
    except orjson.JSONDecodeError:
        return []
    event = message.get("event") if type(message) is dict else None
    _, _, what = event.partition(":") if type(event) is str else ("", "", "")
    row = message.get(what) if what else None
    if type(row) is not dict:
        return []
    match what:
        case "job" if ours(row.get("task_id"), row.get("project_id"), options):
            return _job(row.get("id"))
        case "issue":
            return _job(row.get("job"))
        case "comment":
            return _job(row.get("job")) or [Hint("")]
        case "task" if ours(row.get("id"), row.get("project_id"), options):
            return [Hint("")]
        case "project" if ours(None, row.get("id"), options):
            return [Hint("")]
        case _:
            return []


def _job(number: object) -> list[Hint]:
    return [Hint(key_of(number))] if type(number) is int and 0 < number < HIGHEST else []
