"""Writes a line of the audit log for a request, in the transaction of the change that it tells."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from fastapi import Request

from labelqa.store import Connection, audit
from labelqa.web.services import services

Told = Mapping[str, Any] | object | None
"""A thing as it is served, or its fields; never with a secret."""


def note(
    request: Request,
    connection: Connection,
    operation: str,
    *,
    project_id: str | None = None,
    about: str | None = None,
    before: Told = None,
    after: Told = None,
) -> None:
    """Who asks does `operation` to `about`; of a thing that was and still is, only what differs is kept."""
    state = request.scope["state"]
    who, now = state.get("key_id"), services(request).clock()
    line = audit.Line(now, operation, who, project_id, about, request_id=state["request_id"])
    audit.note(connection, line, _fields(before), _fields(after))


def _fields(told: Told) -> Mapping[str, Any] | None:
    if told is None or isinstance(told, Mapping):
        return told
    return asdict(told)  # type: ignore[call-overload, no-any-return]  # a thing as it is served is a dataclass
