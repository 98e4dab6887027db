"""What the page of pipelines shows of configuration does what it says."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.pipelines.conftest import ACTION, ROOT, Step
from tests.pipelines.test_pre_commit import HOOK

PAGE = (ROOT / "docs" / "how-to" / "gate-a-pipeline.md").read_text()
BLOCKS: list[tuple[str, str]] = re.findall(r"^```(yaml|groovy|sh)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
LABELQA = [sys.executable, "-m", "labelqa"]


def block(language: str, holding: str) -> str:
    (found,) = (text for its, text in BLOCKS if its == language and holding in text)
    return found


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """With labels of two annotators, who agree to 0.8, and the truth, as the page names them."""
    folder = tmp_path / "repository" / "labels"
    folder.mkdir(parents=True)
    for name, width in (("ana", 100), ("bo", 80), ("truth", 100)):
        images = [{"id": k, "file_name": f"{k}.jpg", "width": 640, "height": 480} for k in range(1, 31)]
        boxes = [{"id": k, "image_id": k, "category_id": 1, "bbox": [100, 100, width, 50]} for k in range(1, 31)]
        document = {"images": images, "categories": [{"id": 1, "name": "car"}], "annotations": boxes}
        (folder / f"{name}.json").write_text(json.dumps(document))
    return folder.parent


def ran(command: str, repository: Path) -> int:
    name, *words = shlex.split(command)
    assert name == "labelqa"
    return subprocess.run([*LABELQA, *words], cwd=repository, capture_output=True).returncode


def test_the_step_of_github_passes_with_the_inputs_and_outputs_there_are(step: Step, repository: Path) -> None:
    workflow: dict[str, Any] = yaml.safe_load(block("yaml", "actions/checkout"))
    assert workflow["permissions"] == {"contents": "read"}
    _, gate, after = workflow["jobs"]["labels"]["steps"]
    done = step("Check", **{name.replace("-", "_"): str(text) for name, text in gate["with"].items()})
    assert (done.code, done.outputs["passed"]) == (0, "true"), done.log
    assert (repository / gate["with"]["sarif"]).is_file()
    (output,) = re.findall(r"steps\.labels\.outputs\.([\w-]+)", after["env"]["IOU"])
    assert output in ACTION["outputs"]
    (upload,) = yaml.safe_load(block("yaml", "upload-sarif"))
    assert upload["with"]["sarif_file"] == gate["with"]["sarif"]


def test_the_script_for_gitlab_leaves_the_report_that_is_named(repository: Path) -> None:
    job = yaml.safe_load(block("yaml", "reports:"))["labels"]
    assert ran(job["script"][1], repository) == 0
    assert (repository / job["artifacts"]["reports"]["junit"]).is_file()


def test_the_script_for_jenkins_leaves_the_report_that_is_named(repository: Path) -> None:
    text = block("groovy", "pipeline")
    (command,) = re.findall(r"sh '(.*)'", text)
    assert ran(command, repository) == 0
    (report,) = re.findall(r"junit '(.*)'", text)
    assert (repository / report).is_file()


def test_the_hooks_are_there_and_pass(repository: Path) -> None:
    (repo,) = yaml.safe_load(block("yaml", "repos:"))["repos"]
    assert {hook["id"] for hook in repo["hooks"]} == {HOOK["id"]}
    assert ran(" ".join([HOOK["entry"], *repo["hooks"][1]["args"]]), repository) == 0


def test_the_lines_without_an_action_write_the_page_and_keep_the_exit_code(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "labelqa").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m labelqa "$@"\n')
    (tmp_path / "labelqa").chmod(0o755)
    script = block("sh", "GITHUB_STEP_SUMMARY").replace("--min-iou 0.7", "--min-iou 0.9")
    code = f'export PATH="{tmp_path}:$PATH" GITHUB_STEP_SUMMARY="{tmp_path / "page.md"}"\n{script}'
    assert subprocess.run(["bash", "-c", code], cwd=repository, capture_output=True).returncode == 1
    assert "1 bar missed" in (tmp_path / "page.md").read_text()
