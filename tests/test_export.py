"""Labels out: what passes, what was left out and why; and reading back what was written gives the same project."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from labelqa.export import Filters, selected
from labelqa.formats import FORMATS
from labelqa.imports import import_files
from labelqa.ingest import create_project
from labelqa.model import Annotation, Image, Object, Review
from labelqa.sources import Source
from labelqa.store import Store, projects
from tests.ingest.world import NOW, START, checked, fresh, named, write

BOX = Object("car", 0.1, 0.2, 10.3, 10.4, object_id="r1", attributes={"occluded": True})


def filled(store: Store) -> str:
    project_id = fresh(store)
    ana = Annotation("p", "ana", "person", START, (BOX,), ("day",), seconds=2.5, origin="manual")
    approved = Review("p", "ana", "approved", reviewer_id="rui", reason="fine", at=START + 5)
    rows = [
        replace(ana, reviews=(approved,)),
        replace(ana, annotator_id="bo", objects=(replace(BOX, width=20.0),)),
        replace(ana, image_id="q", annotator_id="bo", objects=()),
        Annotation("q", "yolo", "model", START, (replace(BOX, score=0.75),)),
        Annotation("q", "gt", "truth", START, (BOX,)),
    ]
    write(store, project_id, rows, images=[Image("p", 640, 480)])
    return project_id


@pytest.mark.parametrize(
    ("filters", "taken", "left_out"),
    [
        (Filters(), 5, {}),
        (Filters(verdict="approved"), 1, {"verdict": 4}),
        (Filters(min_iou=0.5), 2, {"min_iou": 3}),
        (Filters(min_annotators=2), 2, {"min_annotators": 3}),
        (Filters(kind="person"), 3, {"kind": 2}),
        (Filters(annotator="bo"), 2, {"annotator": 3}),
    ],
)
def test_a_filter_takes_what_passes_and_counts_the_rest(
    store: Store, filters: Filters, taken: int, left_out: dict[str, int]
) -> None:
    project_id = filled(store)
    with store.read() as connection:
        manifest, items = selected(connection, projects.get(connection, project_id), filters)
        found = [i for i in items if isinstance(i, Annotation)]
    assert len(found) == manifest.annotations == taken
    assert dict(manifest.left_out) == left_out


def test_a_native_export_read_back_gives_the_same_project(store: Store, tmp_path: Path) -> None:
    project_id, out = filled(store), BytesIO()
    with store.read() as connection:
        _, items = selected(connection, projects.get(connection, project_id), Filters())
        FORMATS["native"].write(items, out)
    path = tmp_path / "labels.jsonl"
    path.write_bytes(out.getvalue())
    with store.write() as connection:
        create_project(connection, {"project_id": "again"}, now=NOW)
    import_files(store, "again", [Source(path)], now=NOW)
    mine = {key: row for key, row in named(store, project_id).items() if key[0] != "coverage"}
    assert {key: row for key, row in named(store, "again").items() if key[0] != "coverage"} == mine
    assert checked(store, "again").exact
