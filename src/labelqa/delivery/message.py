"""What is sent of an alert: one JSON document, the same for everybody and for every attempt.

Webhooks get it as it is; Slack and letters are written from it.
"""

from types import SimpleNamespace
from typing import Any

import orjson

from labelqa.alert import AlertRow, fields_of
from labelqa.clock import written
from labelqa.model import Project
from labelqa.store.alert_life import Change

PROSE = 1000
"""Characters of a text of free length that are sent."""
QUERY = 2000
"""Longest link to the images behind an alert; beyond it the message has none."""
TEST = "This is a test: alerts of this project are sent here."


def body_of(project: Project, change: Change) -> bytes:
    """The message about one thing that happened to an alert."""
    alert = AlertRow(**fields_of(project.project_id, SimpleNamespace(**change.row)))
    told: dict[str, Any] = {name: getattr(alert, name) for name in AlertRow.__slots__}
    told["message"], told["recommended_action"] = cut(alert.message), cut(alert.recommended_action)
    told["images"] = alert.images if len(alert.images) <= QUERY else alert.images.partition("?")[0]
    if alert.acknowledged is not None:
        told["acknowledged"] = _fields(alert.acknowledged) | {"why": cut(alert.acknowledged.why)}
    told["subject"] = _fields(alert.subject)
    return _document(
        f"alert.{change.event}",
        change.at,
        project,
        previous_severity=change.before,
        by=change.by,
        why=cut(change.why),
        alert=told,
    )


def trial_body(project: Project, *, now: int) -> bytes:
    """The message that only says that messages arrive."""
    return _document("test", now, project, message=TEST)


def cut(text: Any) -> Any:
    """A text of bounded length."""
    return text if text is None or len(text) <= PROSE else text[: PROSE - 1] + "…"


def _document(type: str, at: int, project: Project, **data: Any) -> bytes:
    about = {"project_id": project.project_id, "project_name": project.name}
    return orjson.dumps({"type": type, "timestamp": written(at), "data": about | data})


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in type(value).__slots__}
