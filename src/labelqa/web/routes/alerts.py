"""One alert with its history, and who has acknowledged it."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from labelqa.alert import Acknowledged, AlertRow, fields_of
from labelqa.delivery import outbox
from labelqa.formats.values import wrong
from labelqa.model import Project
from labelqa.reports.figures import time
from labelqa.reports.markers import MarkerRow, markers_before
from labelqa.store import Connection, alert_acknowledgements, alert_events, projects
from labelqa.store import alerts as stored
from labelqa.store.alert_life import Change
from labelqa.web.alert_inputs import Acknowledgement
from labelqa.web.answering import changed, done, json_response
from labelqa.web.audited import audited
from labelqa.web.auth import Reader, Reviewer
from labelqa.web.bodies import whole
from labelqa.web.described import ONCE, described
from labelqa.web.services import services
from labelqa.web.writing import Act, Answer

LAST = 1000
"""Events of one alert that are shown."""
DRIFT = ("iaa_drift", "class_drift")
"""Alerts that a changed guideline may explain."""


@dataclass(frozen=True, slots=True)
class AlertEvent:
    """What happened to an alert (opened, updated, acknowledged, reopened, resolved), with its figures then."""

    at: str
    event: str
    severity: str
    value: float | None
    n: int
    message: str
    by: str | None
    why: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class AlertDetail(AlertRow):
    """An alert with its last 1,000 events, oldest first.

    `markers`: for drifting agreement or classes, what changed in the 14 days before it began.
    """

    events: list[AlertEvent]
    markers: list[MarkerRow]


@described(AlertDetail)
async def get_alert(request: Request, caller: Reader, alert_id: str) -> Response:
    """One alert with its history."""
    served = services(request)
    found = await served.reading(lambda connection: detail(connection, caller.project, _known(alert_id)))
    return json_response(found)


@dataclass(frozen=True, slots=True)
class Known:
    """Whether somebody knows of an alert: what an acknowledgement changes."""

    status: str
    severity: str
    acknowledged: Acknowledged | None


def _known_of(request: Request, connection: Connection, alert_id: str) -> Known:
    project = projects.get(connection, request.path_params["project_id"])
    fields = fields_of(project.project_id, stored.get(connection, project.number, alert_id))
    return Known(fields["status"], fields["severity"], fields["acknowledged"])


@audited("alert_id", _known_of)
@described(AlertDetail, body=Acknowledgement, optional=True, **ONCE)
async def acknowledge_alert(request: Request, caller: Reviewer, alert_id: str) -> Response:
    """Says that somebody knows of an alert, why it waits and until when.

    It goes on being updated. It opens again when it gets more severe than it is now, or when `until` has come. `by` is
    the id of the key unless it is given.
    """
    served = services(request)

    def prepare(value: Any) -> Act:
        asked = whole(value, Acknowledgement)

        def act(connection: Connection, project: Project) -> Answer:
            now = served.clock()
            _check_future(asked.until, now)
            changes = alert_acknowledgements.acknowledge(
                connection,
                project.number,
                _known(alert_id),
                by=asked.by or caller.key.key_id,
                why=asked.why or None,
                until=asked.until,
                now=now,
            )
            return _told(connection, project, changes, now)

        return act

    answer = await changed(request, caller, "acknowledge_alert", prepare, optional=True)
    served.dispatcher.wake()
    return answer


@audited("alert_id", _known_of)
@described(AlertDetail, **ONCE)
async def withdraw_acknowledgement(request: Request, caller: Reviewer, alert_id: str) -> Response:
    """Takes an acknowledgement back: the alert is open again."""
    served = services(request)

    def act(connection: Connection, project: Project) -> Answer:
        now = served.clock()
        changes = alert_acknowledgements.withdraw(
            connection, project.number, _known(alert_id), by=caller.key.key_id, now=now
        )
        return _told(connection, project, changes, now)

    answer = await done(request, caller, "withdraw_acknowledgement", act)
    served.dispatcher.wake()
    return answer


def detail(connection: Connection, project: Project, alert_id: str) -> AlertDetail:
    """An alert with its history; NotFound."""
    row = stored.get(connection, project.number, alert_id)
    happened = alert_events.history(connection, project.number, alert_id, last=LAST)
    explained = row.type in DRIFT and row.since is not None
    return AlertDetail(
        **fields_of(project.project_id, row),
        events=[_event(e) for e in happened],
        markers=markers_before(connection, project, row.since) if explained else [],
    )


def _event(happened: alert_events.Happened) -> AlertEvent:
    values = {name: getattr(happened, name) for name in alert_events.COLUMNS}
    return AlertEvent(**values | {"at": time(happened.at) or "", "until": time(happened.until)})


def _told(connection: Connection, project: Project, changes: list[Change], now: int) -> Answer:
    """The alert as it now is; whoever wants to know is told."""
    outbox.post(connection, project, changes, now=now)
    projects.advance(connection, project.number, now=now)
    return Answer.of(200, detail(connection, project, str(changes[0].row["alert_id"])))


def _check_future(until: int | None, now: int) -> None:
    if until is not None and until <= now:
        raise wrong("/until", f"{time(until)} is over already; it is {time(now)}")


def _known(alert_id: str) -> str:
    """Ids are printable; databases choke on what is not."""
    return alert_id if alert_id.isprintable() else ""


def add_routes(v1: APIRouter) -> None:
    """Adds these routes."""
    one = "/projects/{project_id}/alerts/{alert_id}"
    v1.add_api_route(one, get_alert, methods=["GET"])
    v1.add_api_route(f"{one}/acknowledge", acknowledge_alert, methods=["POST"])
    v1.add_api_route(f"{one}/acknowledge", withdraw_acknowledgement, methods=["DELETE"])
