"""Scored on one machine: what a server makes of the same files, however they are shared out and in how many runs."""
import shutil
from pathlib import Path

from labelqa.cluster.job import Job
from labelqa.cluster.local import score
from labelqa.cluster.scored import open_scored
from labelqa.cluster.terms import Terms
from labelqa.imports import import_files
from labelqa.ingest import create_project
from labelqa.sources import Source
from labelqa.store import open_store
from tests.cluster.told import PROJECT, store_totals

NOW = 1_800_000_000_000


def test_pedestrians(tmp_path: Path, shared_data: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("annotations.jsonl", "truth.jsonl"):
        shutil.copy(shared_data / "pedestrians" / name, tmp_path / "in" / name)
    store = open_store(f"sqlite:///{tmp_path}/a.db")
    with store.write() as connection:
        create_project(connection, {"project_id": PROJECT}, now=NOW)
    import_files(store, PROJECT, [Source(p) for p in sorted((tmp_path / "in").iterdir())], now=NOW)
    score(Job(str(tmp_path / "in"), str(tmp_path / "out"), Terms(now=NOW)), workers=2)
    assert open_scored(tmp_path / "out").totals() == store_totals(store)
