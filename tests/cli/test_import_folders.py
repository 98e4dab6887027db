"""Folders in: one annotator each, sizes of their images from wherever they are known, near and far alike."""

import json
from pathlib import Path

import pytest
from PIL import Image as Picture

from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.cli.conftest import Run, row, write
from tests.cli.server import started

BOX = "0 0.5 0.5 0.2 0.4\n"


def folder(root: Path, *, pictures: bool = True, box: str = BOX) -> Path:
    """A YOLO dataset of three images: one with a box, one empty, one nobody labelled."""
    for name, content in (("labels/cam/a.txt", box), ("labels/cam/b.txt", ""), ("data.yaml", "names: [car]\n")):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    if pictures:
        pictured(root / "images")
    return root


def pictured(root: Path) -> Path:
    (root / "cam").mkdir(parents=True)
    for name, size in (("a", (100, 50)), ("b", (60, 40)), ("c", (70, 30))):
        Picture.new("RGB", size).save(root / "cam" / f"{name}.png")
    return root


def test_two_folders_are_two_annotators(labelqa: Run, tmp_path: Path) -> None:
    ana, bo = folder(tmp_path / "ana"), folder(tmp_path / "v1.2")
    said = labelqa("import", "yard", f"{ana}/", bo, "--json").json
    assert (said["images"], said["annotations"], said["annotators"]) == (3, 4, 2)
    assert said["image_effects"] == {"new": 3, "known": 0}
    assert said["classes"] == {"car": 2}
    people = labelqa("report", "yard", "annotators", "--json").json["annotators"]
    assert {p["annotator_id"] for p in people} == {"ana", "v1.2"}
    named = labelqa("import", "other", ana, bo, "--annotator", f"cy={ana}/", "--json").json
    assert named["annotators"] == 2
    people = labelqa("report", "other", "annotators", "--json").json["annotators"]
    assert {p["annotator_id"] for p in people} == {"cy", "v1.2"}
    again = labelqa("import", "yard", ana, bo, "--json").json
    assert (again["effects"], again["image_effects"]) == ({"same": 4}, {"new": 0, "known": 3})


def test_folders_of_one_name_are_told_apart_by_those_above(labelqa: Run, tmp_path: Path) -> None:
    ana, bo = folder(tmp_path / "ana" / "export"), folder(tmp_path / "bo" / "export")
    assert labelqa("import", "yard", ana, bo, "--json").json["annotators"] == 2


def test_sizes_come_from_a_table_or_from_the_headers_of_pictures_elsewhere(labelqa: Run, tmp_path: Path) -> None:
    ana = folder(tmp_path / "ana", pictures=False)
    bare = labelqa("import", "bare", ana)
    assert "left out: 1 x object of an image of unknown size" in bare.err
    assert "--images FOLDER or --sizes FILE.csv" in " ".join(bare.err.split())
    table = tmp_path / "sizes.csv"
    table.write_text("image_id,width,height\na.png,100,50\n")
    for options in (["--sizes", table], ["--images", pictured(tmp_path / "elsewhere")]):
        said = labelqa("import", options[0][2:], ana, *options, "--json").json
        assert (said["objects"], said["skipped"]) == (1, {})
    exported = tmp_path / "out.jsonl"
    labelqa("export", "sizes", "-o", exported)
    found = [json.loads(line) for line in exported.read_text().splitlines()]
    boxes = [o["box"] for line in found for o in line["objects"]]
    assert boxes == [pytest.approx([40, 15, 20, 20])]
    assert labelqa("check", ana, ana.parent / "ana", "--sizes", table).code == 0


def test_a_table_or_folder_that_is_none_is_a_wrong_call_or_wrong_data(labelqa: Run, tmp_path: Path) -> None:
    ana = folder(tmp_path / "ana")
    assert labelqa("import", "yard", ana, "--sizes", tmp_path / "no.csv").code == 2
    assert labelqa("import", "yard", ana, "--images", tmp_path / "no").code == 2
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n")
    found = labelqa("import", "yard", ana, "--sizes", wrong)
    assert found.code == 3
    assert "image_id,width,height" in found.err
    assert labelqa("project", "list", "--json").json == []


def test_a_server_gets_the_labels_of_a_folder_and_reads_what_a_database_does(labelqa: Run, tmp_path: Path) -> None:
    ana, bo = folder(tmp_path / "ana"), folder(tmp_path / "bo", pictures=False)
    (ana / "out.txt").symlink_to("/etc/passwd")
    elsewhere = ["--images", pictured(tmp_path / "elsewhere"), "--empty", "answer"]
    coco = tmp_path / "coco.json"
    document = {
        "images": [{"id": 1, "file_name": "cam/a.png"}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [90, 0, 20, 9]}],
        "categories": [{"id": 1, "name": "car"}],
    }
    coco.write_text(json.dumps(document))
    near = [labelqa("import", "yard", path, *elsewhere, "--json").json for path in (ana, bo, coco)]
    call = ("serve", "--port", "0", "--database", f"sqlite:///{tmp_path / 'far.db'}")
    with started(tmp_path, *call, LABELQA_BOOTSTRAP_KEY=BOOTSTRAP_EXAMPLE) as (address, _):
        far = ("--server", address, "--key", BOOTSTRAP_EXAMPLE)
        there = [labelqa("import", "yard", path, *elsewhere, "--json", *far).json for path in (ana, bo, coco)]
        assert [sum(s["skipped"].values()) for s in near] == [1, 0, 0]
        assert there[:2] == near[:2]
        assert [s | {"places": {}} for s in there] == [s | {"places": {}} for s in near]
        exports = []
        for where in ((), far):
            path = tmp_path / f"out{len(exports)}.jsonl"
            assert labelqa("export", "yard", "-o", path, *where).code == 0
            exports.append(path.read_bytes())
    assert exports[0] == exports[1] != b""


def test_names_alike_new_classes_and_what_nothing_told_are_said(labelqa: Run, tmp_path: Path) -> None:
    rows = [row(k, "ana") for k in range(3)]
    rows[1]["objects"][0]["class"] = "Car"
    first = labelqa("import", "yard", write(tmp_path / "ana.jsonl", rows))
    assert "classes that differ in case or blanks alone are not the same class: 'Car', 'car'" in " ".join(
        first.err.split()
    )
    assert "classes this project did not have" not in first.err
    assert "not told by these files: how long answers took" in first.err
    rows = [row(k, "bo", label="day", seconds=3.5, origin="manual") for k in range(2)]
    rows[1]["objects"][1]["class"] = "bus"
    second = labelqa("import", "yard", write(tmp_path / "bo.jsonl", rows))
    said = " ".join(second.err.split())
    assert "classes this project did not have: 'bus', 'day'" in said
    assert "how long answers took" not in said
    assert "the verdicts of reviewers" in said
    assert "2 known" in second.out
    assert "1 person" in second.out
    assert "car 2, bus 1" in second.out
    assert "day 2" in second.out
