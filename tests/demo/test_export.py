"""The verified part of the simulated project: what a model would be trained on holds what was promised of it."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from labelqa.demo import simulate
from labelqa.export import Query
from labelqa.ingest import create_project, write_annotations, write_reviews
from labelqa.model import Annotation, Review
from labelqa.store import Store, annotations, names, open_store, projects
from tests.databases import PostgresServer, SqliteFiles
from tests.demo.conftest import END
from tests.exported import adds_up, exported

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


def stored(store: Store) -> list[Annotation]:
    with store.read() as connection:
        number = projects.get(connection, "demo").number
        return annotations.page(connection, number, names.classes(connection, number), limit=10_000)


@pytest.fixture
def demo_store(store: Store) -> Store:
    filled(store)
    return store


def test_what_a_model_is_trained_on_holds_nothing_rejected_and_the_manifest_adds_up(demo_store: Store) -> None:
    manifest, data = exported(demo_store, "demo", VERIFIED)
    every = {(a.image_id, a.annotator_id): a for a in stored(demo_store)}
    rows = [json.loads(line) for line in data.splitlines()]
    inside = {(row["image_id"], row["annotator_id"]) for row in rows}
    assert inside == {key for key, a in every.items() if a.verdict == "approved"}
    assert {"rejected", None} <= {a.verdict for key, a in every.items() if key not in inside}
    assert len(rows) == len(inside) == manifest.annotations > 50
    assert sum(len(row["objects"]) for row in rows) == manifest.objects
    assert manifest.objects + manifest.image_labels == sum(manifest.classes.values())
    assert len({row["image_id"] for row in rows}) == manifest.images
    assert manifest.project.annotations == len(every)
    assert manifest.left_out == {"verdict": len(every) - len(rows)}
    adds_up(manifest)


def test_the_same_revision_gives_the_same_checksum_and_a_rejection_another(demo_store: Store) -> None:
    first, data = exported(demo_store, "demo", VERIFIED)
    assert exported(demo_store, "demo", VERIFIED) == (first, data)
    assert (first.sha256, first.bytes) == (sha256(data).hexdigest(), len(data))
    approved = next(a for a in stored(demo_store) if a.verdict == "approved")
    rejected = Review(approved.image_id, approved.annotator_id, "rejected", reviewer_id="rui", at=END)
    with demo_store.write(1) as connection:
        write_reviews(connection, projects.get(connection, "demo"), [rejected], now=END)
    second, _ = exported(demo_store, "demo", VERIFIED)
    assert second.revision > first.revision
    assert second.sha256 != first.sha256
    assert second.annotations == first.annotations - 1
    adds_up(second)


@pytest.mark.parametrize("query", QUERIES, ids=lambda q: q.labels)
def test_both_databases_give_the_same_bytes_in_whatever_order_labels_came(
    sqlite_files: SqliteFiles, postgres_server: PostgresServer, tmp_path: Path, query: Query
) -> None:
    found = []
    for turned, databases in ((False, sqlite_files), (True, postgres_server)):
        with databases.migrated(tmp_path) as url:
            store = open_store(url)
            filled(store, turned=turned)
            found.append(exported(store, "demo", query))
            store.close()
    assert found[0] == found[1]
    assert found[0][0].images > 3
