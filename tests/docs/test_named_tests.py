"""A page that says which test holds a promise names one that there is."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`tests/((?:\w+/)*test_\w+\.py)::(test_\w+)`")
PAGES = [page for page in sorted(ROOT.glob("docs/**/*.md")) if NAMED.search(page.read_text(encoding="utf-8"))]


def missing(text: str) -> list[str]:
    """The tests named in a text that are not there."""
    return [f"{path}::{name}" for path, name in NAMED.findall(text) if name not in named_in(path)]


@cache
def named_in(path: str) -> frozenset[str]:
    """The names of the tests of a file below `tests/`; none when there is no such file."""
    file = ROOT / "tests" / path
    if not file.is_file():
        return frozenset()
    functions = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef)]
    return frozenset(node.name for node in functions if node.name.startswith("test_"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_test_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(NAMED.findall(text)) == text.count("::test_"), "each in the one way to name it"
    assert missing(text) == []


def test_one_that_is_gone_is_told() -> None:
    there = "`tests/docs/test_named_tests.py::test_one_that_is_gone_is_told`"
    assert missing(f"{there} `tests/web/test_nothing.py::test_is_here`") == ["web/test_nothing.py::test_is_here"]


def test_every_threat_has_a_test() -> None:
    page = (ROOT / "docs" / "explanations" / "threat-model.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if re.match(r"\| T\d+ ", line)]
    assert {re.match(r"\| T(\d+)", row)[1] for row in rows} == {str(number) for number in range(1, 15)}  # type: ignore[index]
    assert all(NAMED.search(row) for row in rows)
