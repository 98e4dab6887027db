"""`labelqa export`: what goes out comes in again, and an interrupted export leaves nothing half."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from labelqa.archives import packing
from labelqa.formats import FORMATS
from labelqa.formats.format import Format
from labelqa.formats.naming import file_name
from labelqa.model import Image
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


def test_another_process_and_another_database_write_the_same_bytes(labelqa: Run, yard: str, tmp_path: Path) -> None:
    options = ["--labels", "consensus", "--splits", "train:0.6,test:0.4", "--split", "train", "--format", "coco"]
    here, there, elsewhere = (tmp_path / name for name in ("here", "there", "elsewhere"))
    assert labelqa("export", yard, *options, "-o", here).code == 0
    command = [sys.executable, "-m", "labelqa", "export", yard, *options, "-o", str(there)]
    assert subprocess.run(command, capture_output=True).returncode == 0
    other = ["--database", f"sqlite:///{tmp_path / 'other.db'}"]
    rows = (tmp_path / "both.jsonl").read_text().splitlines()
    (tmp_path / "turned.jsonl").write_text("\n".join(reversed(rows)) + "\n")
    assert labelqa("import", "yard", tmp_path / "turned.jsonl", *other).code == 0
    assert labelqa("export", "yard", *options, "-o", elsewhere, *other).code == 0
    assert here.read_bytes() == there.read_bytes() == elsewhere.read_bytes()
    said = [json.loads((tmp_path / f"{p.name}.manifest.json").read_text())["sha256"] for p in (here, there, elsewhere)]
    assert len(set(said)) == 1
    assert len(json.loads(here.read_text())["images"]) in range(1, 6)


def many(items: Any, out: BinaryIO) -> dict[str, int]:
    """A format of many files: the name of each image, in a file of that name."""
    taken = set[str]()
    with packing(out) as packed:
        for item in items:
            if isinstance(item, Image):
                packed.add(f"labels/{file_name(item.image_id, taken)}.txt", item.image_id.encode())
    return {}


@pytest.fixture
def packed(monkeypatch: pytest.MonkeyPatch) -> str:
    found = Format("many", (".zip",), lambda head: False, None, many, "a format of the tests", packs=True)
    monkeypatch.setitem(FORMATS.load()._items, "many", found)
    return "many"


def test_a_format_of_many_files_is_an_archive_or_a_folder(labelqa: Run, yard: str, packed: str, tmp_path: Path) -> None:
    options = ["--format", packed, "--splits", "train:0.6,test:0.4"]
    assert labelqa("export", yard, *options, "-o", tmp_path / "all.zip").code == 0
    assert labelqa("export", yard, *options, "-o", f"{tmp_path / 'data'}/").code == 0
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    folder = tmp_path / "data"
    assert {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()} == inside
    assert {name.split("/")[0] for name in inside} == {"train", "test", "manifest.json"}
    assert sorted(p.name for p in tmp_path.iterdir() if "data" in p.name or p.name.startswith(".")) == ["data"]


def test_a_folder_with_something_in_it_is_left_as_it_is(labelqa: Run, yard: str, packed: str, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "mine").write_text("mine")
    found = labelqa("export", yard, "--format", packed, "-o", folder)
    assert (found.code, [p.name for p in folder.iterdir()]) == (2, ["mine"])
    assert "not an empty folder" in found.err
    assert labelqa("export", yard, "-o", folder).code == 2  # and one file is no folder
    (folder / "mine").unlink()
    assert labelqa("export", yard, "--format", packed, "-o", folder).code == 0


def test_a_folder_is_filled_where_it_is_and_where_nothing_can_lie_beside_it(
    labelqa: Run, yard: str, packed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounted, here = tmp_path / "mounted", tmp_path / "here"
    for folder in (mounted, here):
        folder.mkdir()
    monkeypatch.chdir(here)
    assert labelqa("export", yard, "--format", packed, "-o", "./").code == 0
    assert (here / "manifest.json").is_file()
    before = sorted(p.name for p in tmp_path.iterdir())
    monkeypatch.setattr("labelqa.cli.export.may_write", lambda folder: folder != tmp_path)
    assert labelqa("export", yard, "--format", packed, "-o", mounted).code == 0
    assert (mounted / "manifest.json").is_file()
    assert sorted(p.name for p in tmp_path.iterdir()) == before


def test_a_folder_that_cannot_be_filled_is_not_begun(
    labelqa: Run, yard: str, packed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("labelqa.cli.unpacking.put", full)
        found = labelqa("export", yard, "--format", packed, "-o", f"{tmp_path / 'data'}/")
    assert found.code == 2
    assert "No space left" in found.err
    assert [p.name for p in tmp_path.iterdir() if "data" in p.name or p.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--verdict", "good"], "verified"),
        (["--flag", "ugly"], "low_agreement"),
        (["--splits", "train:0.8"], "splits"),
        (["--splits", "train:0.8,val:0.2"], "name the split"),
        (["--labels", "consensus", "--kind", "model"], "persons"),
        (["--class", "cra"], "no class 'cra'"),
    ],
)
def test_an_export_that_cannot_be_is_refused_in_words(labelqa: Run, yard: str, options: list[str], words: str) -> None:
    found = labelqa("export", yard, *options)
    assert found.code in (2, 3)
    assert words in " ".join(found.err.split())
    assert found.out == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_behind_the_output_is_named(yard: str) -> None:
    with open("/dev/full", "wb") as full:
        made = subprocess.run([sys.executable, "-m", "labelqa", "export", yard], stdout=full, stderr=subprocess.PIPE)
    assert made.returncode == 2
    assert b"the output cannot be written: No space left on device" in made.stderr
