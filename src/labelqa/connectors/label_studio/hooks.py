"""Messages of Label Studio about what happened there: unsigned, so a secret header says that they are genuine."""

import hmac
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from labelqa.connectors.connector import Hint

HEADER = "x-labelqa-secret"
"""The header that the webhook in Label Studio is set up with."""
ABOUT = ("TASKS_", "ANNOTATION_", "ANNOTATIONS_", "REVIEW_", "REVIEWS_")
"""How actions begin that change what is labelled."""
MOST = 1000
"""Tasks that one message may name; where it names more, it is about the project as a whole."""


def genuine(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """True when the secret came with it; it takes as long for a wrong one."""
    return hmac.compare_digest(headers.get(HEADER, "").encode("utf-8", "replace"), secret.encode())


def hints(body: bytes, options: Mapping[str, Any]) -> list[Hint]:
    """The tasks that a message names; the project as a whole where it names none. [] for what is not about labels.

    >>> hints(b'{"action": "ANNOTATION_CREATED", "task": {"id": 5}, "project": {"id": 7}}', {"project": 7})
    [Hint(key='5')]
    >>> hints(b'{"action": "ANNOTATIONS_DELETED", "annotations": [{"id": 9}]}', {"project": 7})
    [Hint(key='')]
    """
    try:
        message = orjson.loads(body)
    except orjson.JSONDecodeError:
        return []
    if not isinstance(message, dict) or not str(message.get("action", "")).startswith(ABOUT):
        return []
    project = _number(message.get("project"))
    if project is not None and project != options["project"]:
        return []
    found = list(dict.fromkeys(_tasks(message)))
    if not found or None in found or len(found) > MOST:
        return [Hint("")]
    return [Hint(str(number)) for number in found]


def _tasks(message: Mapping[str, Any]) -> Iterator[int | None]:
    """Numbers of tasks, None for an annotation of which nobody says the task."""
    task = _number(message.get("task"))
    if task is not None:
        yield task
        return
    for name in ("tasks", "task"):
        if isinstance(found := message.get(name), list):
            yield from (_number(one) for one in found)
    for name in ("annotation", "annotations", "review", "reviews"):
        given = message.get(name)
        for one in given if isinstance(given, list) else [given] if given is not None else []:
            yield _number(one.get("task")) if isinstance(one, dict) else None


def _number(value: Any) -> int | None:
    """An id, bare or in an object."""
    value = value.get("id") if isinstance(value, dict) else value
    return value if type(value) is int and 0 < value < 2**63 else None
