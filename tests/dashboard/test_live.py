"""What somebody else does appears while one looks: by itself where nobody scrolls, on demand where one does."""

import json
from collections.abc import Iterator

import httpx2
import pytest
from playwright.sync_api import expect

from tests.dashboard.conftest import Opened, Site

PROJECT = "live"
ROWS = 1500


def answer(k: int) -> dict[str, object]:
    """One person's answer for one image."""
    place = {"class": "car", "box": [10, 10, 50 + k % 7, 40]}
    said = {"annotator_id": "bo", "kind": "person", "submitted_at": "2026-05-04T10:00:00Z", "objects": [place]}
    return {"image_id": f"image {k:05}", **said}


def write(client: httpx2.Client, *places: int) -> None:
    """Labels come in."""
    body = {"annotations": [answer(k) for k in places]}
    assert client.post(f"/v1/projects/{PROJECT}/annotations", json=body).is_success


@pytest.fixture
def client(site: Site) -> Iterator[httpx2.Client]:
    """A program that labels, in a project of its own."""
    with site.client() as found:
        assert found.post("/v1/projects", json={"project_id": PROJECT, "name": "Live"}).status_code == 201
        write(found, 1)
        yield found
        assert found.delete(f"/v1/projects/{PROJECT}").is_success


def test_new_labels_appear_on_the_overview_by_themselves(open_tab: Opened, client: httpx2.Client) -> None:
    tab = open_tab(refusals=True)  # nobody has pictures
    tab.go(f"/p/{PROJECT}")
    tab.page.evaluate("window.same = true")
    labelled = tab.page.locator(".key-figure", has=tab.page.get_by_text("Labelled", exact=True)).locator(".value")
    expect(labelled).to_have_text("1")
    write(client, 2, 3)
    expect(labelled).to_have_text("3")
    assert tab.page.evaluate("window.same"), "the page was loaded anew"
    assert tab.complaints == []


def test_a_stream_that_was_refused_is_asked_for_again_and_nothing_is_missed(
    open_tab: Opened, client: httpx2.Client
) -> None:
    tab = open_tab(refusals=True)
    tab.page.route("**/events", lambda route: route.fulfill(status=503))
    tab.go(f"/p/{PROJECT}")
    labelled = tab.page.locator(".key-figure", has=tab.page.get_by_text("Labelled", exact=True)).locator(".value")
    expect(labelled).to_have_text("1")
    write(client, 2)
    tab.page.unroute("**/events")
    expect(labelled).to_have_text("2")
    write(client, 3)
    expect(labelled).to_have_text("3")


def test_images_are_asked_for_anew_when_one_wants(open_tab: Opened, client: httpx2.Client) -> None:
    tab = open_tab(refusals=True)
    tab.go(f"/p/{PROJECT}/images")
    shown = tab.page.get_by_text("image 00002")
    expect(tab.page.get_by_text("image 00001").first).to_be_visible()
    write(client, 2)
    expect(tab.page.get_by_text("There are new labels")).to_be_visible()
    expect(shown).to_have_count(0)  # the list does not move under the reader
    tab.check()
    tab.page.get_by_role("button", name="Refresh").click()
    expect(shown.first).to_be_visible()
    expect(tab.page.get_by_text("There are new labels")).to_have_count(0)


def test_an_import_goes_on_without_the_page_that_began_it(open_tab: Opened, client: httpx2.Client) -> None:
    tab, other = open_tab(), open_tab()
    tab.go(f"/p/{PROJECT}/import")
    other.go(f"/p/{PROJECT}/import")
    lines = "\n".join(json.dumps(answer(k)) for k in range(ROWS))
    sent = client.post(f"/v1/projects/{PROJECT}/imports", params={"name": "many.jsonl"}, content=lines.encode())
    assert sent.status_code == 202, sent.text
    expect(other.page.get_by_role("heading", name="many.jsonl")).to_be_visible()
    tab.page.reload()
    tab.settle()
    expect(tab.page.get_by_role("heading", name="many.jsonl")).to_be_visible()
    for shown in (tab, other):
        expect(shown.page.get_by_role("listitem").filter(has_text="many.jsonl")).to_contain_text("done", timeout=60_000)
        shown.check()
