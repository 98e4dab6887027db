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
from tests.formats.label_studio_files import answer, region, saved, task
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


def test_classes_whose_names_differ_in_case_or_blanks_alone_are_named_and_stay_two(
    store: Store, tmp_path: Path
) -> None:
    boxes = [BOX | {"class": name} for name in ("Traffic light", "traffic  light", "car")]
    (tmp_path / "labels.jsonl").write_text(line("i0", "ana", objects=boxes))
    summary = import_files(store, made(store), [Source(tmp_path / "labels.jsonl")], now=NOW)
    text = "classes whose names differ in case or blanks alone: 'Traffic light', 'traffic  light'"
    assert summary.remarks == {text: 2}
    assert summary.classes.keys() == {"Traffic light", "traffic  light", "car"}


def test_an_older_export_of_label_studio_never_undoes_a_newer_one(store: Store, tmp_path: Path) -> None:
    early = answer(region(), updated_at="2026-11-02T10:00:00Z", last_action="accepted")
    late = answer(updated_at="2026-11-03T10:00:00Z")
    old, new = saved(tmp_path / "old.json", task(early)), saved(tmp_path / "new.json", task(late))
    first = import_files(store, made(store, "a"), [Source(old), Source(new)], now=NOW)
    second = import_files(store, made(store, "b"), [Source(new), Source(old)], now=NOW)
    assert (first.effects, second.effects) == ({"new": 1, "revised": 1}, {"new": 1, "older": 1})
    again = import_files(store, "a", [Source(old), Source(new)], now=NOW + 1)
    assert again.effects == {"same": 2}
    assert again.revision == first.revision
