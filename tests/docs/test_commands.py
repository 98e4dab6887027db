"""What the pages for users tell to type works, and answers what they show."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [DOCS / "tutorial.md", *sorted((DOCS / "how-to").glob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"(?<![\w.])[-+]?\d[\d,]*(?:\.\d+)?(?!\w)")
EXITS = re.compile(r"\s+# exits (\d+)$")


@dataclass
class Step:
    """A command (`$ `, continued with `> `), the exit code its comment names, and the lines shown below it."""

    command: str
    code: int
    shown: list[str] = field(default_factory=list)


def steps(page: Path) -> Iterator[Step]:
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        found: list[Step] = []
        for line in block.splitlines():
            if line.startswith("$ "):
                code = EXITS.search(line)
                found.append(Step(EXITS.sub("", line.removeprefix("$ ")), int(code[1]) if code else 0))
            elif line.startswith("> "):
                found[-1].command += "\n" + line.removeprefix("> ")
            elif line:
                found[-1].shown.append(line)
        yield from found


def words(text: str) -> str:
    """Text without what the width of a terminal decides."""
    return re.sub(r"[\s─]+", " ", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_tells_to_type_answers_what_it_shows(page: Path, tmp_path: Path) -> None:
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "120",
    }
    exports: list[str] = []
    for step in steps(page):
        if step.command.startswith("export "):
            exports.append(step.command)
            continue
        script = "\n".join([*exports, step.command])
        done = subprocess.run(["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True)
        answer = done.stdout + done.stderr
        assert done.returncode == step.code, f"$ {step.command}\n{answer}"
        assert_shown(step, words(answer))


def assert_shown(step: Step, answer: str) -> None:
    """Every line that the page shows is in the answer, in that order; `...` stands for what is left out.

    Numbers may differ a little: the simulated project ends on the day it is made, and its weeks shift with that.
    """
    at = 0
    for line in step.shown:
        for part in filter(None, map(str.strip, words(line).split("..."))):
            found = next((m for m in pattern(part).finditer(answer, at) if near(part, m[0])), None)
            assert found, f"$ {step.command}\ndoes not show {part!r} in\n{answer}"
            at = found.end()


def pattern(part: str) -> re.Pattern[str]:
    """Matches the same words, with any numbers."""
    return re.compile(NUMBER.pattern.join(re.escape(text) for text in NUMBER.split(part)))


def near(shown: str, answered: str) -> bool:
    """True when all numbers are the same within 5 %, or 0.01."""
    pairs = zip(NUMBER.findall(shown), NUMBER.findall(answered), strict=True)
    numbers = [(float(a.replace(",", "")), float(b.replace(",", ""))) for a, b in pairs]
    return all(abs(a - b) <= 0.05 * abs(a) + 0.01 for a, b in numbers)


def test_every_page_but_those_that_need_another_server_a_cluster_or_a_browser_has_commands_that_run() -> None:
    assert {page.stem for page in PAGES if not list(steps(page))} == {
        "dashboard",
        "index",
        "live-from-cvat",
        "live-from-label-studio",
        "operate",
        "pictures",
        "plan-to-internet-scale",
        "postgresql",
        "sign-in",
        "watch-a-server",
    }
