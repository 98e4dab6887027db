"""Alerts of the first schema go on living under the second."""

from typing import Any

from alembic import command
from sqlalchemy import inspect, text

from labelqa.store import Connection, alerts, migration, open_store, projects
from labelqa.store.engine import connected
from tests.store.test_alert_life import T0, Life, row


def test_an_alert_that_was_open_before_keeps_its_time_and_is_no_news(database_url: str) -> None:
    engine = connected(database_url)
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        config = migration._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        known = [column["name"] for column in _columns(connection, "project")]
        values = {name: "0" for name in known} | {"id": 1, "project_id": "site", "sigmas": "{}", "thresholds": "{}"}
        connection.execute(
            text(f"INSERT INTO project ({', '.join(values)}) VALUES ({', '.join(f':{n}' for n in values)})"), values
        )
        old = row(since=T0 - 5) | {"project": 1, "type": "low_approval", "status": "open"}
        connection.execute(
            text(f"INSERT INTO alert ({', '.join(old)}) VALUES ({', '.join(f':{n}' for n in old)})"), old
        )
    engine.dispose()
    store = open_store(database_url)
    life = Life.__new__(Life)
    with store.read() as c:
        life.store, life.project_id, life.number = store, "site", projects.get(c, "site").number
    assert (life.now["opened_at"], life.now["updated_at"], life.now["noted"]) == (T0 - 5, T0 - 5, 0.6)
    assert life.look(T0, row()) == []
    assert life.look(T0 + 1) == ["resolved"]
    with store.read() as c:
        assert [a.status for a in alerts.page(c, life.number, status="all")] == ["resolved"]
    store.close()


def _columns(connection: Connection, table: str) -> list[Any]:
    return list(inspect(connection).get_columns(table))
