"""Names are text: whatever somebody calls a class, an annotator or an image, it is shown and nothing else."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, unquote, urlsplit

import httpx2
import pytest
from playwright.sync_api import expect

from tests.dashboard import hostile
from tests.dashboard.browser import Tab
from tests.dashboard.conftest import Opened, Site
from tests.dashboard.test_pages import PAGES

HERE = hostile.quoted(hostile.PROJECT)
LINKS = """() => Array.from(document.querySelectorAll('a[href]'), a => {
  const given = a.getAttribute('href'), whole = new URL(given, location)
  return [given, whole.href, whole.protocol]
})"""
VECTOR = b"""<svg xmlns="http://www.w3.org/2000/svg" onload="window.hit=1"><script>window.hit=1</script>
<image href="http://127.0.0.1:9/elsewhere" width="9" height="9"/></svg>"""


@pytest.fixture(scope="module")
def filled(site: Site) -> Iterator[httpx2.Client]:
    """A program that calls the API; the project is there, and gone again when the last of these tests is over."""
    with site.client() as client:
        hostile.fill(client)
        yield client
        for key in client.get("/v1/keys").json()["keys"]:
            if key["name"] in hostile.NAMES:
                client.delete(f"/v1/keys/{key['key_id']}")
        assert client.delete(f"/v1/projects/{HERE}").is_success


def open_in(tab: Tab, rest: str) -> None:
    """A page of the project, settled."""
    tab.go(f"/p/{HERE}{rest}")
    tab.page.wait_for_load_state("load")


def unharmed(tab: Tab) -> None:
    """Nothing ran, nothing was asked of others, everybody can use it, and nothing sticks out."""
    assert tab.page.evaluate("window.hit") is None
    assert tab.page.evaluate("document.querySelectorAll('iframe, script:not([src]), img[src=x]').length") == 0
    assert tab.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, "scrolls sideways"
    tab.check()


def known(client: httpx2.Client, rest: str, field: str) -> set[str]:
    """Every id of a report."""
    rows = client.get(hostile.address(rest), params={"limit": 1000}).json()[rest.split("/")[-1]]
    return {row[field] for row in rows}


PATHS = {**{name: path.removeprefix("/p/{project}") for name, path in PAGES.items() if "{project}" in path}}
PATHS["annotator"] = f"/annotators/{hostile.quoted(hostile.NAMES[0])}"
SHOWN = (0, 3, 5, 10, 11)
"""Of the names those whose image is opened in the review screen."""
PATHS |= {f"review {k}": f"/review/{hostile.placed(hostile.NAMES[k])}" for k in SHOWN}


@pytest.mark.parametrize("name", PATHS)
def test_hostile_names_are_shown_and_nothing_else(open_tab: Opened, filled: httpx2.Client, name: str) -> None:
    tab = open_tab(unpictured=True)
    open_in(tab, PATHS[name])
    if name.startswith("review "):
        expect(tab.page).to_have_title(re.compile(re.escape(hostile.NAMES[int(name.split()[1])])))
    tab.shoot(f"{name}-hostile-light")
    unharmed(tab)
    lead_somewhere(tab, filled)


@pytest.mark.parametrize("name", ["projects", "keys"])
def test_pages_above_projects_show_them_too(open_tab: Opened, filled: httpx2.Client, name: str) -> None:
    tab = open_tab()
    tab.go(PAGES[name])
    unharmed(tab)


def lead_somewhere(tab: Tab, client: httpx2.Client) -> None:
    """Every link stays here, and each id in it is the id of something, whatever the browser makes of the address."""
    images = known(client, "quality/images", "image_id")
    persons = {*known(client, "quality/annotators", "annotator_id"), hostile.SUGGESTER}
    for given, whole, protocol in tab.page.evaluate(LINKS):
        assert protocol in ("http:", "blob:"), given
        if not whole.startswith(f"{tab.base}/p/"):
            continue
        assert whole.endswith(given), "the browser resolves it to another"
        address = urlsplit(whole)
        page, *steps = address.path.removeprefix("/p/").split("/", 2)[1:] or [""]
        if page == "review" and steps:
            assert taken_back(steps[0]) in images, given
        if page == "annotators" and steps:
            assert taken_back(steps[0]) in persons, given
        asked = parse_qs(address.query, keep_blank_values=True)
        for name, ids in (("annotator", persons), ("class", {*hostile.NAMES}), ("first", images), ("last", images)):
            assert {*asked.get(name, [])} <= ids, given


def taken_back(path: str) -> str:
    """The id that stands in an address: what a browser resolves, as a step of dots, has a `~` before it."""
    steps = [unquote(step) for step in path.split("/")]
    return "/".join(step[1:] if re.fullmatch(r"~+\.{0,2}", step) else step for step in steps)


@pytest.mark.parametrize("k", range(len(hostile.NAMES)))
def test_a_link_leads_to_what_it_names(open_tab: Opened, filled: httpx2.Client, k: int) -> None:
    """From the lists to one annotator, and to the images of one class."""
    name = hostile.NAMES[k]
    tab = open_tab(unpictured=True)
    open_in(tab, "/annotators")
    tab.page.get_by_role("link", name=name, exact=True).first.click()
    tab.settle()
    expect(tab.page.get_by_role("heading", level=1)).to_contain_text(name.strip())
    expect(tab.page.get_by_text("is not known")).to_have_count(0)
    assert tab.complaints == []


def test_a_picture_that_is_a_drawing_in_disguise_is_never_shown(open_tab: Opened, filled: httpx2.Client) -> None:
    image = hostile.NAMES[0]
    answer = filled.post(
        hostile.address("pictures"),
        params={"image_id": image},
        content=VECTOR,
        headers={"Content-Type": "image/png"},
    )
    assert answer.status_code in (400, 415, 422), answer.text
    tab = open_tab(refusals=True)
    open_in(tab, f"/review/{hostile.quoted(image)}")
    unharmed(tab)
    shown = tab.page.goto(f"{tab.base}{hostile.address('pictures')}/{hostile.quoted(image)}")
    assert shown is not None
    assert shown.status == 404
    assert tab.page.evaluate("window.hit") is None
