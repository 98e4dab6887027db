"""The dashboard behind a proxy under a path, and what another site's pages can do to it: nothing."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from labelqa.app import create_app
from labelqa.settings import Settings
from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.dashboard.browser import Tab, tab
from tests.dashboard.conftest import Opened
from tests.dashboard.proxy import PREFIX, Proxy, foreign, listening
from tests.painted import painted
from tests.web.streams import served

IMAGE = "cam 1/ä.png"
ANSWER = {
    "image_id": IMAGE,
    "annotator_id": "bo",
    "kind": "person",
    "submitted_at": "2026-05-04T10:00:00Z",
    "objects": [{"class": "car", "box": [1, 1, 9, 9]}],
}


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp("behind")
    front = Proxy()
    settings = Settings(
        database=f"sqlite:///{folder / 'labelqa.db'}",
        bootstrap_key=BOOTSTRAP_EXAMPLE,
        secret="a secret of the tests, long enough",
        public_url=front.base,
        picture_folder=str(folder / "pictures"),
        export_folder=str(folder / "exports"),
        upload_folder=str(folder),
    )
    with listening(front), served(create_app(settings)) as behind:
        front.behind = behind
        with client(front) as program:
            for path, body in (
                ("/v1/projects", {"project_id": "site", "name": "Behind"}),
                ("/v1/projects/site/annotations", {"annotations": [ANSWER]}),
            ):
                assert program.post(front.base + path, json=body).is_success
            sent = program.post(
                f"{front.base}/v1/projects/site/pictures", params={"image_id": IMAGE}, content=painted()
            )
            assert sent.is_success, sent.text
        yield front


def client(proxy: Proxy) -> httpx2.Client:
    """A program that calls the API through the proxy."""
    return httpx2.Client(headers={"Authorization": f"Bearer {BOOTSTRAP_EXAMPLE}"}, timeout=60)


@pytest.fixture
def window(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(reduced_motion="reduce")
    yield context
    context.close()


def sign_in(window: BrowserContext, proxy: Proxy, path: str) -> Tab:
    """By hand, on the page that asks for it."""
    found = tab(window, proxy.base, refusals=True)
    found.page.goto(proxy.base + path)
    found.page.get_by_label("API key").fill(BOOTSTRAP_EXAMPLE)
    found.page.keyboard.press("Enter")
    expect(found.page.get_by_label("API key")).to_have_count(0)
    found.settle()
    return found


def test_everything_happens_below_the_prefix(window: BrowserContext, proxy: Proxy) -> None:
    proxy.strayed.clear()
    opened = sign_in(window, proxy, "/p/site")
    page = opened.page
    (cookie,) = window.cookies()
    assert cookie["path"] == PREFIX
    with page.expect_response(lambda r: "/pictures/" in r.url and r.ok) as shown:
        page.goto(f"{proxy.base}/p/site")
        opened.settle()
        page.mouse.wheel(0, 5000)
    assert shown.value.headers["content-type"].startswith("image/")
    page.get_by_role("link", name="Alerts", exact=True).click()
    expect(page).to_have_url(f"{proxy.base}/p/site/alerts")
    page.reload()  # a deep link is answered by the same page
    opened.settle()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alerts")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("API key")).to_be_visible()
    expect(page).to_have_url(f"{proxy.base}/sign-in")
    assert window.cookies() == []
    assert (opened.complaints, proxy.strayed) == ([], [])


def test_events_come_through_the_proxy(window: BrowserContext, proxy: Proxy) -> None:
    opened = sign_in(window, proxy, "/p/site")
    labelled = opened.page.locator(".key-figure", has=opened.page.get_by_text("Labelled", exact=True)).locator(".value")
    expect(labelled).to_have_text("1")
    with client(proxy) as program:
        body = {"annotations": [{**ANSWER, "image_id": "another"}]}
        assert program.post(f"{proxy.base}/v1/projects/site/annotations", json=body).is_success
    expect(labelled).to_have_text("2")
    with client(proxy) as program:
        assert program.delete(f"{proxy.base}/v1/projects/site/images/another").is_success


READ = """address => fetch(address, {credentials: 'include'}).then(r => r.status, e => String(e))"""
WRITE = """async ([address, headers, mode]) => {
  const body = JSON.stringify({project_id: 'taken', name: 'Taken over'})
  const request = {method: 'POST', credentials: 'include', body, headers, mode}
  return fetch(address, request).then(r => r.type + r.status, e => String(e))
}"""
FORM = """address => {
  const form = Object.assign(document.createElement('form'), {action: address, method: 'post', enctype: 'text/plain'})
  document.body.append(form)
  form.submit()
}"""
EMBED = """([kind, address]) => new Promise(done => {
  const made = document.createElement(kind)
  made.onload = () => done('load')
  made.onerror = () => done('error')
  made.src = address
  document.body.append(made)
})"""


@pytest.fixture(params=["127.0.0.1", "localhost"])
def elsewhere(request: pytest.FixtureRequest, window: BrowserContext, proxy: Proxy) -> Iterator[Page]:
    """A page of another origin in the browser of somebody signed in; ports are no sites: the first sends the cookie."""
    sign_in(window, proxy, "/p/site")
    with listening(foreign()) as site:
        page = window.new_page()
        page.goto(f"http://{request.param}:{site.server_address[1]}/")
        yield page


def test_another_site_reads_nothing(elsewhere: Page, proxy: Proxy) -> None:
    for path in ("/v1/session", "/v1/projects", "/v1/projects/site/pictures/cam%201/%C3%A4.png", "/p/site"):
        assert "Failed to fetch" in elsewhere.evaluate(READ, proxy.base + path), path
    picture = f"{proxy.base}/v1/projects/site/pictures/cam%201/%C3%A4.png"
    assert elsewhere.evaluate(EMBED, ["img", picture]) == "error"
    assert elsewhere.evaluate(EMBED, ["script", f"{proxy.base}/v1/projects"]) == "error"


def test_another_site_writes_nothing(elsewhere: Page, proxy: Proxy) -> None:
    near = elsewhere.url.startswith("http://127.0.0.1")
    statuses: list[Any] = []
    elsewhere.on("response", lambda r: statuses.append(r.status) if r.request.method == "POST" else None)
    address = f"{proxy.base}/v1/projects"
    plain, asked = {"Content-Type": "text/plain"}, {"Content-Type": "application/json", "X-Labelqa": "1"}
    assert elsewhere.evaluate(WRITE, [address, plain, "no-cors"]) == "opaque0"
    assert "Failed to fetch" in elsewhere.evaluate(WRITE, [address, asked, "cors"])  # it may not even ask
    with elsewhere.expect_navigation():
        elsewhere.evaluate(FORM, address)
    # where the browser sends the cookie, it says that another page asks; where it does not, nobody is signed in
    assert set(statuses) == ({403} if near else {401})
    with client(proxy) as program:
        found = program.get(address).json()["projects"]
    assert [p["project_id"] for p in found] == ["site"]


def test_another_site_shows_no_page_of_ours_in_its_own(elsewhere: Page, proxy: Proxy) -> None:
    for path in ("/p/site", "/sign-in", "/docs", "/v1/projects"):
        elsewhere.evaluate(EMBED, ["iframe", proxy.base + path])
        inner = elsewhere.frames[-1]
        for _ in range(100):  # the browser says it a moment after it has refused
            if inner.url:
                break
            elsewhere.wait_for_timeout(50)
        assert inner.url.startswith("chrome-error:"), path


def test_a_page_opened_by_another_site_is_out_of_its_reach(elsewhere: Page, proxy: Proxy) -> None:
    with elsewhere.context.expect_page() as opened:
        elsewhere.evaluate("address => { window.theirs = window.open(address) }", f"{proxy.base}/p/site")
    opened.value.wait_for_selector("h1")
    assert elsewhere.evaluate("window.theirs.closed"), "the opener still holds the window"


def test_a_session_of_the_root_is_not_needed(open_tab: Opened, proxy: Proxy) -> None:
    """A browser without a session behind the proxy is asked to sign in there, and told nothing before."""
    opened = open_tab(key=None, refusals=True)
    opened.base = proxy.base
    opened.page.goto(f"{proxy.base}/p/site/images")
    expect(opened.page.get_by_label("API key")).to_be_visible()
    assert "Behind" not in opened.page.content()
    assert opened.complaints == []
