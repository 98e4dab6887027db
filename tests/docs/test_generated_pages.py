"""Pages written from the code say what the code says."""

import runpy
from pathlib import Path
from typing import Any

import pytest

NOTEBOOK = "notebook.py"
"""Writes a notebook, with plots that differ in a bit from machine to machine: `test_notebooks` compares it."""
SCRIPTS = sorted(p for p in Path(__file__).parents[2].glob("docs/generate/*.py") if p.name != NOTEBOOK)


@pytest.fixture(params=SCRIPTS, ids=lambda path: path.stem)
def script(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What a script defines; it writes nothing, for it is not the main one."""
    return runpy.run_path(str(request.param))


def test_a_generated_page_is_what_its_script_writes_today(script: dict[str, Any]) -> None:
    page: Path = script["PATH"]
    assert page.is_file(), f"{page} is missing: run `make docs`"
    assert page.read_text(encoding="utf-8") == script["render"](), f"{page} is out of date: run `make docs`"


def test_every_script_writes_a_page_of_its_own() -> None:
    pages = [runpy.run_path(str(path))["PATH"] for path in SCRIPTS]
    assert len(pages) == len(set(pages)) >= 3
