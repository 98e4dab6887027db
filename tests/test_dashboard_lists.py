"""What the dashboard says by itself of rules and formats is what the server knows."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from labelqa.formats import FORMATS
from labelqa.reports.label_asked import HEADLINES
from labelqa.rules import RULES

SOURCES = Path(__file__).parents[1] / "dashboard" / "src"
PAGES = SOURCES / "pages"


def _told(name: str) -> Any:
    return json.loads((PAGES / name).read_text(encoding="utf-8"))


def test_the_thresholds_of_the_settings_are_those_of_the_rules() -> None:
    told = _told("settings/rules.json")
    assert set(told) == set(RULES)
    for name, thresholds in told.items():
        assert thresholds == pytest.approx(dict(RULES[name].thresholds))


def test_the_formats_of_the_import_are_those_that_are_read() -> None:
    assert _told("import/formats.json") == [name for name, format in FORMATS.items() if format.reads]


def test_every_headline_of_labels_is_called_by_its_own_name() -> None:
    told = (SOURCES / "words" / "en" / "quality.ts").read_text(encoding="utf-8")
    names = re.search(r"coefficient: \{(.*?)\}", told, re.DOTALL)
    assert names is not None
    assert re.findall(r"^ +(\w+):", names[1], re.MULTILINE) == list(HEADLINES)
