"""Tests of the tests' own ground: nothing leaves the machine, and no database is shared."""

import socket
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from labelqa.ingest import create_project
from labelqa.store import Store, projects
from tests.conftest import NetworkUsed
from tests.databases import PostgresServer, SqliteFiles
from tests.ingest.world import NOW, fresh


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 443)])
def test_a_connection_to_another_machine_is_refused(address: tuple[str, int]) -> None:
    with pytest.raises(NetworkUsed), socket.create_connection(address, timeout=1):
        pass
    with socket.socket() as client, pytest.raises(NetworkUsed):
        client.connect_ex(address)


def test_loopback_stays_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_a_store_of_its_own(store: Store, turn: int) -> None:
    with store.read() as connection:
        assert projects.page(connection, limit=10) == []
    fresh(store)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_each_example_has_a_project_of_its_own_however_many_there_are(store: Store) -> None:
    """The long form draws two thousand examples on one store."""
    with store.write() as connection:
        for k in range(1_001):
            create_project(connection, {"project_id": f"p{k}"}, now=NOW)
    assert fresh(store) != fresh(store)


def test_an_empty_database_has_no_tables(database_url: str, databases: SqliteFiles | PostgresServer) -> None:
    url = make_url(database_url)
    if isinstance(databases, PostgresServer):
        with psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False)) as connection:
            found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
            assert found == (0,)
    else:
        assert url.database
        assert not Path(url.database).exists()
