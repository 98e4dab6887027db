"""`labelqa check`: figures of files, and a gate that closes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run, row, write


def test_the_mean_iou_is_that_of_the_boxes(labelqa: Run, ana: Path, bo: Path) -> None:
    found = labelqa("check", ana, bo, "--json")
    assert found.code == 0
    assert found.json["mean_iou"]["value"] == pytest.approx(0.8)
    assert found.json["mean_iou"]["n"] == 30
    assert found.json["kappa"] == {"value": 1.0, "ci95": [1.0, 1.0], "n": 30}
    assert found.json["coefficient"] == "cohen"
    assert found.json["imbalance"]["largest"] == "car"
    assert found.json["files"]["objects"] == 2 * 45
    assert found.json["passed"] is True


def test_bars_that_are_reached_let_it_pass(labelqa: Run, ana: Path, bo: Path) -> None:
    found = labelqa("check", ana, bo, "--min-iou", "0.79", "--min-kappa", "0.9", "--max-imbalance", "3")
    assert found.code == 0
    assert found.out.count("reached") == 3
    assert "missed" not in found.out + found.err


@pytest.mark.parametrize(
    ("bar", "value", "is_"),
    [("--min-iou", "0.81", "0.8000"), ("--max-imbalance", "1.5", "2.0000")],
)
def test_a_bar_that_is_missed_is_named_and_ends_with_one(
    labelqa: Run, tmp_path: Path, bar: str, value: str, is_: str
) -> None:
    files = [
        write(tmp_path / f"{who}.jsonl", [row(k, who, wider=wider) for k in range(30)])
        for who, wider in (("ana", 0), ("bo", 25))
    ]
    found = labelqa("check", *files, bar, value)
    assert found.code == 1
    assert f"missed: {bar[2:]} {value}: is {is_}" in found.err


def test_every_missed_bar_is_told_as_json(labelqa: Run, ana: Path, bo: Path) -> None:
    found = labelqa("check", ana, bo, "--min-iou", "0.9", "--max-imbalance", "1", "--json")
    assert found.code == 1
    assert {m["bar"] for m in found.json["missed"]} == {"min-iou", "max-imbalance"}
    assert found.json["passed"] is False


@pytest.mark.parametrize(
    ("bar", "why"),
    [
        ("--min-iou", "no image has boxes of two annotators"),
        ("--min-kappa", "no image has labels of two annotators"),
        ("--min-accuracy", "name the truth with --truth FILE"),
    ],
)
def test_a_bar_that_cannot_be_measured_is_missed_and_says_why(labelqa: Run, ana: Path, bar: str, why: str) -> None:
    found = labelqa("check", ana, bar, "0.1")
    assert found.code == 1
    assert "could not be measured" in found.err
    assert why in found.err


def test_a_kappa_of_one_label_alone_says_that_it_has_no_chance_to_correct_for(labelqa: Run, tmp_path: Path) -> None:
    files = [write(tmp_path / f"{who}.jsonl", [row(k, who, label="day") for k in range(5)]) for who in ("ana", "bo")]
    found = labelqa("check", *files, "--min-kappa", "0.5")
    assert found.code == 1
    assert "one and the same label" in found.err


def test_persons_are_measured_against_the_truth(labelqa: Run, ana: Path, truth: Path) -> None:
    assert labelqa("check", ana, "--truth", truth, "--min-accuracy", "1").code == 0
    off = write(ana.with_name("off.jsonl"), [row(k, "dia", wider=400) for k in range(10)])
    found = labelqa("check", off, "--truth", truth, "--min-accuracy", "0.5", "--json")
    assert found.code == 1
    assert found.json["accuracy"]["value"] < 0.5


def test_files_of_one_name_in_two_folders_are_two_annotators(labelqa: Run, tmp_path: Path) -> None:
    coco = {
        "images": [{"id": 1, "file_name": "a.jpg", "width": 640, "height": 480}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 100, 100]}],
        "categories": [{"id": 1, "name": "car"}],
    }
    files = [tmp_path / who / "instances.json" for who in ("ana", "bo")]
    for file in files:
        file.parent.mkdir()
        file.write_text(json.dumps(coco))
    found = labelqa("check", *files, "--json")
    assert found.json["files"]["annotators"] == 2
    assert found.json["mean_iou"]["n"] == 1


def test_an_annotator_is_given_to_all_files_or_to_one(labelqa: Run, tmp_path: Path) -> None:
    coco = {"images": [{"id": 1, "file_name": "a.jpg"}], "annotations": [], "categories": []}
    file = tmp_path / "x.json"
    file.write_text(json.dumps(coco))
    assert labelqa("check", file, "--annotator", f"ana={file}", "--empty", "answer").code == 0
    missing = labelqa("check", file, "--annotator", "ana=y.json")
    assert missing.code == 2
    assert "y.json is none of the files given" in missing.err
    twice = labelqa("check", file, "--annotator", "ana", "--annotator", "bo")
    assert twice.code == 2


def test_files_are_read_with_the_same_options_as_at_an_import(labelqa: Run, tmp_path: Path) -> None:
    for who, xmin in ("ana", 11), ("bo", 10):
        box = f"<bndbox><xmin>{xmin}</xmin><ymin>1</ymin><xmax>20</xmax><ymax>10</ymax></bndbox>"
        size = "<size><width>40</width><height>20</height></size>"
        (tmp_path / who).mkdir()
        (tmp_path / who / "a.xml").write_text(
            f"<annotation><filename>a.jpg</filename>{size}<object><name>car</name>{box}</object></annotation>"
        )
    said = labelqa("check", tmp_path / "ana", tmp_path / "bo", "--min-iou", 0.5, "--voc-base", 1, "--json")
    assert json.loads(said.out)["mean_iou"]["value"] == pytest.approx(10 / 11)  # from 0 it is 9 of 10


def test_what_was_left_out_is_told_with_its_place(labelqa: Run, ana: Path, tmp_path: Path) -> None:
    flat = row(1, "bo")
    flat["objects"][0]["box"][2] = 0
    file = write(tmp_path / "flat.jsonl", [flat])
    found = labelqa("check", ana, file)
    assert found.code == 0
    assert "left out: 1 x degenerate box" in found.err
    assert "flat.jsonl line 1" in found.err
    assert labelqa("check", ana, file, "--strict").code == 3


def test_a_broken_file_is_wrong_data_and_a_missing_one_a_wrong_call(labelqa: Run, ana: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text(ana.read_text()[:-20])
    found = labelqa("check", ana, broken)
    assert found.code == 3
    assert "broken.jsonl line 30" in found.err
    assert labelqa("check", tmp_path / "nowhere.json").code == 2
    assert labelqa("check").code == 2
    assert labelqa("check", ana, "--min-iou", "high").code == 2
    assert labelqa("check", ana, "--truth", ana).code == 2


def test_a_class_that_looks_like_markup_is_shown_as_it_is(labelqa: Run, tmp_path: Path) -> None:
    rows = [row(k, "ana") for k in range(4)]
    rows[0]["objects"][0]["class"] = "[red]car[/nothing]"
    found = labelqa("check", write(tmp_path / "a.jsonl", rows))
    assert found.code == 0
    assert "[red]car[/nothing]" in found.out


def test_a_gate_loads_neither_a_web_server_nor_a_database(ana: Path, bo: Path) -> None:
    script = f"""
