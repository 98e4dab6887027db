"""Signing in, staying signed in, and what somebody else's project looks like."""

import pytest
from playwright.sync_api import expect

from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.dashboard.conftest import Opened, Site


def test_a_key_is_pasted_once_and_is_kept_nowhere(open_tab: Opened, project: str) -> None:
    tab = open_tab(key=None, refusals=True)
    tab.page.goto(f"{tab.base}/p/{project}/alerts")
    tab.page.get_by_label("API key").fill(BOOTSTRAP_EXAMPLE)
    assert tab.violations() == []
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_role("heading", level=1)).to_be_visible()
    assert tab.page.url == f"{tab.base}/p/{project}/alerts"  # and the page that was wanted is the one that is shown
    kept = tab.page.evaluate(
        "[JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie, location.href]"
    )
    assert not any("lqa_" in text for text in kept)
    cookies = tab.page.context.cookies()
    assert [(c["httpOnly"], c["sameSite"], c["secure"]) for c in cookies] == [(True, "Strict", False)]
    assert BOOTSTRAP_EXAMPLE not in cookies[0]["value"]
    assert tab.complaints == []


def test_a_wrong_key_is_refused_in_words(open_tab: Opened) -> None:
    tab = open_tab(key=None, refusals=True)
    tab.page.goto(f"{tab.base}/sign-in")
    tab.page.get_by_label("API key").fill("lqa_" + "0" * 49)
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_text("This key is not known")).to_be_visible()
    assert tab.violations() == []


def test_a_session_that_has_ended_is_taken_up_where_one_was(open_tab: Opened, site: Site, project: str) -> None:
    key = site.key("read", "review")
    tab = open_tab(key=key, refusals=True)
    tab.go(f"/p/{project}/alerts")
    tab.page.context.clear_cookies()
    tab.page.reload()
    tab.page.get_by_label("API key").fill(key)
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_label("API key")).to_have_count(0)
    tab.settle()
    assert tab.page.url == f"{tab.base}/p/{project}/alerts"


def test_a_key_that_is_revoked_ends_what_is_shown(open_tab: Opened, site: Site, project: str) -> None:
    key = site.key("read")
    tab = open_tab(key=key, refusals=True)
    tab.go(f"/p/{project}/alerts")
    with site.client(key) as client:
        own = client.get("/v1/session").json()["key_id"]
    with site.client() as client:
        assert client.delete(f"/v1/keys/{own}").status_code == 204
    tab.page.get_by_role("link", name="Classes").click()
    expect(tab.page.get_by_role("dialog").get_by_label("API key")).to_be_visible()


def test_signing_out_ends_the_session_on_the_server(open_tab: Opened, project: str) -> None:
    tab = open_tab(refusals=True)
    tab.go(f"/p/{project}")
    cookies = tab.page.context.cookies()
    tab.page.get_by_role("button", name="Sign out").click()
    expect(tab.page.get_by_label("API key")).to_be_visible()
    tab.page.context.add_cookies(cookies)  # a copy that somebody kept opens nothing
    assert tab.page.context.request.get(f"{tab.base}/v1/session").status == 401


@pytest.mark.parametrize("path", ["/p/nobody", "/p/nobody/alerts", "/p/%00", "/p/..%2Fdemo"])
def test_a_project_that_is_not_there_looks_like_one_that_is_foreign(open_tab: Opened, site: Site, path: str) -> None:
    tab = open_tab(key=site.key("read", projects=["empty"]), refusals=True)
    for address in (path, "/p/demo"):
        tab.page.goto(f"{tab.base}{address}")
        expect(tab.page.get_by_text("No such project, or this key may not see it").first).to_be_visible()
    assert tab.violations() == []


def test_a_reader_finds_no_way_to_what_needs_more(open_tab: Opened, site: Site, project: str) -> None:
    tab = open_tab(key=site.key("read"))
    tab.go(f"/p/{project}")
    names = tab.page.get_by_role("navigation").first.get_by_role("link").all_inner_texts()
    assert not any(name.startswith(("Settings", "Import")) for name in names)
    tab.check()
