"""The GitHub Action: its scripts run as a runner runs them."""

import re
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import row, write
from tests.pipelines.conftest import ACTION, INPUT, ROOT, STEPS, Step


@pytest.fixture
def labels(step: Step, tmp_path: Path) -> Path:
    """The folder `labels` of a repository with two annotators and the truth: IoU 0.8 everywhere."""
    folder = tmp_path / "repository" / "labels"
    for who, wider in (("ana", 0), ("bo", 25)):
        write(folder / f"{who}.jsonl", [row(k, who, wider=wider) for k in range(30)])
    write(folder / "truth" / "truth.jsonl", [row(k, "truth", kind="truth") for k in range(30)])
    return folder


def test_no_input_is_text_of_a_script_and_every_input_is_used() -> None:
    scripts = [step["run"] for step in STEPS if "run" in step]
    assert len(scripts) == 2
    assert not any("${{" in script for script in scripts)
    said = [str(value) for step in STEPS for value in {**step.get("env", {}), **step.get("with", {})}.values()]
    assert {m[1] for text in said for m in INPUT.finditer(text)} == set(ACTION["inputs"])
    assert all(step["shell"] == "bash" for step in STEPS if "run" in step)


def test_it_uses_the_actions_that_the_workflows_use() -> None:
    workflows = "".join(path.read_text() for path in (ROOT / ".github" / "workflows").glob("*.yml"))
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert used
    assert all(f"uses: {name}\n" in workflows for name in used)


def test_bars_that_are_reached_pass_with_the_figure_as_an_output(step: Step, labels: Path) -> None:
    ran = step("Check", files="labels/*.jsonl\n", truth="labels/truth/truth.jsonl", min_iou="0.7", min_accuracy="0.9")
    assert ran.code == 0, ran.log
    assert ran.outputs["passed"] == "true"
    assert float(ran.outputs["mean-iou"]) == pytest.approx(0.8)
    assert ran.page.startswith("### labelqa check: passed\n")
    assert ran.page.count("reached") == 2


def test_a_bar_that_is_missed_fails_the_step_and_writes_what_was_asked(
    step: Step, labels: Path, tmp_path: Path
) -> None:
    ran = step("Check", files="labels/ana.jsonl\r\nlabels/bo.jsonl", min_iou="0.9", junit="j.xml", sarif="s.sarif")
    assert ran.code == 1, ran.log
    assert ran.outputs["passed"] == "false"
    assert float(ran.outputs["mean-iou"]) == pytest.approx(0.8)
    assert ran.page.startswith("### labelqa check: 1 bar missed\n")
    assert 'failures="1"' in (tmp_path / "repository" / "j.xml").read_text()
    assert '"ruleId": "min-iou"' in (tmp_path / "repository" / "s.sarif").read_text()


def test_a_file_that_cannot_be_read_fails_otherwise_and_says_so(step: Step, labels: Path) -> None:
    (labels / "bo.jsonl").write_text("{}\n")
    ran = step("Check", files="labels/*.jsonl", min_iou="0.7")
    assert ran.code == 3, ran.log
    assert ran.outputs == {"passed": "false", "mean-iou": ""}
    assert "could not be measured" in ran.page
    missing = step("Check", files="nowhere/*.json")
    assert missing.code == 2
    assert "nowhere/*.json: there is no such file" in missing.log


HOSTILE = (
    "$(touch pwned).jsonl",
    "`touch pwned`.jsonl",
    '"; touch pwned; ".jsonl',
    "a b  c.jsonl",
    "-rf.jsonl",
    "'.jsonl",
    "[x].jsonl",
    "::error::x.jsonl",
    "\\n.jsonl",
    "|<b>@x.jsonl",
)


@pytest.mark.parametrize("way", ["one a line", "by a pattern"])
def test_names_of_files_are_names_and_nothing_else(step: Step, labels: Path, tmp_path: Path, way: str) -> None:
    repository = tmp_path / "repository"
    for k, name in enumerate(HOSTILE):
        write(repository / name, [row(image, f"annotator {k}") for image in range(3)])
    ran = step("Check", files="\n".join(HOSTILE) if way == "one a line" else "*.jsonl", min_iou="0.9")
    assert ran.code == 0, ran.log
    assert f"{len(HOSTILE)} annotators" in ran.page
    assert not list(tmp_path.rglob("pwned"))


@pytest.mark.parametrize("name", ["min_iou", "options", "junit", "truth"])
def test_a_hostile_input_is_a_wrong_call_and_runs_nothing(step: Step, labels: Path, tmp_path: Path, name: str) -> None:
    ran = step("Check", files="labels/*.jsonl", **{name: '$(touch pwned) "; touch pwned #`touch pwned`'})
    assert ran.code != 0 or name == "junit"
    assert not list(tmp_path.rglob("pwned"))


def test_what_labels_say_is_no_command_to_the_runner(step: Step, labels: Path) -> None:
    rows = [row(k, who, wider=wider) for k in range(3) for who, wider in (("ana", 0), ("bo", 50))]
    write(labels / "::error::both.jsonl", [{**r, "image_id": f"::error::{r['image_id']}"} for r in rows])
    log = step("Check", files="labels/::error::both.jsonl\n::error::nowhere.jsonl").log
    stopped = re.search(r"^::stop-commands::(\w{32})$", log, re.MULTILINE)
    assert stopped
    within, _, after = log[stopped.end() :].partition(f"\n::{stopped[1]}::\n")
    assert "nowhere.jsonl" in within
    assert "::" not in log[: stopped.start()] + after


@pytest.mark.parametrize(
    ("version", "what"),
    [("", str(ROOT)), ("2.3.4", "labelqa==2.3.4"), ("1 -i http://x; a", "labelqa==1 -i http://x; a")],
)
def test_it_installs_itself_or_the_version_asked_for_into_an_environment_of_its_own(
    step: Step, tmp_path: Path, version: str, what: str
) -> None:
    calls, bin_ = tmp_path / "calls", tmp_path / "runner temp" / "labelqa" / "bin"
    for folder in (tmp_path / "path", bin_):
        folder.mkdir(exist_ok=True)
        tell = folder / "python"
        tell.write_text(f'#!/bin/sh\nprintf "%s\\n" "$0" "$@" >> "{calls}"\n')
        tell.chmod(tell.stat().st_mode | stat.S_IXUSR)
    assert step("Install labelqa", path=f"{tmp_path / 'path'}:", version=version).code == 0
    made, installed = calls.read_text().split(str(bin_ / "python"))
    assert made.splitlines()[1:] == ["-m", "venv", str(tmp_path / "runner temp" / "labelqa")]
    assert installed.splitlines()[1:4] == ["-m", "pip", "install"]
    assert installed.splitlines()[-1] == what
