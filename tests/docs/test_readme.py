"""What the README tells to type works, on labels in the formats it names and on a served project."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.server import started
from tests.docs.test_commands import assert_shown, steps, words

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?:\]\(|src=\"|srcset=\")(?!https?:|#)([^)\"#]+)")
LABELS = {
    "coco/ana.json": ("coco", "ana"),
    "coco/bo.json": ("coco", "bo"),
    "yolo/chen/": ("yolo", "chen"),
    "voc/dia/": ("voc", "dia"),
    "cvat/annotations.xml": ("cvat", "eli"),
    "label-studio.json": ("label-studio", "bo"),
}
"""Files of the README, each with its format and whose labels of the simulated project it holds."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Labels of the simulated project, in the files that the README names."""
    made = tmp_path_factory.mktemp("readme")
    labelqa(made, "demo", "--data-only", "--database", "sqlite:///demo.db")
    for file, (format, annotator) in LABELS.items():
        made.joinpath(file).parent.mkdir(exist_ok=True)
        export(made, file, "--annotator", annotator, "--format", format)
    export(made, "coco/truth.json", "--labels", "truth", "--format", "coco")
    (made / "pictures").mkdir()
    for label in made.glob("yolo/chen/**/*.txt"):
        Image.new("L", (1280, 720)).save(made / "pictures" / f"{label.stem}.jpg")
    return made


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[dict[str, str]]:
    """The variables of the environment that lead to that project on a server."""
    demo = ("demo", "--no-browser", "--database", "sqlite:///demo.db")
    with started(folder, *demo, until="Ctrl-C") as (address, said):
        key = re.search(r"lqa_\w+", said)
        assert key
        yield {"LABELQA_SERVER": address, "LABELQA_KEY": key[0]}


def environment(folder: Path) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {
        **os.environ,
        "PATH": path,
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "120",
        "PYTHONUNBUFFERED": "1",
    }


def labelqa(folder: Path, *words: str) -> None:
    subprocess.run([sys.executable, "-m", "labelqa", *words], cwd=folder, env=environment(folder), check=True)


def export(folder: Path, file: str, *words: str) -> None:
    labelqa(folder, "export", "demo", "--database", "sqlite:///demo.db", "-o", file, *words)


def test_every_command_of_the_readme_answers_what_it_shows(folder: Path, served: dict[str, str]) -> None:
    typed = list(steps(README))
    assert len(typed) > 10
    for step in typed:
        where = served if "$LABELQA_SERVER" in step.command else {"LABELQA_DATABASE": "sqlite:///labels.db"}
        done = subprocess.run(
            ["bash", "-c", step.command],
            cwd=folder,
            env=environment(folder) | where,
            capture_output=True,
            text=True,
        )
        answer = done.stdout + done.stderr
        assert done.returncode == step.code, f"$ {step.command}\n{answer}"
        assert_shown(step, words(answer))


def test_the_python_of_the_readme_runs(folder: Path, served: dict[str, str]) -> None:
    for code in PYTHON.findall(README.read_text(encoding="utf-8")):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=folder, env=environment(folder) | served, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        assert "eli" in done.stdout


def test_every_link_of_the_readme_leads_to_a_file() -> None:
    found = LINK.findall(README.read_text(encoding="utf-8"))
    assert len(found) > 20
    assert [link for link in found if not (ROOT / link).exists()] == []
