"""The review screen as people work with it: by keyboard, in twos, and when the server refuses."""

import re
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.browser import Tab, problem
from tests.dashboard.conftest import Opened, Site

PERSONS = ("ana", "bo")
REASON = "loose boxes around the vans"


class Yard:
    """A project of a test's own, and what its API says."""

    def __init__(self, client: httpx2.Client, project: str) -> None:
        self.client, self.base, self.path = client, f"/v1/projects/{project}", f"/p/{project}/review"
        self.call("POST", "/v1/projects", {"project_id": project, "name": "Yard"})

    def call(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.client.request(method, path, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def annotate(self, *rows: dict[str, Any]) -> None:
        self.call("POST", f"{self.base}/annotations", {"annotations": list(rows)})

    def fill(self, images: int) -> None:
        self.annotate(*(answer(f"row {k}/{k:02}.jpg", who, k) for k in range(images) for who in PERSONS))

    def answers(self, image: str) -> dict[str, Any]:
        found = self.call("GET", f"{self.base}/images/{image}")["annotations"]
        return {row["annotator_id"]: row for row in found}

    def verdicts(self, image: str) -> list[str | None]:
        return [row["verdict"] for row in self.answers(image).values()]


def answer(image: str, who: str, shift: int = 0, **more: Any) -> dict[str, Any]:
    drawn = [
        {"class": "car", "box": [100.0, 100.0, 80.0 + shift * (who == "bo"), 50.0]},
        {"class": "van", "box": [300.0, 200.0, 90.0, 60.0]},
    ]
    at = f"2026-11-02T09:{shift:02}:00Z"
    return {"image_id": image, "annotator_id": who, "kind": "person", "submitted_at": at, "objects": drawn} | more


@pytest.fixture
def yard(site: Site, request: pytest.FixtureRequest) -> Iterator[Yard]:
    with site.client() as client:
        made = Yard(client, f"yard {request.node.name}"[:60].replace("[", " ").replace("]", ""))
        yield made
        made.client.delete(made.base)


def approve(page: Page) -> Any:
    return page.get_by_role("button", name="Approve", exact=True)


def shows(page: Page, image: str) -> None:
    """The image is on the screen and can be judged."""
    expect(page.locator("h1")).to_have_text(image)
    expect(page.locator(".layer").first).to_be_visible()


def opened(tab: Tab, yard: Yard, image: str = "") -> tuple[Page, str]:
    """The screen, and the image that it shows."""
    tab.go(yard.path + (f"/{image}" if image else ""))
    expect(tab.page.locator(".layer").first).to_be_visible()
    return tab.page, tab.page.locator("h1").inner_text()


def moved(page: Page, image: str) -> str:
    """The image that comes after this one, once it is there."""
    expect(page.locator("h1")).not_to_have_text(image)
    expect(approve(page)).to_be_enabled()
    return page.locator("h1").inner_text()


def reject(page: Page, reason: str = REASON) -> None:
    page.keyboard.press("r")
    page.get_by_role("textbox", name="In your own words").wait_for()
    page.keyboard.type(reason)
    page.keyboard.press("Enter")


def test_ten_verdicts_by_keyboard_alone_are_stored_as_given(open_tab: Opened, site: Site, yard: Yard) -> None:
    yard.fill(12)
    page, image = opened(open_tab(key=site.key("read", "review"), refusals=True), yard)
    expect(page.get_by_text("1 of 12")).to_be_visible()
    given: dict[str, str] = {}
    last = image
    for key in "aarcaaraca":
        if key == "r":
            reject(page)
        else:
            page.keyboard.press(key)
        given[image] = {"a": "approved", "r": "rejected", "c": "corrected"}[key]
        last, image = image, moved(page, image)
    expect(page.get_by_text(f"Approved, next image {image}")).to_be_attached()

    page.keyboard.press("u")
    expect(page.get_by_text("Taken back: approved on 2 answers")).to_be_visible()
    shows(page, last)
    expect(approve(page)).to_be_enabled()
    assert yard.verdicts(last) == [None, None]
    page.keyboard.press("c")
    given[last] = "corrected"
    assert moved(page, last) == image

    page.keyboard.press("p")
    shows(page, last)
    expect(page.get_by_text("Corrected by rita").first).to_be_visible()
    for judged, verdict in given.items():
        rows = yard.answers(judged).values()
        assert [row["verdict"] for row in rows] == [verdict] * 2, judged
        live = [review for row in rows for review in row["reviews"] if review["undone_at"] is None]
        assert {review["reviewer_id"] for review in live} == {"rita"}
        assert {review["reason"] for review in live} == {REASON if verdict == "rejected" else None}
    assert len(given) == 10
    assert yard.verdicts(image) == [None, None]


def test_a_verdict_of_somebody_else_is_seen_before_it_is_overruled(open_tab: Opened, site: Site, yard: Yard) -> None:
    yard.fill(3)
    rita, image = opened(open_tab(key=site.key("read", "review"), refusals=True), yard)
    sam, _ = opened(open_tab(key=site.key("read", "review", name="sam"), refusals=True), yard, image)
    rita.keyboard.press("a")
    expect(sam.get_by_text("Approved by rita").first).to_be_visible()
    expect(sam.get_by_text("Every answer has a verdict")).to_be_visible()
    sam.keyboard.press("a")  # hits nothing
    shows(sam, image)

    sam.keyboard.press("Shift+Digit1")
    expect(sam.get_by_text("the answer of ana")).to_be_visible()
    reject(sam, "wheels are missing")
    expect(sam.locator("h1")).not_to_have_text(image)
    sam.keyboard.press("p")
    expect(sam.get_by_text("reviewers differ", exact=True)).to_be_visible()
    found = yard.answers(image)
    assert (found["ana"]["verdict"], found["ana"]["conflict"]) == ("rejected", True)
    assert (found["bo"]["verdict"], found["bo"]["conflict"]) == ("approved", False)


def test_a_verdict_on_an_old_revision_is_refused_and_decided_again(open_tab: Opened, site: Site, yard: Yard) -> None:
    yard.fill(3)
    page, image = opened(open_tab(key=site.key("read", "review"), refusals=True), yard)
    yard.annotate(answer(image, "bo", 40))
    page.keyboard.press("a")
    expect(page.get_by_role("alert").filter(has_text="The answer of bo was revised meanwhile")).to_be_visible()
    shows(page, image)
    expect(page.locator(".layer", has_text="bo").get_by_text("changed")).to_be_visible()
    assert yard.verdicts(image) == [None, None]
    page.keyboard.press("a")
    expect(page.locator("h1")).not_to_have_text(image)
    page.keyboard.press("p")
    expect(page.get_by_text("Approved by rita").first).to_be_visible()
    assert yard.verdicts(image) == ["approved", "approved"]


def test_a_write_that_fails_returns_to_its_image(open_tab: Opened, site: Site, yard: Yard) -> None:
    yard.fill(3)
    page, image = opened(open_tab(key=site.key("read", "review"), refusals=True), yard)
    full = re.compile("/reviews$")
    page.route(full, lambda route: route.fulfill(**problem(500, "The disk is full")))
    page.keyboard.press("c")
    message = page.get_by_role("alert").filter(has_text="“Corrected” was not stored")
    expect(message).to_contain_text("The disk is full")
    expect(message).to_contain_text("r1")
    shows(page, image)
    page.unroute(full)
    expect(approve(page)).to_be_enabled()
    page.keyboard.press("c")
    expect(page.locator("h1")).not_to_have_text(image)
    expect(message).to_have_count(0)
    page.keyboard.press("p")
    expect(page.get_by_text("Corrected by rita").first).to_be_visible()


def test_a_reason_is_asked_for_and_chips_give_one(open_tab: Opened, site: Site, yard: Yard) -> None:
    yard.fill(2)
    page, image = opened(open_tab(key=site.key("read", "review"), refusals=True), yard)
    page.keyboard.press("r")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Say why: choose a reason or write one.")).to_be_visible()
    page.get_by_label("missed objects").check()
    page.get_by_label("bad image").check()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).not_to_have_text(image)
    page.keyboard.press("p")
    expect(page.get_by_text("Rejected by rita").first).to_be_visible()
    assert yard.answers(image)["ana"]["reviews"][0]["reason"] == "missed objects; bad image"


def test_a_key_without_review_reads_only(open_tab: Opened, site: Site, yard: Yard) -> None:
    yard.fill(2)
    page, image = opened(open_tab(key=site.key("read"), refusals=True), yard)
    expect(page.get_by_text("This key may read only")).to_be_visible()
    expect(approve(page)).to_have_count(0)
    for key in "arcue":
        page.keyboard.press(key)
    shows(page, image)
    assert yard.verdicts(image) == [None, None]
    page.keyboard.press("n")
    expect(page.locator("h1")).not_to_have_text(image)


def test_the_list_of_keys_holds_them_all_and_lets_them_be_switched_off(
    open_tab: Opened, site: Site, yard: Yard
) -> None:
    yard.fill(2)
    tab = open_tab(key=site.key("read", "review"), refusals=True)
    page, image = opened(tab, yard)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys of the review screen")
    shown = set(dialog.locator("kbd").all_inner_texts())
    assert shown >= {*"ARCUONPJKZFGMLE/?+", "→", "←", "−", "Space", "1", "8", "Shift+1", "Shift+8"}
    tab.check()
    page.keyboard.press("a")
    dialog.get_by_role("switch", name="Single keys do something").uncheck(force=True)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.keyboard.press("a")
    shows(page, image)
    assert yard.verdicts(image) == [None, None]
    page.keyboard.press("ArrowRight")  # no single sign
    expect(page.locator("h1")).not_to_have_text(image)


def test_what_cannot_be_decided_is_escalated_and_resolved(open_tab: Opened, site: Site, yard: Yard) -> None:
    yard.fill(2)
    page, image = opened(open_tab(key=site.key("read", "review"), refusals=True), yard)
    page.keyboard.press("e")
    page.keyboard.type("Does the trailer belong to the car?")
    page.keyboard.press("Enter")
    expect(page.locator(".thread").get_by_text("escalated")).to_be_visible()
    [said] = yard.call("GET", f"{yard.base}/images/{image}")["comments"]
    assert (said["author_id"], said["escalates"], said["resolved_at"]) == ("rita", True, None)
    page.get_by_role("button", name="Resolve").click()
    expect(page.get_by_text("resolved by rita")).to_be_visible()


def test_after_the_last_image_the_page_says_what_was_done(open_tab: Opened, site: Site, yard: Yard) -> None:
    yard.fill(2)
    tab = open_tab(key=site.key("read", "review"), refusals=True)
    page, first = opened(tab, yard)
    page.keyboard.press("a")
    second = moved(page, first)
    reject(page)
    done = page.get_by_role("region", name="That was the last image of this queue")
    assert done.locator("dd").all_inner_texts() == ["1", "1", "0"]
    tab.check()
    done.get_by_role("button", name="Look for more").click()
    expect(page.get_by_text("No image waits for a review")).to_be_visible()
    assert (yard.verdicts(first), yard.verdicts(second)) == (["approved"] * 2, ["rejected"] * 2)


def test_switches_and_objects_follow_the_keys(open_tab: Opened, site: Site, yard: Yard) -> None:
    yard.fill(1)
    yard.annotate(answer("row 0/00.jpg", "detector", kind="model"))
    page, _ = opened(open_tab(key=site.key("read", "review"), refusals=True), yard)
    ana = page.get_by_role("switch", name="Show ana")
    detector = page.get_by_role("switch", name="Show AI, detector")
    expect(ana).to_be_checked()
    expect(detector).not_to_be_checked()
    page.keyboard.press("1")
    page.keyboard.press("m")
    expect(ana).not_to_be_checked()
    expect(detector).to_be_checked()
    page.keyboard.press("j")
    expect(page.get_by_role("heading", name="Selected object")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("nowhere")
    expect(page.get_by_text("No image matches these filters")).to_be_visible()
