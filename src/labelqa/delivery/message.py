"""What is sent of an alert: one JSON document, the same for everybody and for every attempt.

Webhooks get it as it is; Slack and letters are written from it.
"""

from types import SimpleNamespace
from typing import Any

import orjson

from labelqa.alert import AlertRow, fields_of
from labelqa.clock import written
from labelqa.egress.posting import MOST
from labelqa.model import Project
from labelqa.store.alert_life import Change

PROSE = (1000, 500, 250, 100)
"""Characters of a text of free length that are sent: fewer where the whole would have more bytes than are sent."""
QUERY = 2000
"""Longest link to the images behind an alert; beyond it, and where bytes are few, the message links to all images."""
TEST = "This is a test: alerts of this project are sent here."


def body_of(project: Project, change: Change) -> bytes:
    """The message about one thing that happened to an alert, of no more bytes than are sent."""
    body = _told(project, change, PROSE[0], QUERY)
    for prose in PROSE:
        if len(body) <= MOST:
            break
        body = _told(project, change, prose, 0)
    return body


def _told(project: Project, change: Change, prose: int, query: int) -> bytes:
    alert = AlertRow(**fields_of(project.project_id, SimpleNamespace(**change.row)))
    told: dict[str, Any] = {name: getattr(alert, name) for name in AlertRow.__slots__}
    told["message"], told["recommended_action"] = cut(alert.message, prose), cut(alert.recommended_action, prose)
    told["images"] = alert.images if len(alert.images) <= query else alert.images.partition("?")[0]
    if alert.acknowledged is not None:
        told["acknowledged"] = _fields(alert.acknowledged) | {"why": cut(alert.acknowledged.why, prose)}
    told["subject"] = _fields(alert.subject)
    return _document(
        f"alert.{change.event}",
        change.at,
        project,
        previous_severity=change.before,
        by=change.by,
        why=cut(change.why, prose),
        alert=told,
    )


def trial_body(project: Project, *, now: int) -> bytes:
    """The message that only says that messages arrive."""
    return _document("test", now, project, message=TEST)


def placed(body: bytes, base: str) -> bytes:
    """The message as it is sent: with the whole address of the images where the server knows its own, `base`.

    Where that would make it longer than what is sent, it links to all images; where it still would, to the path alone.
    """
    document = orjson.loads(body) if base else {"data": {}}
    alert = document["data"].get("alert")
    if alert is None:
        return body
    path = alert["images"]
    for link in (path, path.partition("?")[0]):
        alert["images"] = base + link
        found = orjson.dumps(document)
        if len(found) <= MOST:
            return found
    return body


def cut(text: Any, longest: int) -> Any:
    """A text of bounded length."""
    return text if text is None or len(text) <= longest else text[: longest - 1] + "…"


def _document(type: str, at: int, project: Project, **data: Any) -> bytes:
    about = {"project_id": project.project_id, "project_name": project.name}
    return orjson.dumps({"type": type, "timestamp": written(at), "data": about | data})


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in type(value).__slots__}
