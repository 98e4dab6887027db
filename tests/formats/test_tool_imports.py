"""Exports of labelling tools come into a project once: the same file again changes nothing."""

from pathlib import Path

import pytest

from labelqa.imports import import_files
from labelqa.ingest import create_project
from labelqa.sources import Source
from labelqa.store import Store, projects
from labelqa.store import annotations as stored
from tests.databases import SqliteFiles
from tests.formats import tools
from tests.formats.test_hostile_readers import SEEDS
from tests.formats.test_kili import MOVED, by
from tests.ingest.world import NOW


@pytest.fixture
def databases(sqlite_files: SqliteFiles) -> SqliteFiles:
    """What a reader yields does not depend on the database: one is enough."""
    return sqlite_files


def brought_in(store: Store, path: Path, times: int) -> list[dict[str, int]]:
    with store.write() as connection:
        create_project(connection, {"project_id": "site"}, now=NOW)
    return [dict(import_files(store, "site", [Source(path)], now=NOW).effects) for _ in range(times)]


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_the_same_export_again_changes_nothing(name: str, store: Store, tmp_path: Path) -> None:
    first, second = brought_in(store, tools.saved(tmp_path / "export.json", SEEDS[name]), 2)
    assert first["new"] >= 1
    assert set(second) <= {"same", "older"}
    with store.read() as connection:
        held = projects.get(connection, "site").revision
    import_files(store, "site", [Source(tmp_path / "export.json")], now=NOW)
    with store.read() as connection:
        assert projects.get(connection, "site").revision == held


def test_a_reviewers_correction_is_the_current_answer(store: Store, tmp_path: Path) -> None:
    change = by("rui", 2, tools.kili_object(boundingPoly=MOVED), labelType="REVIEW")
    brought_in(store, tools.saved(tmp_path / "assets.json", [tools.kili(by("ana", 1), change)]), 2)
    with store.read() as connection:
        project = projects.get(connection, "site")
        (row,) = stored.stored(connection, project.number, [1]).values()
    assert (row["revision"], row["verdict"]) == (2, 3)
