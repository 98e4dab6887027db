"""Messages on their way and at their end: what was taken, what waits, what nobody took."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from labelqa.errors import Conflict
from labelqa.model import Project
from labelqa.reports import cursor
from labelqa.reports.figures import time
from labelqa.store import Connection, alert_deliveries, alert_targets
from labelqa.store.alert_deliveries import Delivery
from labelqa.web.answering import done, listed
from labelqa.web.auth import Admin
from labelqa.web.described import CSV, JSON, ONCE, described
from labelqa.web.query import Name, Page
from labelqa.web.services import services
from labelqa.web.writing import Answer

State = Literal["waiting", "delivered", "dead", "dropped"]


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A message to one target. `status` and `problem` are of the last attempt; `next_at`: when the next one is due.

    `state`: `waiting`, `delivered`, `dead` when every attempt has failed, `dropped` when its target was switched off.
    `event`: what happened to the alert, or `test`.
    """

    message_id: str
    target_id: str
    alert_id: str | None
    event: str
    state: str
    attempts: int
    status: int | None
    problem: str | None
    created_at: str
    next_at: str | None
    ended_at: str | None


@dataclass(frozen=True, slots=True)
class Deliveries:
    """A page of messages, the newest first."""

    deliveries: list[DeliveryRow]
    next: str | None


class Wanted(Page):
    """Which messages."""

    state: State | None = Field(None, description="messages in this state only")
    target: Name | None = Field(None, description="messages to the target of this id only")


def shown(found: Delivery) -> DeliveryRow:
    """A message as it is served."""
    return DeliveryRow(
        message_id=found.message_id,
        target_id=found.target_id,
        alert_id=found.alert_id or None,
        event=found.event,
        state=found.state,
        attempts=found.attempts,
        status=found.status,
        problem=found.problem,
        created_at=time(found.created_at) or "",
        next_at=time(found.next_at),
        ended_at=time(found.ended_at),
    )


@described(Deliveries, media=(JSON, CSV))
async def list_deliveries(request: Request, caller: Admin, query: Annotated[Wanted, Query()]) -> Response:
    """Messages about alerts, the newest first; they are kept for 30 days after their end."""
    asked = [caller.project.project_id, "deliveries", query.state, query.target]
    place = cursor.decode(query.cursor, asked, "i")
    before = int(place[0] or 0) if place else None

    def read(connection: Connection) -> Deliveries:
        found = alert_deliveries.page(
            connection,
            caller.project.number,
            state=query.state,
            target=query.target,
            before=before,
            limit=query.limit + 1,
        )
        more = len(found) > query.limit
        following = cursor.encode([found[query.limit - 1].number], asked) if more else None
        return Deliveries([shown(one) for one in found[: query.limit]], following)

    return listed(request, await services(request).reading(read), "deliveries")


@described(DeliveryRow, **ONCE)
async def redeliver(request: Request, caller: Admin, message_id: str) -> Response:
    """Sends a message again under its own id, at once and with all attempts before it; 409 while it is being sent."""
    served = services(request)

    def act(connection: Connection, project: Project) -> Answer:
        name = message_id if message_id.isprintable() else ""
        found = alert_deliveries.get(connection, project.number, name)
        target = alert_targets.get(connection, project.number, found.target_id)
        if target.state != "active":
            raise Conflict(f"target {target.target_id} is {target.state}; enable it first")
        if not alert_deliveries.renew(connection, found.number, now=served.clock()):
            raise Conflict(f"message {name} is being sent just now; see what becomes of it first")
        return Answer.of(202, shown(alert_deliveries.get(connection, project.number, name)))

    answer = await done(request, caller, "redeliver", act)
    served.dispatcher.wake()
    return answer


def add_routes(v1: APIRouter) -> None:
    """Adds these routes."""
    every = "/projects/{project_id}/deliveries"
    v1.add_api_route(every, list_deliveries, methods=["GET"])
    v1.add_api_route(f"{every}/{{message_id}}/redeliver", redeliver, methods=["POST"], status_code=202)
