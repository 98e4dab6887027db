"""The verified part of the simulated project: what a model would be trained on holds what was promised of it."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from labelqa.demo import simulate
from labelqa.export import Query, write
from labelqa.ingest import create_project, write_annotations
from labelqa.model import Annotation
from labelqa.store import Store, annotations, names, open_store, projects
from tests.databases import PostgresServer, SqliteFiles
from tests.demo.conftest import END

VERIFIED = Query(verdict=("verified",))
QUERIES = [
    VERIFIED,
    Query(labels="consensus", format="coco"),
    Query(labels="best", min_annotator_accuracy=0.5, without_flag=("low_agreement",)),
    Query(labels="truth", splits="train:0.7,test:0.3", split="train"),
]


def filled(store: Store, *, turned: bool = False) -> None:
    demo = simulate(seed=7, end=END, images=120)
    step = -1 if turned else 1
    with store.write() as connection:
        project = create_project(connection, {"project_id": "demo"}, now=END)
    with store.write(project.number) as connection:
        write_annotations(connection, project, demo.annotations[::step], now=END, images=demo.images[::step])


def exported(store: Store, query: Query) -> tuple[dict[str, Any], bytes]:
    out = BytesIO()
    with store.read() as connection:
        manifest = write(connection, projects.get(connection, "demo"), query, out)
    return {name: getattr(manifest, name) for name in type(manifest).__slots__}, out.getvalue()


def stored(store: Store) -> list[Annotation]:
    with store.read() as connection:
        number = projects.get(connection, "demo").number
        return annotations.page(connection, number, names.classes(connection, number), limit=10_000)


def test_nothing_rejected_or_unseen_is_in_what_is_verified(sqlite_files: SqliteFiles, tmp_path: Path) -> None:
    with sqlite_files.migrated(tmp_path) as url:
        store = open_store(url)
        filled(store)
        manifest, data = exported(store, VERIFIED)
        every = {(a.image_id, a.annotator_id): a for a in stored(store)}
        store.close()
    rows = [json.loads(line) for line in data.splitlines()]
    verdicts = [every[row["image_id"], row["annotator_id"]].verdict for row in rows]
    assert set(verdicts) <= {"approved", "corrected"}
    assert "rejected" in {a.verdict for a in every.values()}
    assert len(rows) == manifest["annotations"] > 50
    assert len(rows) + sum(manifest["left_out"].values()) == manifest["project"].annotations == len(every)
    assert sum(len(row["objects"]) for row in rows) == manifest["objects"]


@pytest.mark.parametrize("query", QUERIES, ids=lambda q: q.labels)
def test_both_databases_give_the_same_bytes_in_whatever_order_labels_came(
    sqlite_files: SqliteFiles, postgres_server: PostgresServer, tmp_path: Path, query: Query
) -> None:
    found = []
    for turned, databases in ((False, sqlite_files), (True, postgres_server)):
        with databases.migrated(tmp_path) as url:
            store = open_store(url)
            filled(store, turned=turned)
            found.append(exported(store, query))
            store.close()
    assert found[0] == found[1]
    assert found[0][0]["images"] > 3
