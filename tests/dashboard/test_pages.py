"""Every page, in light and dark, full, empty and refused: nothing breaks, nothing leaves, everybody can use it."""

import pytest
from playwright.sync_api import Route, expect

from tests.dashboard.browser import problem
from tests.dashboard.conftest import EMPTY, Opened, Site

PAGES = {
    "overview": "/p/{project}",
    "review": "/p/{project}/review",
    "images": "/p/{project}/images",
    "agreement": "/p/{project}/agreement",
    "annotators": "/p/{project}/annotators",
    "annotator": "/p/{project}/annotators/bo",
    "benchmark": "/p/{project}/benchmark",
    "classes": "/p/{project}/classes",
    "suggestions": "/p/{project}/suggestions",
    "alerts": "/p/{project}/alerts",
    "export": "/p/{project}/export",
    "import": "/p/{project}/import",
    "plan": "/p/{project}/plan",
    "compare": "/p/{project}/compare",
    "report": "/p/{project}/report",
    "settings": "/p/{project}/settings",
    "projects": "/",
    "keys": "/keys",
}
THEMES = ["light", "dark"]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_with_data_is_sound(open_tab: Opened, project: str, name: str, theme: str) -> None:
    tab = open_tab(theme=theme)
    tab.go(PAGES[name].format(project=project))
    tab.shoot(f"{name}-full-{theme}")
    tab.check()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", [name for name, path in PAGES.items() if "{project}" in path])
def test_a_page_of_an_empty_project_is_sound(open_tab: Opened, name: str, theme: str) -> None:
    tab = open_tab(theme=theme, refusals=name == "annotator")  # an annotator nobody knows is a 404
    tab.go(PAGES[name].format(project=EMPTY))
    tab.shoot(f"{name}-empty-{theme}")
    tab.check()


def refuse(route: Route) -> None:
    """Lets the project and the session through: what fails is what the page shows."""
    path = route.request.url.split("/v1/", 1)[1].split("?")[0]
    if path == "session" or path.endswith("/events") or path in (f"projects/{EMPTY}", "projects/demo"):
        route.continue_()
    else:
        route.fulfill(**problem(500, "Internal error"))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_whose_answers_fail_says_so(open_tab: Opened, site: Site, project: str, name: str, theme: str) -> None:
    tab = open_tab(theme=theme, refusals=True)
    tab.page.route(f"{site.base}/v1/**", refuse)
    tab.go(PAGES[name].format(project=project))
    tab.shoot(f"{name}-error-{theme}")
    tab.check()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_narrow_screen(open_tab: Opened, project: str, name: str) -> None:
    tab = open_tab(width=390)
    tab.go(PAGES[name].format(project=project))
    tab.shoot(f"{name}-narrow-light")
    tab.check()
    assert tab.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "scrolls sideways"


@pytest.mark.parametrize("theme", THEMES)
def test_an_annotators_own_page_is_sound_and_is_all_they_see(
    open_tab: Opened, site: Site, project: str, theme: str
) -> None:
    tab = open_tab(key=site.key("self", annotator="bo", projects=[project]), theme=theme)
    tab.go(f"/p/{project}/alerts")
    tab.page.wait_for_url(f"{site.base}/p/{project}/me")
    tab.settle()
    tab.shoot(f"me-full-{theme}")
    tab.check()
    tab.go("/")
    tab.check()


def test_a_project_that_names_no_classes_takes_any(open_tab: Opened, project: str) -> None:
    tab = open_tab()
    tab.go("/")
    card = tab.page.get_by_role("article").filter(has=tab.page.locator(f'a[href="/p/{project}"]'))
    expect(card).to_contain_text("detection · any class")
