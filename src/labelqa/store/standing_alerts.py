"""The alerts that stand, whole: what `labelqa verify` compares with a recomputation."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from labelqa.store.schema import alert, image, image_flag


def standing(connection: Connection, project: int) -> list[Row[Any]]:
    """Every alert that is not resolved, by id."""
    query = select(alert).where(alert.c.project == project, alert.c.status != "resolved")
    return list(connection.execute(query.order_by(alert.c.alert_id)).all())


_SCOPES = (
    select(alert.c.type, alert.c.scope)
    .where(
        alert.c.project == bindparam("project"),
        alert.c.type.in_(bindparam("types", expanding=True)),
        alert.c.status != "resolved",
    )
    .distinct()
    .order_by(alert.c.type, alert.c.scope)
)


def scopes(connection: Connection, project: int, types: Sequence[str]) -> dict[str, list[str]]:
    """{type: scopes in which an alert of it stands}."""
    found: dict[str, list[str]] = {type: [] for type in types}
    for type, scope in connection.execute(_SCOPES, {"project": project, "types": list(types)}).all():
        found[type].append(scope)
    return found


def flagged(connection: Connection, project: int, flag: int) -> list[str]:
    """Ids of the images that raise a flag."""
    query = (
        select(image.c.name)
        .join(image_flag, image_flag.c.image == image.c.id)
        .where(image_flag.c.project == project, image_flag.c.flag == flag)
    )
    return list(connection.execute(query.order_by(image.c.name)).scalars())
