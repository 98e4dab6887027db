"""The audit log: read by admins, written by the changes themselves, and never edited."""

from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from labelqa.clock import written
from labelqa.reports import cursor
from labelqa.store import Connection, audit
from labelqa.web.answering import json_response
from labelqa.web.auth import Admin
from labelqa.web.described import described
from labelqa.web.query import Page
from labelqa.web.services import services


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One change. `key_id` null: the command line on the server's machine, or nobody in particular.

    `before` and `after` hold what differs, as it was and as it is; of something large its size and SHA-256.
    """

    at: str
    key_id: str | None
    operation: str
    project_id: str | None
    object: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    request_id: str | None


@dataclass(frozen=True, slots=True)
class AuditLines:
    """A page of the audit log, newest first."""

    lines: list[AuditRow]
    next: str | None


@described(AuditLines)
async def list_audit(request: Request, caller: Admin, query: Annotated[Page, Query()]) -> Response:
    """Who changed keys, projects, sources, alert targets and reviews, or deleted something; the newest first.

    A key for named projects sees the lines of those. Lines are never changed or deleted, not with their project either.
    """
    place = cursor.decode(query.cursor, "audit", "i")

    def read(connection: Connection) -> AuditLines:
        found = audit.page(
            connection,
            limit=query.limit + 1,
            before=int(place[0] or 0) if place else None,
            only=caller.key.projects,
        )
        more = len(found) > query.limit
        following = cursor.encode([found[query.limit - 1].number], "audit") if more else None
        return AuditLines([_row(line) for line in found[: query.limit]], following)

    return json_response(await services(request).reading(read))


def _row(line: audit.Line) -> AuditRow:
    return AuditRow(
        written(line.at),
        line.key_id,
        line.operation,
        line.project_id,
        line.about,
        None if line.before is None else orjson.loads(line.before),
        None if line.after is None else orjson.loads(line.after),
        line.request_id,
    )


def add_routes(v1: APIRouter) -> None:
    """Adds the route."""
    v1.add_api_route("/audit", list_audit, methods=["GET"])
