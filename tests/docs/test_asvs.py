"""The page of the ASVS lists every requirement of levels 1 and 2 once, and links to pages that there are.

That the tests it names are there: `test_named_tests`.
"""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.docs.test_named_tests import NAMED

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "docs" / "reference" / "asvs.md"
PAGE = PLACE.read_text(encoding="utf-8")
NUMBERS = (Path(__file__).parent / "asvs-5.0.0-numbers.txt").read_text(encoding="utf-8")
LEVELS = dict(line.split() for line in NUMBERS.splitlines())
"""Of each requirement the level."""
ITEM = re.compile(r"v5\.0\.0-\d+\.\d+\.\d+")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
WORDS = 12
"""Most words for what a requirement asks: a reminder, not its text."""


def rows() -> list[tuple[str, str, str, str]]:
    """(item, level, what it asks, what holds it or is missing) of every row."""
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in PAGE.splitlines() if line.startswith("| v5")]
    return [(item, level, asks, held) for item, level, asks, held in cells]


def chapter(number: int) -> str:
    """The part of the page about one chapter."""
    return PAGE.partition(f"\n## V{number} ")[2].partition("\n## ")[0]


def test_the_list_of_numbers_is_that_of_the_standard() -> None:
    assert Counter(LEVELS.values()) == {"1": 70, "2": 183}
    assert len(NUMBERS.splitlines()) == len(LEVELS)


def test_every_requirement_stands_on_the_page_once() -> None:
    found = Counter(ITEM.findall(PAGE))
    assert set(LEVELS) - set(found) == set()
    assert set(found) - set(LEVELS) == set()
    assert [item for item, times in found.items() if times > 1] == []
    assert f"Of {len(LEVELS)} requirements" in PAGE


def test_a_row_has_its_level_few_words_and_something_that_holds_it() -> None:
    assert len(rows()) > 100
    for item, level, asks, held in rows():
        assert level == LEVELS[item], item
        assert 0 < len(asks.split()) <= WORDS, item
        assert len(held) > 20, item
    met = PAGE.partition("\n## V1 ")[2]
    assert [item for item, _, _, held in rows() if item in met and not (NAMED.search(held) or LINK.search(held))] == []


@pytest.mark.parametrize("number", range(1, 18))
def test_a_chapter_holds_its_own_requirements(number: int) -> None:
    assert {item.split("-")[1].split(".")[0] for item in ITEM.findall(chapter(number))} == {str(number)}


def test_every_page_that_is_linked_is_there() -> None:
    links = [link for link in LINK.findall(PAGE) if "://" not in link]
    assert len(links) > 20
    assert [link for link in links if not (PLACE.parent / link).is_file()] == []
