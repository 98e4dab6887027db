"""What every test may use: reference data, both databases, and no way out to the network."""

import os
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from labelqa.store import Store, open_store
from tests.databases import PostgresServer, SqliteFiles, own_postgres
from tests.trust.lengths import LONG

collect_ignore = ["demo_client.py"]  # a script: a test runs it
IN_CI = os.environ.get("CI", "").lower() == "true"
BACKENDS = ["sqlite", "postgresql"]

settings.register_profile("default", max_examples=30, deadline=None)
settings.register_profile("ci", max_examples=50, deadline=None, print_blob=True)
settings.register_profile("mutants", max_examples=10, deadline=None, derandomize=True, database=None)
settings.register_profile("nightly", max_examples=2000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("nightly" if LONG else "ci" if IN_CI else "default"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public reference data sets with independently computed figures; CI must have it."""
    text = os.environ.get("LABELQA_SHARED_DATA")
    if text is None:
        reason = "LABELQA_SHARED_DATA does not name the folder of the reference data sets"
        pytest.fail(reason) if IN_CI else pytest.skip(reason)
    folder = Path(text)
    assert folder.is_dir(), f"LABELQA_SHARED_DATA: {text} is no folder"
    return folder


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    """SQLite databases of this session."""
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server LABELQA_TEST_POSTGRES names (its user must be allowed to create databases), or one of our own."""
    given = os.environ.get("LABELQA_TEST_POSTGRES")
    if given:
        yield from _served(given)
    else:
        with own_postgres() as url:
            yield from _served(url)


def _served(url: str) -> Iterator[PostgresServer]:
    server = PostgresServer(url)
    yield server
    server.close()


@pytest.fixture(params=BACKENDS)
def databases(request: pytest.FixtureRequest) -> SqliteFiles | PostgresServer:
    """Where databases are made: a test that asks for it runs on both."""
    found: SqliteFiles | PostgresServer = request.getfixturevalue(
        "sqlite_files" if request.param == "sqlite" else "postgres_server"
    )
    return found


@pytest.fixture
def database_url(databases: SqliteFiles | PostgresServer, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of this test alone."""
    with databases.empty(tmp_path) as url:
        yield url


@pytest.fixture
def store(databases: SqliteFiles | PostgresServer, tmp_path: Path) -> Iterator[Store]:
    """An open store with the newest schema and nothing in it, of this test alone."""
    with databases.migrated(tmp_path) as url:
        opened = open_store(url)
        yield opened
        opened.close()


class NetworkUsed(RuntimeError):
    """A test tried to reach another machine; no OSError, so that nothing mistakes it for a broken line."""


def _is_near(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode()
    if host in (None, "", "localhost"):
        return True
    try:
        return ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuses connections and look-ups that would leave this machine; Unix sockets and loopback stay."""
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _only_near(getattr(socket.socket, name)))
    look_up = socket.getaddrinfo

    def near_look_up(host: Any, *args: Any, **options: Any) -> Any:
        if not _is_near(host):
            raise NetworkUsed(f"look-up of {host!r}")
        return look_up(host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", near_look_up)


def _only_near(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_near(address[0]):
            raise NetworkUsed(f"connection to {address!r}")
        return connect(self, address)

    return guarded
