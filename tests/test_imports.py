"""Files in: wholly or not at all, in any split, and the same again changes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from labelqa.errors import BadFile, BadInput
from labelqa.imports import Step, import_files
from labelqa.ingest import create_project
from labelqa.sources import Source
from labelqa.store import Store, names, projects
from tests.ingest.world import NOW, checked, named

BOX = {"class": "car", "box": [0, 0, 10, 10]}


def line(image: str, who: str, **more: Any) -> str:
    row = {"image_id": image, "annotator_id": who, "kind": "person", "submitted_at": "2026-11-02T09:14:03Z"}
    return json.dumps(row | {"objects": [BOX]} | more)


def made(store: Store, name: str = "site", **settings: Any) -> str:
    with store.write() as connection:
        create_project(connection, {"project_id": name, **settings}, now=NOW)
    return name


def test_a_file_that_breaks_in_the_middle_stores_nothing_of_it(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text("\n".join([line(f"i{k}", "ana") for k in range(600)] + ['{"image_id": "i600", "annot']))
    project_id = made(store)
    with pytest.raises(BadFile, match="line 601"):
        import_files(store, project_id, [Source(path)], now=NOW)
    with store.read() as connection:
        project = projects.get(connection, project_id)
        assert (project.revision, names.annotators(connection, project.number)) == (0, {})


def test_what_the_store_refuses_is_found_before_anything_is_written(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    bus = {"class": "bus", "box": [0, 0, 10, 10]}
    path.write_text("\n".join([*(line(f"i{k}", "ana") for k in range(600)), line("i600", "ana", objects=[bus])]))
    project_id = made(store, classes=["car"], class_policy="closed")
    with pytest.raises(BadInput, match="'bus' is not declared") as caught:
        import_files(store, project_id, [Source(path)], now=NOW)
    assert "601" in caught.value.problems[0].pointer
    with store.read() as connection:
        assert projects.get(connection, project_id).revision == 0


def test_one_annotator_cannot_be_two_kinds_across_files(store: Store, tmp_path: Path) -> None:
    for name, kind in (("a", "person"), ("b", "model")):
        (tmp_path / f"{name}.jsonl").write_text(line("i0", "ana", kind=kind))
    with pytest.raises(BadFile, match="is a model here, and a person at"):
        import_files(store, made(store), [Source(tmp_path / "a.jsonl"), Source(tmp_path / "b.jsonl")], now=NOW)


def coco_of(path: Path, x: int, image: str = "a.jpg") -> None:
    box = {"id": 0, "image_id": 0, "category_id": 0, "bbox": [x, 0, 10, 10]}
    image_record = {"id": 0, "file_name": image, "width": 100, "height": 80}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps({"images": [image_record], "categories": [{"id": 0, "name": "car"}], "annotations": [box]})
    )


@pytest.mark.parametrize("at", [None, NOW])
def test_two_answers_of_one_annotator_without_times_are_no_revisions_of_each_other(
    store: Store, tmp_path: Path, at: int | None
) -> None:
    project_id = made(store)
    coco_of(tmp_path / "set" / "train" / "_annotations.coco.json", 1)
    coco_of(tmp_path / "set" / "valid" / "_annotations.coco.json", 2)
    source = Source(tmp_path / "set", {"submitted_at": at})
    with pytest.raises(BadFile, match=r"valid/_annotations.*a second answer of 'set' for 'a.jpg', and no time tells"):
        import_files(store, project_id, [source], now=NOW)
    with store.read() as connection:
        assert projects.get(connection, project_id).revision == 0


def test_the_same_answer_in_two_files_is_taken_once(store: Store, tmp_path: Path) -> None:
    project_id = made(store)
    coco_of(tmp_path / "set" / "train.json", 1)
    coco_of(tmp_path / "set" / "all.json", 1)
    assert import_files(store, project_id, [Source(tmp_path / "set")], now=NOW).effects == {"new": 1, "same": 1}


def test_files_in_any_order_and_split_give_the_same_totals_and_again_nothing(store: Store, tmp_path: Path) -> None:
    lines = [line(f"i{k}", who, objects=[BOX] * (k % 3)) for k in range(40) for who in ("ana", "bo")]
    whole, parts = tmp_path / "whole.jsonl", [tmp_path / f"part{k}.jsonl" for k in range(3)]
    whole.write_text("\n".join(lines))
    for k, part in enumerate(parts):
        part.write_text("\n".join(lines[::-1][k::3]))
    one, other, steps = made(store, "one"), made(store, "other"), list[Step]()
    summary = import_files(store, one, [Source(whole)], now=NOW, progress=steps.append)
    import_files(store, other, [Source(part) for part in parts], now=NOW)
    assert named(store, one) == named(store, other)
    assert (summary.images, summary.annotations, summary.objects, summary.annotators) == (40, 80, 78, 2)
    assert summary.effects == {"new": 80}
    last = {step.phase: (step.done, step.total) for step in steps}
    assert list(last) == ["reading", "storing", "learning", "scoring"]
    assert (last["storing"], last["scoring"]) == ((80, 80), (40, 40))
    again = import_files(store, one, [Source(whole)], now=NOW)
    assert (again.effects, again.revision) == ({"same": 80}, summary.revision)
    assert checked(store, one).exact


def test_a_degenerate_object_is_dropped_counted_and_its_annotation_kept(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(line("i0", "ana", objects=[BOX, {"class": "car", "box": [5, 5, 0, 10]}]))
    summary = import_files(store, made(store), [Source(path)], now=NOW)
    assert (summary.annotations, summary.objects, dict(summary.skipped)) == (1, 1, {"degenerate box": 1})
    assert "line 1" in summary.places["degenerate box"][0]
    with pytest.raises(BadFile):
        import_files(store, made(store, "strict"), [Source(path, {"strict": True})], now=NOW)
