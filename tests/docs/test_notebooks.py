"""The committed notebook was executed, and a run today on a fresh project says the same."""

import re
import runpy
from base64 import b64decode
from io import BytesIO
from pathlib import Path
from typing import Any

import nbformat
import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "docs" / "generate" / "notebook.py"
NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
LARGEST = 300_000
"""Bytes of the whole file."""
PRIVATE = re.compile(r"/(?:home|root|tmp|Users|work)/|127\.0\.0\.1|localhost|lqa_|\\Users\\")
"""What tells of the machine it ran on, or of a key."""
Outputs = list[tuple[str, str, str]]
"""(cell, kind, text)."""


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


@pytest.fixture(scope="module")
def committed(script: dict[str, Any]) -> nbformat.NotebookNode:
    return nbformat.read(script["PATH"], as_version=4)


def code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook: nbformat.NotebookNode) -> Outputs:
    """Everything shown, texts as they are, and of pictures how large they are."""
    found: Outputs = []
    for cell in code_cells(notebook):
        for output in cell.outputs:
            data = {f"stream {output.name}": output.text} if output.output_type == "stream" else output.data
            found += [
                (cell.id, kind, size(text) if kind == "image/png" else text) for kind, text in sorted(data.items())
            ]
    return found


def size(png: str) -> str:
    with Image.open(BytesIO(b64decode(png))) as picture:
        return f"{picture.width} x {picture.height}"


def test_the_committed_notebook_was_executed_from_its_first_cell_to_its_last(
    committed: nbformat.NotebookNode, script: dict[str, Any]
) -> None:
    nbformat.validate(committed)
    cells = code_cells(committed)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert {output.output_type for cell in cells for output in cell.outputs} <= {
        "stream",
        "display_data",
        "execute_result",
    }
    assert not [said for said in outputs(committed) if said[1] == "stream stderr"]
    assert len([kind for _, kind, _ in outputs(committed) if kind == "image/png"]) == 4
    assert set(committed.metadata) == {"kernelspec", "language_info"}
    assert script["PATH"].stat().st_size < LARGEST


def test_it_tells_nothing_of_the_machine_it_ran_on(committed: nbformat.NotebookNode) -> None:
    assert not [said for said in outputs(committed) if PRIVATE.search(said[2])]


def test_a_run_on_a_fresh_project_shows_what_the_committed_one_shows(
    committed: nbformat.NotebookNode, script: dict[str, Any]
) -> None:
    today, before = outputs(script["executed"]()), outputs(committed)
    assert [said[:2] for said in today] == [said[:2] for said in before]
    for (cell, kind, now), (_, _, then) in zip(today, before, strict=True):
        assert words(now) == words(then), f"{cell} ({kind}) says something else: run `make docs`"
        assert numbers(now) == pytest.approx(numbers(then), rel=1e-3, abs=1e-3), f"{cell} ({kind}): run `make docs`"


def words(text: str) -> list[str]:
    """A text without its numbers, and without the width of its columns."""
    return NUMBER.sub("0", text).split()


def numbers(text: str) -> list[float]:
    return [float(number) for number in NUMBER.findall(text)]
