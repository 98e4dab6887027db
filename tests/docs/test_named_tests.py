"""A page that says which test holds a promise names one that there is."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`((?:\w+/)*test_\w+\.py)::(\w+)`")
PAGES = [page for page in sorted(ROOT.glob("docs/**/*.md")) if NAMED.search(page.read_text(encoding="utf-8"))]


def missing(text: str) -> list[str]:
    """The tests named in a text that are not there."""
    return [f"{path}::{name}" for path, name in NAMED.findall(text) if f"test_{name}" not in named_in(path)]


def named_in(path: str) -> set[str]:
    """The names of the tests of a file below `tests/`."""
    file = ROOT / "tests" / path
    if not file.is_file():
        return set()
    return {node.name for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_test_that_a_page_names_is_there(page: Path) -> None:
    assert missing(page.read_text(encoding="utf-8")) == []


LAST = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4,
    "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5,
    "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4,
    "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4,
    "17.3": 2,
}  # fmt: skip
"""ASVS 5.0: the last requirement of each section that is of level 1 or 2; all before it are, too."""


def test_every_requirement_of_asvs_is_answered_once() -> None:
    page = (ROOT / "docs" / "reference" / "asvs.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| [^|]+ \| ([^|]+) \|$", page, re.MULTILINE)
    others = "".join(re.findall(r"^Do(?:es)? not apply: .*?(?=\n\n|\Z)", page, re.MULTILINE | re.DOTALL))
    answered = [item for item, _, _ in rows] + re.findall(r"\d+\.\d+\.\d+", others)
    assert sorted(answered) == sorted(f"{part}.{n}" for part, last in LAST.items() for n in range(1, last + 1))
    assert len(answered) == 253
    for item, _, held in rows:
        assert NAMED.search(held) or "](" in held or held.startswith(("open:", "operator", "below", "`make")), item


def test_one_that_is_gone_is_told() -> None:
    assert missing("`docs/test_named_tests.py::one_that_is_gone_is_told` `web/test_nothing.py::is_here`") == [
        "web/test_nothing.py::is_here"
    ]


def test_every_threat_has_a_test() -> None:
    page = (ROOT / "docs" / "explanations" / "threat-model.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if re.match(r"\| T\d+ ", line)]
    assert {re.match(r"\| T(\d+)", row)[1] for row in rows} == {str(number) for number in range(1, 15)}  # type: ignore[index]
    assert all(NAMED.search(row) for row in rows)
