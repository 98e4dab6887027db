"""The pre-commit hook, called as pre-commit calls it: its entry, then its arguments, then the names of files."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.conftest import row, write

ROOT = Path(__file__).parents[2]
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
(HOOK,) = HOOKS


def called(folder: Path, *files: str, args: list[str] | None = None) -> subprocess.CompletedProcess[str]:
    entry, *words = shlex.split(HOOK["entry"])
    assert entry == "labelqa"
    command = [sys.executable, "-m", "labelqa", *words, *(HOOK["args"] if args is None else args), *files]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for who, wider in (("ana", 0), ("bo", 25)):
        write(tmp_path / "labels" / f"{who}.jsonl", [row(k, who, wider=wider) for k in range(30)])
    return tmp_path


def test_it_says_what_pre_commit_asks_for() -> None:
    assert {"id", "name", "entry", "language"} <= set(HOOK)
    assert (HOOK["id"], HOOK["language"], HOOK["require_serial"]) == ("labelqa-check", "python", True)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("labels/ana.json", True),
        ("annotations/day 1/bo.xml", True),
        ("labels/a.zip", True),
        ("package.json", False),
        ("web/labels/ana.json", False),
        ("labels/README.md", False),
        ("labels/photo.jpg", False),
    ],
)
def test_it_looks_at_files_of_labels_alone(name: str, meant: bool) -> None:
    assert bool(re.search(HOOK["files"], name)) is meant


def test_labels_that_can_be_read_pass_and_others_do_not(repository: Path) -> None:
    good = called(repository, "labels/ana.jsonl", "labels/bo.jsonl")
    assert (good.returncode, good.stderr) == (0, "")
    (repository / "labels" / "bo.jsonl").write_text('{"image_id": "a.jpg"}\n')
    bad = called(repository, "labels/ana.jsonl", "labels/bo.jsonl")
    assert bad.returncode == 3
    assert "labels/bo.jsonl: it is JSON, but" in bad.stderr


def test_a_repository_names_all_of_its_labels_and_a_bar(repository: Path) -> None:
    """With `pass_filenames: false`, as the page of pipelines has it."""
    every = ["labels/ana.jsonl", "labels/bo.jsonl"]
    assert called(repository, args=[*every, "--min-iou=0.7", "--quiet"]).returncode == 0
    missed = called(repository, args=[*every, "--min-iou=0.9", "--quiet"])
    assert missed.returncode == 1
    assert "missed: min-iou 0.9: is 0.8000" in missed.stderr
