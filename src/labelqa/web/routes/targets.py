"""Where alerts are sent: webhooks, Slack, letters. Addresses and secrets are shown once, and stored sealed."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from labelqa.delivery import outbox, signing
from labelqa.delivery.address import host_of
from labelqa.delivery.courier import OFF, switch_off
from labelqa.errors import Conflict, Unreadable
from labelqa.model import Project
from labelqa.reports import cursor
from labelqa.store import Connection, alert_deliveries, alert_targets, projects
from labelqa.store.alert_targets import Target
from labelqa.web.alert_inputs import NewTarget, SecretRotation, TargetChange
from labelqa.web.answering import changed_unkept, done, done_unkept, json_response, listed
from labelqa.web.audited import audited
from labelqa.web.auth import Admin
from labelqa.web.bodies import whole
from labelqa.web.described import CSV, JSON, described
from labelqa.web.discreet import mark
from labelqa.web.keys import random_text
from labelqa.web.query import Page
from labelqa.web.routes.deliveries import DeliveryRow
from labelqa.web.routes.deliveries import shown as shown_message
from labelqa.web.services import Services, services
from labelqa.web.target_checks import checked_aside
from labelqa.web.target_rows import ShownTarget, TargetRow, Targets, values_of
from labelqa.web.writing import Act, Answer

ID_LENGTH = 16
MOST = 50
"""Targets of one project."""


@described(Targets, media=(JSON, CSV))
async def list_targets(request: Request, caller: Admin, query: Annotated[Page, Query()]) -> Response:
    """Where alerts of this project are sent."""
    served, asked = services(request), [caller.project.project_id, "targets"]
    place = cursor.decode(query.cursor, asked, "s")
    after = str(place[0]) if place else ""

    def read(connection: Connection) -> Targets:
        found = alert_targets.page(connection, caller.project.number, after=after, limit=query.limit + 1)
        more = len(found) > query.limit
        following = cursor.encode([found[query.limit - 1].target_id], asked) if more else None
        return Targets(
            [TargetRow(**values_of(served.sender.safe, target)) for target in found[: query.limit]], following
        )

    return listed(request, await served.reading(read), "targets")


def _set_up(request: Request, connection: Connection, target_id: str) -> dict[str, Any]:
    project = projects.get(connection, request.path_params["project_id"])
    target = _reached(connection, project, target_id)
    marks = {f"sealed_{name}": mark(getattr(target, name)) for name in ("address", "secret")}
    return values_of(services(request).sender.safe, target) | marks


@audited("target_id")
@described(ShownTarget, body=NewTarget, statuses=(409,))
async def post_target(request: Request, caller: Admin) -> Response:
    """Sends alerts of this project somewhere from now on.

    `webhook` and `slack` take a `url` on the public internet, or one that the operator allows; `email` takes `to`. A
    webhook's secret, which signs its messages, is shown this once.
    """
    served = services(request)

    async def prepare(value: Any) -> Act:
        asked = whole(value, NewTarget)
        address = await checked_aside(request, asked.kind, asked.given())

        def act(connection: Connection, project: Project) -> Answer:
            if alert_targets.count(connection, project.number) >= MOST:
                raise Conflict(f"the project has {MOST} alert targets, which is the most; delete one")
            target, secret = _made(served, connection, project, asked, address)
            shown_once = ShownTarget(**values_of(served.sender.safe, target), secret=secret)
            return Answer.of(201, shown_once, f"{quote(request.scope['path'])}/{target.target_id}")

        return act

    return await changed_unkept(request, caller, prepare)


def _made(
    served: Services, connection: Connection, project: Project, asked: NewTarget, address: str
) -> tuple[Target, str | None]:
    safe, now, target_id = served.sender.safe, served.clock(), f"tgt_{random_text(ID_LENGTH)}"
    secret = signing.new_secret() if asked.kind == "webhook" else None
    values = {
        "target_id": target_id,
        "kind": asked.kind,
        "name": asked.name or host_of(address),
        "address": safe.seal(target_id, "address", address),
        "secret": None if secret is None else safe.seal(target_id, "secret", secret),
        "types": asked.types,
        "min_severity": asked.min_severity,
        "state": "active" if asked.enabled else "disabled",
        "problem": None if asked.enabled else OFF,
        "created_at": now,
        "changed_at": now,
    }
    return alert_targets.add(connection, project.number, values), secret


@described(TargetRow)
async def get_target(request: Request, caller: Admin, target_id: str) -> Response:
    """One target; of its address the host, of its secret nothing."""
    served = services(request)
    found = await served.reading(lambda connection: _reached(connection, caller.project, target_id))
    return json_response(TargetRow(**values_of(served.sender.safe, found)))


@audited("target_id", _set_up)
@described(TargetRow, body=TargetChange)
async def patch_target(request: Request, caller: Admin, target_id: str) -> Response:
    """Changes a target; what is left out stays.

    `enabled` false drops the messages that wait for it, true takes up sending again: after it answered 410, too.
    """
    served = services(request)

    async def prepare(value: Any) -> Act:
        given, address = whole(value, TargetChange).given(), None
        if "url" in given or "to" in given:
            before = await served.reading(lambda connection: _reached(connection, caller.project, target_id))
            address = await checked_aside(request, before.kind, given)

        def act(connection: Connection, project: Project) -> Answer:
            target = _reached(connection, project, target_id)
            _change(served, connection, target, given, address)
            return Answer.of(200, TargetRow(**values_of(served.sender.safe, _reached(connection, project, target_id))))

        return act

    return await changed_unkept(request, caller, prepare)


def _change(
    served: Services, connection: Connection, target: Target, given: Mapping[str, Any], address: str | None
) -> None:
    now = served.clock()
    values = {name: given[name] for name in ("name", "types", "min_severity") if name in given} | {"changed_at": now}
    if address is not None:
        values["address"] = served.sender.safe.seal(target.target_id, "address", address)
    if given.get("enabled"):
        values |= {"state": "active", "problem": None}
    alert_targets.change(connection, target.number, values)
    if given.get("enabled") is False:
        switch_off(connection, target.number, now=now)


@audited("target_id", _set_up)
@described()
async def delete_target(request: Request, caller: Admin, target_id: str) -> Response:
    """Deletes a target with every message to it."""

    def act(connection: Connection, project: Project) -> Answer:
        alert_targets.remove(connection, _reached(connection, project, target_id).number)
        return Answer(204)

    return await done_unkept(request, caller, act)


@audited("target_id", _set_up)
@described(ShownTarget, body=SecretRotation, optional=True, statuses=(409,))
async def rotate_target(request: Request, caller: Admin, target_id: str) -> Response:
    """Gives a webhook a new secret and shows it once; the old one signs as well for a while, a day by default."""
    served = services(request)

    async def prepare(value: Any) -> Act:
        overlap = whole(value, SecretRotation).overlap_seconds

        def act(connection: Connection, project: Project) -> Answer:
            target = _reached(connection, project, target_id)
            secret = _rotated(served, connection, target, overlap * 1000)
            fresh = _reached(connection, project, target_id)
            return Answer.of(201, ShownTarget(**values_of(served.sender.safe, fresh), secret=secret))

        return act

    return await changed_unkept(request, caller, prepare, optional=True)


def _rotated(served: Services, connection: Connection, target: Target, overlap_ms: int) -> str:
    if target.secret is None:
        raise Conflict(f"a target of kind {target.kind} has no secret; change its address instead")
    safe, now, secret = served.sender.safe, served.clock(), signing.new_secret()
    try:
        before = safe.secrets(target, now=now)[0] if overlap_ms else None
    except Unreadable:  # the server's secret is another one now: this is the way out
        before = None
    values = {
        "secret": safe.seal(target.target_id, "secret", secret),
        "earlier_secret": None if before is None else safe.seal(target.target_id, "earlier_secret", before),
        "earlier_until": None if before is None else now + overlap_ms,
        "changed_at": now,
    }
    alert_targets.change(connection, target.number, values)
    return secret


@described(DeliveryRow, headers=("Idempotency-Key",), statuses=(409,))
async def post_test_message(request: Request, caller: Admin, target_id: str) -> Response:
    """Sends a message that says that messages arrive; follow it under `deliveries`."""
    served = services(request)

    def act(connection: Connection, project: Project) -> Answer:
        target = _reached(connection, project, target_id)
        if target.state != "active":
            raise Conflict(f"target {target.target_id} is {target.state}; enable it first")
        name = f"msg_{random_text(24)}"
        outbox.post_trial(connection, project, target, name, now=served.clock())
        return Answer.of(202, shown_message(alert_deliveries.get(connection, project.number, name)))

    answer = await done(request, caller, "post_test_message", act)
    served.dispatcher.wake()
    return answer


def _reached(connection: Connection, project: Project, target_id: str) -> Target:
    return alert_targets.get(connection, project.number, target_id if target_id.isprintable() else "")


def add_routes(v1: APIRouter) -> None:
    """Adds these routes."""
    every = "/projects/{project_id}/alert-targets"
    one = f"{every}/{{target_id}}"
    v1.add_api_route(every, list_targets, methods=["GET"])
    v1.add_api_route(every, post_target, methods=["POST"], status_code=201)
    v1.add_api_route(one, get_target, methods=["GET"])
    v1.add_api_route(one, patch_target, methods=["PATCH"])
    v1.add_api_route(one, delete_target, methods=["DELETE"], status_code=204)
    v1.add_api_route(f"{one}/rotate", rotate_target, methods=["POST"], status_code=201)
    v1.add_api_route(f"{one}/test", post_test_message, methods=["POST"], status_code=202)
