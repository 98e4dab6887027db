"""What people say to alerts: I know; not any more. And those whose time is over."""

from sqlalchemy import Connection, select

from labelqa.errors import Conflict
from labelqa.store import alert_life, alerts
from labelqa.store.alert_life import Change
from labelqa.store.schema import alert, project


def acknowledge(
    connection: Connection,
    number: int,
    alert_id: str,
    *,
    by: str | None,
    why: str | None,
    until: int | None,
    now: int,
) -> list[Change]:
    """Acknowledges an alert, again where it was already. Raises NotFound, and Conflict for one that is resolved."""
    row = alerts.get(connection, number, alert_id)._mapping
    if row["status"] == "resolved":
        raise Conflict(f"alert {alert_id} is resolved; there is nothing to acknowledge")
    known = alert_life.acknowledged(dict(row), by=by, why=why, until=until, now=now)
    return alerts.store(connection, [known])


def withdraw(connection: Connection, number: int, alert_id: str, *, by: str | None, now: int) -> list[Change]:
    """Takes an acknowledgement back. Raises NotFound, and Conflict where there is none."""
    row = alerts.get(connection, number, alert_id)._mapping
    if row["status"] != "acknowledged":
        raise Conflict(f"alert {alert_id} is {row['status']}; there is no acknowledgement to take back")
    return alerts.store(connection, [alert_life.reopened(dict(row), why=alert_life.WITHDRAWN, by=by, now=now)])


def lapsing(connection: Connection, *, now: int) -> list[str]:
    """Ids of the projects in which the time of an acknowledgement is over."""
    query = (
        select(project.c.project_id)
        .distinct()
        .join(alert, alert.c.project == project.c.id)
        .where(alert.c.status == "acknowledged", alert.c.acknowledged_until <= now)
        .order_by(project.c.project_id)
    )
    return list(connection.execute(query).scalars())


def lapse(connection: Connection, number: int, *, now: int) -> list[Change]:
    """Opens every alert of a project again whose acknowledgement was to last until now."""
    query = (
        select(alert)
        .where(alert.c.project == number, alert.c.status == "acknowledged", alert.c.acknowledged_until <= now)
        .order_by(alert.c.alert_id)
    )
    rows = connection.execute(query).mappings().all()
    return alerts.store(connection, [alert_life.reopened(dict(r), why=alert_life.OVER, now=now) for r in rows])
