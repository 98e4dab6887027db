"""What earlier versions wrote is whole under this one: nothing is lost, every figure is its recomputation, writes work.

`releases/*.sql` are databases as the code of those days left them (`python -m tests.store.released`). On PostgreSQL the
same rows go into the schema of that day.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, MetaData, func, select, text
from starlette.testclient import TestClient

from labelqa.app import create_app
from labelqa.ingest import recompute
from labelqa.settings import Settings
from labelqa.store import Store, migration, open_store, projects
from labelqa.store.engine import connected
from labelqa.verify import verify
from tests.store.released import FOLDER, IMAGES, SECRET

RELEASES = sorted(FOLDER.glob("*.sql"))
KEPT = ("annotation", "annotation_revision", "image", "image_class", "image_fact", "key", "label_class", "review")
SIX = ("overview", "agreement", "annotators", "images", "benchmark", "alerts")
ADDED = {"annotation", "image", "image_class", "image_fact"}
"""What the one written row adds a row to."""
ROW = {
    "image_id": "after_the_upgrade",
    "annotator_id": "newcomer",
    "kind": "person",
    "submitted_at": "2026-11-02T09:14:03Z",
    "objects": [{"class": "car", "box": [10, 20, 100, 50]}],
}


def counts(engine: Engine) -> dict[str, int]:
    """Rows of what users would miss."""
    with engine.connect() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(text(f'"{name}"'))).scalar_one() for name in KEPT
        }


def laid_out(path: Path, folder: Path, url: str) -> dict[str, int]:
    """Puts the database of a file where `url` says, at its own schema; returns its counts."""
    source = folder / "released.db"
    target = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:") else source
    with closing(sqlite3.connect(target)) as connection:
        connection.executescript(path.read_text())
    old = connected(f"sqlite:///{target}")
    found = counts(old)
    if target is source:
        _copied(old, url)
    old.dispose()
    return found


def _copied(old: Engine, url: str) -> None:
    new, config, revision = connected(url), migration._config(), migration.current(old)
    assert revision is not None
    with new.connect().execution_options(writing=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    tables = MetaData()
    tables.reflect(new)
    with old.connect() as source, new.connect().execution_options(writing=True) as connection, connection.begin():
        for table in tables.sorted_tables:
            rows = source.execute(select(table)).mappings().all() if table.name != "alembic_version" else []
            if rows:
                connection.execute(table.insert(), [dict(row) for row in rows])
            number = table.autoincrement_column
            if rows and number is not None:
                top = select(func.max(number)).scalar_subquery()
                connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, number.name), top)))
    new.dispose()


@contextmanager
def served(store: Store, path: Path, now: int) -> Iterator[TestClient]:
    """A server of today on it, and a client with the key of those days."""
    key = path.read_text().split("\n", 1)[0].removeprefix("-- ")
    app = create_app(Settings(secret=SECRET, learn_after=0), store=store, clock=lambda: now)
    with TestClient(app) as client:
        client.headers["Authorization"] = f"Bearer {key}"
        yield client


@pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.stem)
def test_a_database_of_an_earlier_version_loses_nothing_and_goes_on(
    path: Path, database_url: str, tmp_path: Path
) -> None:
    before = laid_out(path, tmp_path, database_url)
    assert before["image"] == IMAGES
    assert before["annotation"]
    assert before["review"]
    store = open_store(database_url)
    assert migration.current(store.engine) == migration.head()
    assert counts(store.engine) == before
    with store.read() as connection:
        later = projects.get(connection, "demo").created_at + 60_000
    recompute(store, "demo", now=later)  # as a server does on its start, beside its answers
    with store.read() as connection:
        found = verify(connection, "demo")
    assert (found.images, found.differences) == (IMAGES, ())
    with served(store, path, later) as client:
        for name in SIX:
            assert client.get(f"/v1/projects/demo/quality/{name}").status_code == 200, name
        written = client.post("/v1/projects/demo/annotations", json={"annotations": [ROW]})
        assert written.status_code == 200, written.text
        listed = client.get("/v1/projects/demo/quality/images?limit=100").json()["images"]
        assert len(listed) == IMAGES + 1
    assert counts(store.engine) == {name: n + (name in ADDED) for name, n in before.items()}
    with store.read() as connection:
        assert verify(connection, "demo").exact
    store.close()


def test_each_first_line_is_a_key_and_each_schema_is_another_one() -> None:
    assert RELEASES
    for path in RELEASES:
        assert path.read_text().startswith("-- lqa_")
    schemas = [
        line for path in RELEASES for line in path.read_text().splitlines() if '"alembic_version" VALUES' in line
    ]
    assert len(set(schemas)) == len(RELEASES)
