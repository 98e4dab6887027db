"""`labelqa export`: what goes out comes in again, and an interrupted export leaves nothing half."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, row, write


@pytest.fixture
def yard(labelqa: Run, tmp_path: Path) -> str:
    reviews = {"reviews": [{"verdict": "approved", "reviewer_id": "rita", "at": "2026-11-30T10:00:00Z"}]}
    rows = [row(k, "ana", **(reviews if k < 4 else {})) for k in range(10)]
    rows += [row(k, "bo", wider=100 if k == 0 else 5) for k in range(6)]
    assert labelqa("import", "yard", write(tmp_path / "both.jsonl", rows)).code == 0
    return "yard"


@pytest.mark.parametrize("format", ["native", "coco"])
def test_what_goes_out_comes_in_again(labelqa: Run, yard: str, tmp_path: Path, format: str) -> None:
    out = tmp_path / "out"
    assert labelqa("export", yard, "--format", format, "-o", out).code == 0
    assert labelqa("import", "copy", out).code == 0
    for name in ("agreement", "benchmark"):
        assert labelqa("report", "copy", name, "--json").json == labelqa("report", yard, name, "--json").json


def test_the_manifest_says_what_was_left_out_and_why(labelqa: Run, yard: str, tmp_path: Path) -> None:
    out = tmp_path / "approved.jsonl"
    found = labelqa("export", yard, "--verdict", "approved", "--min-iou", "0.7", "--min-annotators", "2", "-o", out)
    assert found.code == 0
    manifest = json.loads((tmp_path / "approved.jsonl.manifest.json").read_text())
    assert manifest["annotations"] == len(out.read_text().splitlines()) == 3
    assert manifest["left_out"] == {"verdict": 12, "min_iou": 1}
    assert manifest["filters"]["min_iou"] == 0.7
    assert "left out: 12 annotations by verdict" in found.err


def test_without_a_file_the_labels_go_to_stdout_and_nothing_else_does(labelqa: Run, yard: str) -> None:
    found = labelqa("export", yard, "--kind", "person")
    assert found.code == 0
    assert len([json.loads(line) for line in found.out.splitlines()]) == 16


def test_what_the_format_cannot_hold_is_said(labelqa: Run, yard: str, tmp_path: Path) -> None:
    found = labelqa("export", yard, "--format", "coco", "-o", tmp_path / "out.json")
    assert "not held by the format: " in found.err


def test_an_export_that_fails_leaves_the_file_of_before(labelqa: Run, yard: str, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("mine")
    assert labelqa("export", "nowhere", "-o", out).code == 2
    assert out.read_text() == "mine"
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(("out", "."))) == ["out.jsonl"]


def test_a_format_that_is_not_there_is_a_wrong_call(labelqa: Run, yard: str) -> None:
    found = labelqa("export", yard, "--format", "yolo9000")
    assert found.code == 2
    assert "coco" in found.err
