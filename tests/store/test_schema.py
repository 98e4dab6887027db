"""The schema: the same on both databases, forward only, and never opened by a version that does not know it."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from labelqa.errors import StoreUnavailable
from labelqa.model import Image
from labelqa.store import Store, images, open_store, projects
from labelqa.store.schema import meta
from tests.ingest.world import fresh, write


def test_migrations_make_exactly_the_tables_that_the_code_knows(store: Store) -> None:
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), meta) == []
        assert set(inspect(connection).get_table_names()) == {*meta.tables, "alembic_version"}


def test_a_database_of_a_newer_version_is_refused(database_url: str) -> None:
    store = open_store(database_url)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreUnavailable, match="newer labelqa"):
        open_store(database_url)


def test_an_empty_database_is_not_served_without_a_migration(database_url: str) -> None:
    with pytest.raises(StoreUnavailable, match="labelqa migrate"):
        open_store(database_url, migrate=False)


def test_names_are_ordered_by_their_bytes_on_every_database(store: Store) -> None:
    project_id = fresh(store)
    write(store, project_id, (), images=[Image(name) for name in ("b", "B", "ä", "a", "Z", "_")])
    with store.read() as connection:
        number = connection.execute(
            text("SELECT id FROM project WHERE project_id = :p"), {"p": project_id}
        ).scalar_one()
        found = [i.image_id for i in images.page(connection, number)]
    assert found == sorted(found)


def test_sqlite_flushes_every_commit_and_checks_foreign_keys(tmp_path: object) -> None:
    store = open_store(f"sqlite:///{tmp_path}/a.db")
    with store.read() as connection:
        read = {
            p: connection.exec_driver_sql(f"PRAGMA {p}").scalar()
            for p in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert read == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    store.close()


def test_deleting_a_project_leaves_nothing_of_it(store: Store) -> None:
    project_id = fresh(store)
    with store.write() as connection:
        projects.remove(connection, projects.get(connection, project_id).number)
    with store.read() as connection:
        left = {name: connection.execute(table.select()).first() for name, table in meta.tables.items()}
    assert {name for name, row in left.items() if row is not None} == set()
