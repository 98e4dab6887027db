"""Public labels with independently computed figures."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from labelqa.consensus import Ratings
from tests.consensus.labels import ratings, read


@pytest.fixture
def golden(shared_data: Path) -> Callable[[str], dict[str, Any]]:
    def load(name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((shared_data / name / "golden.json").read_text())
        return found

    return load


@pytest.fixture
def anaesthetists(shared_data: Path) -> Ratings:
    rows = read(shared_data / "dawid_skene_1979", "labels.csv.gz")
    return ratings([(f"{int(r['item_id']):02}", r["annotator_id"], r["label"]) for r in rows])


@pytest.fixture
def bluebirds(shared_data: Path) -> Ratings:
    rows = read(shared_data / "bluebirds", "labels.csv.gz")
    return ratings([(r["image_id"], r["annotator_id"], r["label"]) for r in rows])