import sys
from labelqa.cli import main
try:
    main(["check", {str(ana)!r}, {str(bo)!r}])
except SystemExit as end:
    heavy = {{"fastapi", "uvicorn", "sqlalchemy", "alembic", "httpx2", "scipy", "PIL"}} & set(sys.modules)
    print(end.code, sorted(heavy), file=sys.stderr)
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stderr.splitlines()[-1] == "0 []"


def test_the_outcome_goes_into_files_for_other_programs(labelqa: Run, ana: Path, bo: Path, tmp_path: Path) -> None:
    asked = [f"{name}={tmp_path / name}.out" for name in ("junit", "markdown", "sarif")]
    given = [part for text in asked for part in ("--summary", text)]
    for bar, code in (("0.7", 0), ("0.9", 1)):
        found = labelqa("check", ana, bo, "--min-iou", bar, *given)
        assert found.code == code
        junit, markdown, sarif = [(tmp_path / f"{name}.out").read_text() for name in ("junit", "markdown", "sarif")]
        assert f'failures="{code}"' in junit
        assert ("1 bar missed" in markdown, "passed" in markdown) == (bool(code), not code)
        rules = [result["ruleId"] for result in json.loads(sarif)["runs"][0]["results"]]
        assert rules == ["min-iou"] * code + ["apart"] * 10


def test_they_are_written_too_when_a_file_cannot_be_read(labelqa: Run, ana: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    out = tmp_path / "report.xml"
    assert labelqa("check", ana, tmp_path / "broken.json", "--min-iou", "0.5", "--summary", f"junit={out}").code == 3
    assert 'errors="1"' in out.read_text()
    assert "broken.json" in out.read_text()


@pytest.mark.parametrize("text", ["pdf=report.pdf", "junit", "junit=", "=report.xml"])
def test_a_summary_that_is_none_is_a_wrong_call(labelqa: Run, ana: Path, text: str) -> None:
    found = labelqa("check", ana, "--summary", text)
    assert found.code == 2
    assert "write FORMAT=FILE, with one of junit, markdown, sarif" in found.err


def test_a_summary_is_there_too_when_the_table_of_sizes_cannot_be_read(labelqa: Run, ana: Path, tmp_path: Path) -> None:
    out, sizes = tmp_path / "found.xml", tmp_path / "sizes.csv"
    sizes.write_text("nonsense\n")
    assert labelqa("check", ana, "--sizes", sizes, "--summary", f"junit={out}").code == 3
    assert "sizes.csv" in out.read_text()


def test_a_summary_never_takes_the_place_of_labels_or_of_another(
    labelqa: Run, ana: Path, truth: Path, tmp_path: Path
) -> None:
    for file, more in ((ana, []), (truth, []), (tmp_path / "x", ["--summary", f"sarif={tmp_path / 'x'}"])):
        before = file.read_bytes() if file.exists() else b""
        found = labelqa("check", ana, "--truth", truth, "--summary", f"junit={file}", *more)
        assert found.code == 2
        assert "named already" in found.err
        assert (file.read_bytes() if file.exists() else b"") == before


def test_the_images_on_which_annotators_agree_least_are_told_as_json(labelqa: Run, ana: Path, bo: Path) -> None:
    found = labelqa("check", ana, bo, "--json").json["apart"]
    assert len(found) == 10
    assert found[0] == {"image_id": "img_000.jpg", "iou": pytest.approx(0.8), "annotators": ["ana", "bo"]}
