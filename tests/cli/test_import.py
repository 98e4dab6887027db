"""`labelqa import`: files in, with a summary of what was taken and what was not."""

import json
from pathlib import Path

from tests.cli.conftest import Run, row, write


def test_a_project_that_does_not_exist_is_created_and_said_so(labelqa: Run, ana: Path) -> None:
    first = labelqa("import", "yard", ana)
    assert first.code == 0
    assert "created the project yard" in first.err
    again = labelqa("import", "yard", ana)
    assert "created" not in again.err


def test_the_summary_counts_what_was_taken(labelqa: Run, ana: Path, bo: Path, truth: Path) -> None:
    found = labelqa("import", "yard", ana, bo, truth, "--json")
    assert found.code == 0
    said = found.json
    assert said["images"] == 30
    assert said["annotations"] == 70
    assert said["objects"] == 45 + 45 + 15
    assert said["annotators"] == 3
    assert said["effects"] == {"new": 70}
    assert said["kinds"] == {"person": 60, "truth": 10}
    assert said["skipped"] == {}


def test_the_same_files_again_change_nothing(labelqa: Run, ana: Path, bo: Path) -> None:
    first = labelqa("import", "yard", ana, bo, "--json").json
    again = labelqa("import", "yard", ana, bo, "--json").json
    assert again["effects"] == {"same": 60}
    assert again["revision"] == first["revision"]


def test_a_broken_file_stores_nothing_and_leaves_no_new_project(labelqa: Run, ana: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text(ana.read_text()[:-20])
    found = labelqa("import", "yard", ana, broken)
    assert found.code == 3
    assert "broken.jsonl line 30" in found.err
    assert labelqa("project", "list", "--json").json == []


def test_a_broken_file_leaves_an_old_project_as_it_was(labelqa: Run, ana: Path, tmp_path: Path) -> None:
    labelqa("import", "yard", ana)
    before = labelqa("report", "yard", "overview", "--json").out
    broken = tmp_path / "broken.jsonl"
    broken.write_text(json.dumps(row(99, "bo")) + "\n{")
    assert labelqa("import", "yard", broken).code == 3
    assert labelqa("report", "yard", "overview", "--json").out == before


def test_what_is_left_out_is_named_with_its_reason_and_first_places(labelqa: Run, tmp_path: Path) -> None:
    rows = [row(k, "ana") for k in range(8)]
    for r in rows[:5]:
        r["objects"][0]["box"][3] = -1
    file = write(tmp_path / "ana.jsonl", rows)
    found = labelqa("import", "yard", file)
    assert found.code == 0
    assert "left out: 5 x degenerate box" in found.err
    assert "ana.jsonl line 1" in found.err
    assert "line 5" not in found.err  # the first places, not all
    as_json = labelqa("import", "other", file, "--json").json
    assert as_json["skipped"] == {"degenerate box": 5}
    assert len(as_json["places"]["degenerate box"]) == 5
    assert labelqa("import", "third", file, "--strict").code == 3


def test_kind_and_time_fill_what_a_file_does_not_say(labelqa: Run, tmp_path: Path) -> None:
    coco = {
        "images": [{"id": 1, "file_name": "cam/a.jpg", "width": 640, "height": 480}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 9, 9], "score": 0.5}],
        "categories": [{"id": 1, "name": "car"}],
    }
    file = tmp_path / "detector.json"
    file.write_text(json.dumps(coco))
    options = ["--kind", "model", "--annotator", f"d4={file}", "--submitted-at", "2026-11-02T10:00:00+01:00"]
    assert labelqa("import", "yard", file, *options, "--image-id", "stem").code == 0
    models = labelqa("report", "yard", "annotators", "--kind", "model", "--json").json["annotators"]
    assert [(m["annotator_id"], m["last_active"]) for m in models] == [("d4", "2026-11-02T09:00:00Z")]
    assert labelqa("report", "yard", "images", "--json").json["images"][0]["image_id"] == "a"
    naive = labelqa("import", "yard", file, "--submitted-at", "2026-11-02T10:00:00")
    assert naive.code == 2
    assert "no offset" in naive.err


def test_json_is_alone_on_stdout_and_quiet_is_quiet(labelqa: Run, bo: Path) -> None:
    assert labelqa("import", "yard", bo, "--json").out.count("\n") == 1
    assert labelqa("import", "other", bo, "--quiet").err == ""
