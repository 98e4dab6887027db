"""Without a mouse, without motion, and at twice the size."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.dashboard.browser import tab
from tests.dashboard.conftest import Opened, Site
from tests.dashboard.test_pages import PAGES

STEPS = 60
"""Presses of Tab on one page, which is more than the frame holds."""
FOCUS = """() => {
  const found = document.activeElement
  if (!found || found === document.body) return null
  const style = getComputedStyle(found), box = found.getBoundingClientRect()
  const near = [found, found.nextElementSibling, found.closest('.mantine-Input-input'), found.parentElement]
  const outlined = s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1
  const seen = near.filter(Boolean).some(e => outlined(getComputedStyle(e)))
  return {
    name: found.outerHTML.slice(0, 120), tag: found.tagName, role: found.getAttribute('role'), seen,
    inside: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
    clipped: style.clipPath !== 'none' || box.width <= 1,
  }
}"""
MOVING = """() => Array.from(document.querySelectorAll('*')).filter(e => {
  const s = getComputedStyle(e)
  const long = text => text.split(',').some(t => parseFloat(t) * (t.trim().endsWith('ms') ? 1 : 1000) > 10)
  return (s.animationName !== 'none' && long(s.animationDuration)) ||
    (s.transitionProperty !== 'none' && long(s.transitionDuration))
}).map(e => e.outerHTML.slice(0, 80))"""


def walk(page: Page, steps: int = STEPS) -> list[dict[str, Any]]:
    """What has the focus after each press of Tab, until it leaves the page."""
    found = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here is None:
            break
        found.append(here)
    return found


def test_the_first_stop_skips_to_the_content(open_tab: Opened, project: str) -> None:
    tab = open_tab()
    tab.go(f"/p/{project}")
    tab.page.keyboard.press("Tab")
    skip = tab.page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    tab.page.keyboard.press("Enter")
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.querySelector('#content').contains(document.activeElement)")


@pytest.mark.parametrize("name", PAGES)
def test_every_stop_is_seen_and_nothing_moves(open_tab: Opened, project: str, name: str) -> None:
    tab = open_tab()  # every tab of these tests asks for less motion
    tab.go(PAGES[name].format(project=project))
    assert tab.page.evaluate(MOVING) == []
    stops = walk(tab.page)
    assert len(stops) >= 3
    assert [s["name"] for s in stops if not s["clipped"] and not (s["seen"] and s["inside"])] == []


def test_the_rail_is_walked_by_keyboard(open_tab: Opened, project: str) -> None:
    tab = open_tab()
    tab.go(f"/p/{project}")
    link = tab.page.get_by_role("navigation", name="Project").get_by_role("link", name="Alerts")
    link.focus()
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Alerts")
    expect(link).to_have_attribute("aria-current", "page")
    assert tab.page.title().startswith("Alerts")
    tab.check()


def test_the_menu_of_projects_opens_moves_and_closes(open_tab: Opened, project: str) -> None:
    tab = open_tab()
    tab.go(f"/p/{project}/alerts")
    button = tab.page.locator(".project-button")
    button.focus()
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_role("menu")).to_be_visible()
    expect(tab.page.get_by_role("menuitem", name="Nothing yet")).to_be_visible()
    tab.check()
    tab.page.keyboard.press("ArrowDown")
    assert tab.page.evaluate("document.activeElement.getAttribute('role')") == "menuitem"
    tab.page.keyboard.press("Escape")
    expect(tab.page.get_by_role("menu")).to_have_count(0)
    expect(button).to_be_focused()
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_role("menu").locator(":focus")).to_have_count(1)
    tab.page.keyboard.press("End")
    expect(tab.page.get_by_role("menuitem").last).to_be_focused()
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Projects")
    tab.check()


def test_a_dialog_holds_the_focus_and_gives_it_back(open_tab: Opened, project: str) -> None:
    tab = open_tab()
    tab.go(f"/p/{project}/alerts")
    button = tab.page.get_by_role("button", name="Acknowledge").first
    button.focus()
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_role("dialog")).to_be_visible()
    tab.check()
    for _ in range(12):
        tab.page.keyboard.press("Tab")
        here = "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        assert tab.page.evaluate(here), "the focus went behind the dialog"
    tab.page.keyboard.press("Escape")
    expect(tab.page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()


def test_the_menu_of_a_narrow_screen_opens_by_keyboard(open_tab: Opened, project: str) -> None:
    tab = open_tab(width=390)
    tab.go(f"/p/{project}")
    rail = tab.page.get_by_role("link", name="Alerts", exact=False).first
    button = tab.page.get_by_role("button", name="Menu")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.focus()
    tab.page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(rail).to_be_visible()
    tab.check()


@pytest.mark.parametrize("name", PAGES)
def test_twice_the_size_loses_nothing(browser: Browser, site: Site, project: str, name: str) -> None:
    """A window of 1440 at 200 %: 720 wide for the page, at two dots each."""
    context = browser.new_context(
        viewport={"width": 720, "height": 450}, device_scale_factor=2, reduced_motion="reduce"
    )
    answer = context.request.post(
        f"{site.base}/v1/session", data={"key": BOOTSTRAP_EXAMPLE}, headers={"X-Labelqa": "1"}
    )
    assert answer.ok
    opened = tab(context, site.base)
    opened.go(PAGES[name].format(project=project))
    try:
        assert opened.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "scrolls sideways"
        if name == "review":  # what stands beside the image is behind a button
            opened.page.locator("button[aria-controls='review-side']").click()
        narrow = open_words(opened.page)
        opened.page.set_viewport_size({"width": 1440, "height": 900})
        assert open_words(opened.page) <= narrow, "the narrow page lacks a heading of the wide one"
    finally:
        context.close()


def open_words(page: Page) -> set[str]:
    """The headings that are shown."""
    return {text for text in page.get_by_role("main").get_by_role("heading").all_inner_texts() if text}
