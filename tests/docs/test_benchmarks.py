"""The page of benchmarks says what was measured, and nothing else."""

import json
import runpy
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "docs" / "benchmarks.json"


def test_the_page_and_its_picture_are_what_the_kept_figures_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    page = runpy.run_path(str(ROOT / "benchmarks" / "page.py"))
    figures = json.loads(KEPT.read_text(encoding="utf-8"))
    assert KEPT.with_suffix(".md").read_text(encoding="utf-8") == page["page"](figures)
    assert KEPT.with_suffix(".svg").read_text(encoding="utf-8") == page["picture"](figures)


def test_the_kept_figures_are_whole() -> None:
    figures = json.loads(KEPT.read_text(encoding="utf-8"))
    assert figures["machine"]["commit"]
    rows = [row for found in figures["rows"].values() for row in found if "ratio" in row]
    assert all(row["low"] <= row["ratio"] <= row["high"] and row["n"] >= 3 for row in rows)
    assert {row["images"] for found in figures["rows"].values() for row in found if "images" in row} >= {
        1000,
        1_000_000,
    }
