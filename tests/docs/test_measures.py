"""The page of measures explains every figure that is served, and every metric shows where it comes from."""

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from labelqa.metrics import METRICS, Metric
from labelqa.reports import REPORTS

SCRIPT = Path(__file__).parents[2] / "docs" / "generate" / "measures.py"
YEAR = re.compile(r"\((?:1[89]|20)\d\d\)")
OURS = frozenset({"mean_iou", "percent_agreement"})
"""A definition of our own and a plain mean, which no paper holds: the metric says them in full."""


@pytest.fixture(scope="module")
def page() -> dict[str, Any]:
    """What the script of the page defines; it writes nothing."""
    return runpy.run_path(str(SCRIPT))


def test_every_figure_of_every_report_is_explained(page: dict[str, Any]) -> None:
    unsaid = [f"{report}: {f.key}" for report, found in page["answers"]().items() for f in found if not meant(f)]
    assert unsaid == [], "say what these are in the docstring of their dataclass, or in docs/generate/measures.toml"


def meant(field: Any) -> bool:
    return field.plain or field.says is not None


def test_every_report_has_its_table_of_fields(page: dict[str, Any]) -> None:
    text = page["render"]()
    for name, found in page["answers"]().items():
        assert f"### quality/{name}\n" in text
        assert all(f"`{f.path}`" in text for f in found)
    assert set(page["answers"]()) == set(REPORTS)


def test_what_is_said_of_a_field_that_is_gone_is_found(page: dict[str, Any]) -> None:
    there = {f.key for found in page["answers"]().values() for f in found}
    assert set(page["MEANT"]) <= there, "take them out of docs/generate/measures.toml"


def test_every_link_of_the_page_leads_to_one_heading(page: dict[str, Any]) -> None:
    text = page["render"]()
    headings = [page["anchor"](line.lstrip("# ")) for line in text.splitlines() if re.match("##+ ", line)]
    assert len(headings) == len(set(headings))
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= set(headings)


@pytest.mark.parametrize("metric", [metric for _, metric in METRICS.items()], ids=list(METRICS))
def test_a_metric_shows_an_example_and_where_it_comes_from(metric: Metric) -> None:
    assert ">>> " in metric.doc, "a worked example, run as a test"
    assert re.search(r"\bn: ", metric.doc), "what it is over"
    assert sourced(metric), "a source with its year, as in Krippendorff (2011)"


def sourced(metric: Metric) -> bool:
    """A paper is named, or another metric that this one is made of, or it is a plain share."""
    made_of = {name for name in METRICS if f"`{name}`" in metric.doc} - {metric.name}
    return metric.doc.startswith("The share of") or metric.name in OURS or bool(made_of or YEAR.search(metric.doc))
