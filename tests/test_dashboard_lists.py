"""What the dashboard says by itself of rules and formats is what the server knows."""

import json
from pathlib import Path
from typing import Any

import pytest

from labelqa.formats import FORMATS
from labelqa.rules import RULES

PAGES = Path(__file__).parents[1] / "dashboard" / "src" / "pages"


def _told(name: str) -> Any:
    return json.loads((PAGES / name).read_text(encoding="utf-8"))


def test_the_thresholds_of_the_settings_are_those_of_the_rules() -> None:
    told = _told("settings/rules.json")
    assert set(told) == set(RULES)
    for name, thresholds in told.items():
        assert thresholds == pytest.approx(dict(RULES[name].thresholds))


def test_the_formats_of_the_import_are_those_that_are_read() -> None:
    assert _told("import/formats.json") == [name for name, format in FORMATS.items() if format.reads]
