"""`labelqa score` and `labelqa import --scored`: from files to a project that verifies."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cluster import labels


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return labels.parquet(tmp_path / "in" / "a.parquet", labels.mixed(15, seed=41)).parent


def test_what_is_scored_is_imported_served_and_verified(labelqa: Run, files: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    made = labelqa("score", "--input", files, "--output", out, "--workers", 1, "--iou-threshold", 0.6, "--json")
    assert made.code == 0, made.err
    assert (made.json["images"], made.json["files"], made.json["run"]) == (15, 1, 1)
    taken = labelqa("import", "street", "--scored", out, "--json")
    assert taken.code == 0, taken.err
    assert taken.json["images"] == {"new": 15, "known": 0}
    listed = labelqa("project", "list", "--json")
    assert listed.json[0]["iou_threshold"] == 0.6
    assert labelqa("verify", "street").code == 0
    again = labelqa("score", "--input", files, "--output", out, "--workers", 1, "--iou-threshold", 0.6, "--quiet")
    assert again.out == "15 images of 1 files; the last run, 1, scored 15\n"


def test_calls_that_cannot_be_meant_are_refused(labelqa: Run, files: Path, tmp_path: Path) -> None:
    for arguments, said in (
        (("import", "street"), "name the files to import, or --scored DIR"),
        (("import", "street", files, "--facts-only"), "--facts-only is for --scored DIR"),
        (("import", "street", files, "--scored", tmp_path), "name no files and no --server beside it"),
        (("import", "street", "--scored", tmp_path), "holds no manifest"),
        (("score", "--input", tmp_path / "none", "--output", tmp_path / "out"), "there is no such file"),
        (("score", "--input", files, "--output", tmp_path / "out", "--sigmas", "[1]"), "is no JSON object"),
        (("score", "--input", files, "--output", tmp_path, "--engine", "spark", "--conf", "x"), "is not KEY=VALUE"),
    ):
        found = labelqa(*arguments)
        assert found.code == 2, arguments
        assert said in found.err
    assert labelqa("project", "list", "--json").json == []


def test_without_java_spark_is_told_plainly(
    labelqa: Run, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = labelqa("score", "--input", files, "--output", tmp_path / "out", "--engine", "spark")
    assert found.code == 2
    assert "Spark needs Java, and there is none: install Java 17 or 21" in found.err
    old = tmp_path / "old"
    (old / "bin").mkdir(parents=True)
    (old / "bin" / "java").touch()
    (old / "release").write_text('JAVA_VERSION="11.0.2"\n')
    monkeypatch.setenv("JAVA_HOME", str(old))
    found = labelqa("score", "--input", files, "--output", tmp_path / "out", "--engine", "spark")
    assert f"Spark needs Java 17 or newer, and {old / 'bin' / 'java'} is Java 11" in found.err
