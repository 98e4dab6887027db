"""A thousand annotators and five hundred classes: every page stays quick, small and findable."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.dashboard.conftest import Opened, Site
from tests.dashboard.test_pages import PAGES

PROJECT = "crowd"
ANNOTATORS, CLASSES = 1000, 500
TOGETHER = 4
"""Persons of one image, besides the truth."""
NODES = 6000
"""Elements that a page may hold at most, however much there is."""
LAST = f"annotator {ANNOTATORS - 1:04}"


def answers(k: int) -> list[dict[str, Any]]:
    """The answers for one image: of four persons, of whom everybody labels two images, and of the truth."""
    classes = [f"class {(TOGETHER * k + j) % CLASSES:03}" for j in range(TOGETHER)]
    persons = [f"annotator {(TOGETHER * k + j + (k >= 250) * 2) % ANNOTATORS:04}" for j in range(TOGETHER)]
    found = []
    for j, annotator in enumerate(["truth", *persons]):
        drawn = [{"class": c, "box": [50 * i + j, 10, 40, 40]} for i, c in enumerate(classes)]
        if j % 4 == 3:
            drawn[0]["class"] = classes[1]
        said = {"image_id": f"image {k:04}", "annotator_id": annotator, "kind": "person" if j else "truth"}
        verdict = [{"verdict": "approved" if k % 3 else "rejected", "reviewer_id": "rui"}] if j == 1 else []
        found.append({**said, "submitted_at": f"2026-0{1 + k % 9}-04T10:00:00Z", "objects": drawn, "reviews": verdict})
    return found


@pytest.fixture(scope="module", autouse=True)
def crowd(site: Site) -> Iterator[None]:
    """Two images of each person, in a project of their own."""
    with site.client() as client:
        classes = [f"class {k:03}" for k in range(CLASSES)]
        body = {"project_id": PROJECT, "name": "A crowd", "classes": classes}
        assert client.post("/v1/projects", json=body).is_success
        rows = [row for k in range(2 * ANNOTATORS // TOGETHER) for row in answers(k)]
        for start in range(0, len(rows), 1000):
            sent = client.post(f"/v1/projects/{PROJECT}/annotations", json={"annotations": rows[start : start + 1000]})
            assert sent.is_success, sent.text
        yield
        assert client.delete(f"/v1/projects/{PROJECT}").is_success


@pytest.mark.parametrize("name", [name for name, path in PAGES.items() if "{project}" in path])
def test_a_page_of_a_crowd_stays_usable(open_tab: Opened, name: str) -> None:
    tab = open_tab(unpictured=True)
    tab.go(PAGES[name].format(project=PROJECT).replace("/bo", f"/{LAST}"))
    tab.shoot(f"{name}-many-light")
    assert tab.page.evaluate("document.getElementsByTagName('*').length") <= NODES
    assert tab.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, "scrolls sideways"
    tab.check()


@pytest.mark.parametrize(("page", "wanted"), [("annotators", LAST), ("classes", f"class {CLASSES - 1}")])
def test_one_of_many_is_found_by_name(open_tab: Opened, page: str, wanted: str) -> None:
    tab = open_tab(unpictured=True)
    tab.go(f"/p/{PROJECT}/{page}")
    tab.page.get_by_role("main").get_by_role("searchbox").or_(
        tab.page.get_by_role("main").get_by_role("textbox", name="Find")
    ).first.fill(wanted)
    expect(tab.page.get_by_role("main").get_by_role("link", name=wanted).first).to_be_visible()


def test_an_image_is_found_by_its_id(open_tab: Opened) -> None:
    tab = open_tab(unpictured=True)
    tab.go(f"/p/{PROJECT}/images?q=image+0499")
    expect(tab.page.get_by_text("image 0499").first).to_be_visible()
    expect(tab.page.get_by_text("image 0001")).to_have_count(0)


@pytest.mark.parametrize("page", ["", "/agreement"])
def test_a_chart_of_many_finds_one(open_tab: Opened, page: str) -> None:
    """What a matrix of a thousand cannot show, its search field finds."""
    tab = open_tab(unpictured=True)
    tab.go(f"/p/{PROJECT}{page}")
    fields = tab.page.get_by_role("main").get_by_role("searchbox")
    for k in range(fields.count()):
        fields.nth(k).fill("0999")
    tab.settle()
    tab.check()
