"""The same number on screen as in the API: what the page prints is written here once more, from the API's fields."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Locator, expect

from tests.dashboard.browser import Tab
from tests.dashboard.conftest import EMPTY, Opened, Site

DASH = "–"
FEW = "few"
GREY = """e => {
  const [r, g, b] = getComputedStyle(e).color.match(/[\\d.]+/g).map(Number)
  return Math.max(r, g, b) - Math.min(r, g, b) < 48
}"""
"""True for text without a hue to speak of: no verdict's green, orange or red."""


def whole(value: float | None) -> str:
    """42,310"""
    return DASH if value is None else f"{value:,}"


def share(value: float | None) -> str:
    """91.4%"""
    return DASH if value is None else f"{half_up(Decimal(value) * 100, 1)}%"


def score(value: float | None, bar: float | None = None) -> str:
    """0.81, and 0.696 where 0.70 would pass a bar that it misses."""
    if value is None:
        return DASH
    text = half_up(value, 2)
    return half_up(value, 3) if bar is not None and value < bar and text == half_up(bar, 2) else text


def around(interval: list[float] | None) -> str:
    """± 0.003, or nothing."""
    return "" if interval is None else f"± {half_up((interval[1] - interval[0]) / 2, 3)}"


def half_up(value: float | Decimal, digits: int) -> str:
    """As browsers round: the number as it is held, a half going away from zero."""
    return str(Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


@pytest.fixture
def api(site: Site, project: str) -> Any:
    """The answers of the simulated project by path."""

    def asked(path: str, of: str = project, **query: Any) -> Any:
        with site.client() as client:
            answer: httpx2.Response = client.get(f"/v1/projects/{of}/quality/{path}", params=query)
            assert answer.is_success, answer.text
            return answer.json()

    return asked


def figure(tab: Tab, label: str) -> Locator:
    """A key figure by its label."""
    return tab.page.locator(".key-figure").filter(has=tab.page.get_by_text(label, exact=True))


def text_of(found: Locator) -> str:
    """What it says, with one space where there are several."""
    return re.sub(r"\s+", " ", found.inner_text()).strip()


def test_the_key_figures_are_those_of_the_api(open_tab: Opened, api: Any, project: str) -> None:
    tab = open_tab()
    tab.go(f"/p/{project}")
    overview, agreement = api("overview"), api("agreement")
    iou = score(agreement["mean_iou"], 0.7) + around(agreement["mean_iou_ci95"])
    expected = {
        "Labelled": whole(overview["labelled"]),
        "Approval rate": share(overview["approval_rate"]),
        "Mean IoU": iou,
        "F1 at IoU 0.5": score(agreement["f1_50"]),
        "Overlap pool": share(overview["overlap"]["share"]),
        "AI-assisted": share(overview["ai_assisted_share"]),
    }
    shown = {label: text_of(figure(tab, label).locator(".value")) for label in expected}
    assert shown == expected
    beside = {
        "Labelled": f"of {whole(overview['images'])}",
        "Approval rate": f"n {whole(overview['reviewed'])}",
        "Mean IoU": f"n {whole(agreement['n_images'] - agreement['n_empty'])}",
        "F1 at IoU 0.5": f"n {whole(agreement['n_images'] - agreement['n_empty'])}",
        "Overlap pool": f"{whole(overview['overlap']['images'])} images",
    }
    for label, words in beside.items():
        assert words in text_of(figure(tab, label)), label


def test_a_period_asks_for_that_period(open_tab: Opened, api: Any, project: str) -> None:
    since = api("overview")["as_of"][:10]
    tab = open_tab()
    tab.go(f"/p/{project}?since={since}")
    found = api("agreement", since=since)
    value = tab.page.locator(".key-figure", has_text="Mean IoU").locator(".value")
    assert text_of(value).split(" ")[0] == score(found["mean_iou"], 0.7)


@pytest.mark.parametrize("page", ["", "/annotators"])
def test_the_rows_of_annotators_are_those_of_the_api(open_tab: Opened, api: Any, project: str, page: str) -> None:
    tab = open_tab()
    tab.go(f"/p/{project}{page}")
    rows = api("annotators", sort="approval_rate")["annotators"]
    persons = [row for row in rows if row["kind"] == "person"]
    assert persons
    seen = 0
    for row in persons:
        name = row["name"] or row["annotator_id"]
        line = tab.page.get_by_role("row").filter(has=tab.page.get_by_role("link", name=name, exact=True))
        if line.count() == 0:
            continue
        seen += 1
        text = text_of(line.first)
        for said in (whole(row["n_labelled"]), share(row["approval_rate"]), score(row["mean_iou"], 0.7)):
            assert said in text, (name, said, text)
    assert seen >= min(8, len(persons))


def test_the_counts_beside_the_rail_are_those_of_the_api(open_tab: Opened, api: Any, project: str) -> None:
    tab = open_tab()
    tab.go(f"/p/{project}")
    rail = tab.page.get_by_role("navigation", name="Project")
    alerts, queue = api("alerts")["counts"]["open"], api("images", status="unreviewed", limit=1)["count"]
    expect(rail.get_by_role("link", name="Alerts").locator(".badge")).to_have_text(f"{alerts} open")
    expect(rail.get_by_role("link", name="Review queue").locator(".badge")).to_have_text(f"{whole(queue)} to review")


def test_the_alerts_are_those_of_the_api(open_tab: Opened, api: Any, project: str) -> None:
    tab = open_tab()
    tab.go(f"/p/{project}/alerts")
    found = api("alerts", limit=1000)
    assert found["alerts"]
    main = tab.page.get_by_role("main")
    single = [alert for alert in found["alerts"] if alert["subject"]["kind"] != "image"]
    assert single
    for alert in single:  # alerts of an image each may be one row together
        expect(main.get_by_text(alert["message"], exact=True).first).to_be_visible()
        expect(main.get_by_text(alert["recommended_action"]).first).to_be_attached()


def test_what_is_not_measured_is_a_dash_with_its_reason(open_tab: Opened, site: Site, api: Any) -> None:
    """One person, one image: nothing to compare, nothing reviewed."""
    with site.client() as client:
        assert client.post("/v1/projects", json={"project_id": "alone", "name": "Alone"}).is_success
        said = {"annotator_id": "bo", "kind": "person", "submitted_at": "2026-05-04T10:00:00Z", "labels": None}
        drawn = {**said, "image_id": "1", "objects": [{"class": "car", "box": [1, 1, 9, 9]}]}
        assert client.post("/v1/projects/alone/annotations", json={"annotations": [drawn]}).is_success
    tab = open_tab(unpictured=True)
    tab.go("/p/alone")
    assert api("overview", of="alone")["approval_rate"] is None
    for label in ("Approval rate", "Mean IoU", "F1 at IoU 0.5"):
        value = figure(tab, label).locator(".value")
        assert text_of(value) == DASH, label
        assert value.get_attribute("title"), label
    assert "0.0%" not in text_of(figure(tab, "Approval rate"))
    tab.check()
    with site.client() as client:
        assert client.delete("/v1/projects/alone").is_success


@pytest.mark.parametrize("page", ["", "/agreement", "/annotators", "/benchmark", "/classes", "/suggestions"])
def test_an_empty_project_shows_no_invented_number(open_tab: Opened, page: str) -> None:
    tab = open_tab()
    tab.go(f"/p/{EMPTY}{page}")
    text = tab.page.get_by_role("main").inner_text()
    assert not re.search(r"\b0\.00\b|\b0\.0%|NaN|undefined|null|Infinity", text), text


def test_too_few_are_grey_and_get_no_verdict(open_tab: Opened, site: Site, api: Any) -> None:
    """Twelve shared images of two who agree in everything: excellent, if there were more of them."""
    with site.client() as client:
        assert client.post("/v1/projects", json={"project_id": FEW, "name": "Few"}).is_success
        rows = [
            {
                "image_id": f"image {k}",
                "annotator_id": who,
                "kind": "person",
                "submitted_at": "2026-05-04T10:00:00Z",
                "objects": [{"class": "car", "box": [10, 10, 50, 40]}],
                "reviews": [{"verdict": "rejected"}],
            }
            for k in range(12)
            for who in ("bo", "cy")
        ]
        assert client.post(f"/v1/projects/{FEW}/annotations", json={"annotations": rows}).is_success
    tab = open_tab(unpictured=True)
    tab.go(f"/p/{FEW}")
    assert api("agreement", of=FEW)["verdict"] == "too_few"
    shown = figure(tab, "Mean IoU")
    assert "too few to judge" in text_of(shown)
    assert "n 12" in text_of(shown)
    for words in ("excellent", "healthy", "low"):
        assert words not in text_of(shown)
    assert shown.locator(".tag.ok, .tag.warn, .tag.bad").count() == 0
    for said in shown.locator(".value, .under :not(a)").all():  # the link to the images behind it looks like any link
        assert said.evaluate(GREY), text_of(said)
    row = tab.page.get_by_role("row").filter(has_text="bo").first
    for cell in row.locator(".small").all():
        assert cell.evaluate(GREY), text_of(cell)
    tab.check()
    with site.client() as client:
        assert client.delete(f"/v1/projects/{FEW}").is_success
