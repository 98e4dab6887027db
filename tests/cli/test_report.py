"""`labelqa report`: the same answers as over HTTP."""

from pathlib import Path

import pytest

from labelqa.reports import REPORTS
from labelqa.store import open_store, projects
from labelqa.web.encoding import json_bytes
from tests.cli.conftest import Run, row, write


@pytest.fixture
def yard(labelqa: Run, ana: Path, bo: Path, truth: Path) -> str:
    """A project with two persons and the truth."""
    assert labelqa("import", "yard", ana, bo, truth).code == 0
    return "yard"


@pytest.mark.parametrize("name", list(REPORTS))
def test_json_is_that_of_the_api(labelqa: Run, yard: str, database: str, name: str) -> None:
    found = labelqa("report", yard, name, "--json")
    assert found.code == 0
    store = open_store(database)
    with store.read() as connection:
        expected = json_bytes(REPORTS[name].build(connection, projects.get(connection, yard)))
    store.close()
    assert found.out == expected.decode() + "\n"


@pytest.mark.parametrize("name", list(REPORTS))
def test_the_terminal_shows_each_report_within_its_width(labelqa: Run, yard: str, name: str) -> None:
    found = labelqa("report", yard, name)
    assert found.code == 0
    assert found.out.strip()
    assert max(map(len, found.out.splitlines())) <= 80


def test_without_a_name_all_six_are_shown_in_short(labelqa: Run, yard: str) -> None:
    found = labelqa("report", yard)
    assert found.code == 0
    lines = found.out.splitlines()
    six = ["overview", "agreement", "annotators", "images", "benchmark", "alerts"]
    assert [line for line in lines if line in REPORTS] == six
    assert list(labelqa("report", yard, "--json").json) == six


def test_figures_stand_with_their_number_and_interval(labelqa: Run, yard: str) -> None:
    found = labelqa("report", yard, "agreement")
    line = next(line for line in found.out.splitlines() if line.startswith("mean IoU"))
    assert line.split() == ["mean", "IoU", "0.800", "0.800", "to", "0.800", "30"]


def test_what_is_not_there_is_said_in_words_and_not_by_the_name_of_a_field(labelqa: Run, ana: Path) -> None:
    assert labelqa("import", "alone", ana).code == 0
    shown = labelqa("report", "alone", "agreement").out
    assert "no image that two persons have answered" in shown
    assert "by_image" not in shown


def test_what_was_not_measured_is_a_dash_and_never_zero(labelqa: Run, yard: str) -> None:
    found = labelqa("report", yard, "overview")
    line = next(line for line in found.out.splitlines() if line.startswith("approved"))
    assert line.split() == ["approved", "–", "0"]


def test_every_parameter_of_every_report_is_an_option(labelqa: Run) -> None:
    said = labelqa("report", "--help")
    assert said.code == 0
    for name, report in REPORTS.items():
        for parameter in report.parameters:
            assert f"--{parameter.replace('_', '-')} " in said.out, (name, parameter)


def test_options_reach_the_report(labelqa: Run, yard: str) -> None:
    van = labelqa("report", yard, "agreement", "--class", "van", "--json").json
    assert van["n_images"] == 15
    assert labelqa("report", yard, "agreement", "--min-annotators=3", "--json").json["n_images"] == 0
    days = labelqa("report", yard, "agreement", "--since", "2026-11-05", "--until", "2026-11-05", "--json").json
    assert days["n_images"] == 1
    ids = labelqa("report", yard, "agreement", "--sort", "image_id", "--limit", "2", "--json").json
    assert [i["image_id"] for i in ids["by_image"]] == ["img_000.jpg", "img_001.jpg"]
    page = labelqa("report", yard, "agreement", "--sort", "image_id", "--limit", "2", "--cursor", ids["next"], "--json")
    assert [i["image_id"] for i in page.json["by_image"]] == ["img_002.jpg", "img_003.jpg"]
    best = labelqa("report", yard, "agreement", "--sort", "-iou", "--json").json["by_image"]
    assert best[0]["iou"] == max(i["iou"] for i in best)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nope"], "there is no report 'nope'"),
        (["overview", "--class", "car"], "overview has no option --class"),
        (["agreement", "--limit", "0"], "--limit '0' must be at least 1"),
        (["agreement", "--limit", "1001"], "must be at most 1000"),
        (["agreement", "--limit", "1.5"], "is not a whole number"),
        (["agreement", "--since", "yesterday"], "is not a day"),
        (["agreement", "--sort", "size"], "is none of iou, -iou, image_id"),
        (["agreement", "--drift", "yes"], "is not true or false"),
        (["images", "--min-score", "nan"], "must be at least 0"),
        (["benchmark", "--iou-threshold", "0"], "must be more than 0"),
        (["--class", "car"], "name the report"),
        (["--csv"], "name the report"),
        (["agreement", "--csv", "--json"], "exclude each other"),
        (["agreement", "--nonsense"], "--nonsense"),
    ],
)
def test_a_wrong_call_is_named_and_ends_with_two(labelqa: Run, yard: str, arguments: list[str], told: str) -> None:
    found = labelqa("report", yard, *arguments)
    assert found.code == 2
    assert told in found.err


def test_a_class_or_project_that_is_not_there_is_named(labelqa: Run, yard: str) -> None:
    assert "no class 'lorry'" in labelqa("report", yard, "agreement", "--class", "lorry").err
    found = labelqa("report", "nowhere", "overview")
    assert found.code == 2
    assert "no project 'nowhere'" in found.err


def test_csv_is_the_table_with_a_header(labelqa: Run, yard: str) -> None:
    found = labelqa("report", yard, "annotators", "--csv")
    header, *rows = found.out.splitlines()
    assert header.startswith("annotator_id,name,kind,n_labelled")
    assert [r.split(",")[0] for r in rows] == ["ana", "bo"]


def test_a_spreadsheet_cannot_be_made_to_run_a_name(labelqa: Run, tmp_path: Path) -> None:
    labelqa("import", "yard", write(tmp_path / "x.jsonl", [row(1, "=1+1")]))
    assert "\n'=1+1," in labelqa("report", "yard", "annotators", "--csv").out


def test_a_long_table_says_that_there_is_more(labelqa: Run, yard: str) -> None:
    found = labelqa("report", yard, "agreement")
    assert found.out.count(".jpg") == 20
    assert "the first 20; --limit shows more" in found.out
    assert labelqa("report", yard, "agreement", "--limit", "100").out.count(".jpg") == 30
