"""Where alerts are sent: the addresses and secrets are sealed by the caller, here they are bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from labelqa.errors import NotFound
from labelqa.store.schema import alert_target as table

COLUMNS = (
    "target_id", "kind", "name", "address", "secret", "earlier_secret", "types", "min_severity", "state", "problem",
    "created_at", "changed_at", "earlier_until",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """One address for alerts of a project. `types` None: of every type. `problem`: why it is disabled. Times in ms.

    `earlier_secret`: the one before a rotation, which signs as well until `earlier_until`.
    """

    number: int
    project: int
    target_id: str
    kind: str
    name: str
    address: bytes
    secret: bytes | None
    earlier_secret: bytes | None
    types: tuple[str, ...] | None
    min_severity: str
    state: str
    problem: str | None
    created_at: int
    changed_at: int
    earlier_until: int | None

    def secrets(self, now: int) -> list[tuple[str, bytes]]:
        """(column, sealed secret) of those that sign now, the newest first."""
        found = [("secret", self.secret)]
        if self.earlier_until is not None and now < self.earlier_until:
            found.append(("earlier_secret", self.earlier_secret))
        return [(column, sealed) for column, sealed in found if sealed is not None]


def add(connection: Connection, project: int, values: Mapping[str, Any]) -> Target:
    """Stores a target."""
    connection.execute(insert(table).values(project=project, **_stored(values)))
    return get(connection, project, values["target_id"])


def get(connection: Connection, project: int, target_id: str) -> Target:
    """The target of that id; NotFound when the project has none."""
    query = select(table).where(table.c.project == project, table.c.target_id == target_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("there is no such alert target in this project")
    return _target(row)


def by_number(connection: Connection, number: int) -> Target | None:
    """The target of that number, None when it is gone."""
    row = connection.execute(select(table).where(table.c.id == number)).one_or_none()
    return None if row is None else _target(row)


def hold(connection: Connection, number: int) -> None:
    """Keeps others from changing a target until the end of the transaction; messages to it may be written meanwhile."""
    connection.execute(select(table.c.id).where(table.c.id == number).with_for_update(key_share=True))


def page(connection: Connection, project: int, *, after: str = "", limit: int = 100) -> list[Target]:
    """Targets by id, from the one after `after`."""
    query = select(table).where(table.c.project == project, table.c.target_id > after)
    return [_target(row) for row in connection.execute(query.order_by(table.c.target_id).limit(limit))]


def active(connection: Connection, project: int) -> list[Target]:
    """Those that messages are for, by id."""
    query = select(table).where(table.c.project == project, table.c.state == "active").order_by(table.c.target_id)
    return [_target(row) for row in connection.execute(query)]


def count(connection: Connection, project: int) -> int:
    """How many targets a project has."""
    return connection.execute(select(func.count()).where(table.c.project == project)).scalar_one()


def change(connection: Connection, number: int, values: Mapping[str, Any]) -> None:
    """Changes what is given."""
    connection.execute(update(table).where(table.c.id == number).values(**_stored(values)))


def remove(connection: Connection, number: int) -> None:
    """Deletes a target with all its deliveries."""
    connection.execute(delete(table).where(table.c.id == number))


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    types = values.get("types")
    return {**values, "types": " ".join(types)} if types is not None else dict(values)


def _target(row: Row[Any]) -> Target:
    values = {name: getattr(row, name) for name in COLUMNS}
    values["types"] = None if row.types is None else tuple(row.types.split())
    return Target(number=row.id, project=row.project, **values)
