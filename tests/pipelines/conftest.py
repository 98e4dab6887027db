"""A runner of GitHub Actions, as far as the steps of the action can tell."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, STDOUT
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
INPUT = re.compile(r"\$\{\{ inputs\.([\w-]+) \}\}")


@dataclass(frozen=True)
class Ran:
    """How a step ended: its exit code, what it printed, its outputs, and the page of the run."""

    code: int
    log: str
    outputs: dict[str, str]
    page: str


Step = Callable[..., Ran]


@pytest.fixture
def step(tmp_path: Path) -> Step:
    """Runs the step of a name in a repository, with inputs as a runner gives them."""
    temporary, repository = tmp_path / "runner temp", tmp_path / "repository"
    bin_ = temporary / "labelqa" / "bin"
    bin_.mkdir(parents=True)
    repository.mkdir(exist_ok=True)
    for name, words in (("python", ""), ("labelqa", " -m labelqa")):
        (bin_ / name).write_text(f'#!/bin/sh\nexec "{sys.executable}"{words} "$@"\n')
        (bin_ / name).chmod(0o755)
    source = os.environ.get("PYTHONPATH")

    def run(named: str, *, path: str = "", **inputs: str) -> Ran:
        told = next(step for step in STEPS if step.get("name") == named)
        given = {name.replace("_", "-"): text for name, text in inputs.items()}
        known = {name: given.get(name, about.get("default", "")) for name, about in ACTION["inputs"].items()}
        assert set(given) <= set(known)
        files = {name: tmp_path / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        environment = {
            "PATH": path + os.environ["PATH"],
            "HOME": str(tmp_path),
            "LC_ALL": "C.UTF-8",
            "RUNNER_TEMP": str(temporary),
            "GITHUB_ACTION_PATH": str(ROOT),
            **({"PYTHONPATH": source} if source else {}),
            **{name: str(file) for name, file in files.items()},
            **{name: INPUT.sub(lambda m: known[m[1]], str(text)) for name, text in told["env"].items()},
        }
        script = tmp_path / "script.sh"
        script.write_text(told["run"])
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]  # what `shell: bash` stands for
        done = subprocess.run(command, cwd=repository, env=environment, stdout=PIPE, stderr=STDOUT, text=True)
        outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
        return Ran(done.returncode, done.stdout, outputs, files["GITHUB_STEP_SUMMARY"].read_text())

    return run
