"""The site is built without a warning, every link of it leads somewhere, and it loads nothing from elsewhere."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SOURCES = [*sorted(DOCS.rglob("*.md")), *sorted(DOCS.rglob("*.ipynb"))]
LOADED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "link": "href",
}
"""What a browser loads by itself, and the attribute that says from where."""
FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?![a-z]+:|#)([^)#\s]+)")
CSS = re.compile(r"""(?:url\(|@import)\s*["']?((?:https?:)?//[^"')\s]+)""")


@dataclass
class Page(HTMLParser):
    """What a page of HTML holds: its ids, where its links lead, and what it loads."""

    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.ids |= {told[name] for name in ("id", "name") if name in told}
        if tag == "a" and "href" in told:
            self.links.append(told["href"])
        if tag in LOADED and told.get(LOADED[tag]):
            self.loads.append(told[LOADED[tag]])
        self.styles += CSS.findall(told.get("style", ""))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "style":
            self.styles += CSS.findall(data)


@cache
def parsed(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def outside(address: str) -> bool:
    """True for an address on another host, or for another program than the browser."""
    parts = urlsplit(address)
    return bool(parts.netloc or parts.scheme not in ("", "data"))


def broken(path: Path) -> Iterator[str]:
    """The links of a page, and what it loads, that lead nowhere within the site."""
    page = parsed(path)
    for address in [*page.links, *page.loads]:
        parts = urlsplit(address)
        if outside(address) or parts.scheme == "data":
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        anchored = target.suffix == ".html" and parts.fragment
        if not target.is_file() or (anchored and unquote(parts.fragment) not in parsed(target).ids):
            yield f"{path.name}: {address}"


def built(root: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """What `make site` does, into another folder."""
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q", "-c", "docs", "-d", f"{out}.kept"]
    return subprocess.run([*command, ".", str(out)], cwd=root, capture_output=True, text=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site, built strictly."""
    out = tmp_path_factory.mktemp("docs") / "site"
    done = built(ROOT, out)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def test_every_link_and_anchor_of_the_site_leads_somewhere(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 80
    assert sum(len(parsed(page).links) for page in pages) > 5000
    assert [link for page in pages for link in broken(page)] == []


def test_nothing_is_loaded_from_another_host(site: Path) -> None:
    pages = [parsed(page) for page in site.rglob("*.html")]
    assert sum(len(page.loads) for page in pages) > 500
    assert {address for page in pages for address in page.loads if outside(address)} == set()
    assert {address for page in pages for address in page.styles} == set()
    sheets = {sheet.name: CSS.findall(sheet.read_text(encoding="utf-8")) for sheet in site.rglob("*.css")}
    assert len(sheets) >= 3
    assert {name: found for name, found in sheets.items() if found} == {}


def test_every_page_of_the_docs_is_on_the_site_and_in_its_search(site: Path) -> None:
    missing = [page for page in SOURCES if not (site / page.relative_to(ROOT)).with_suffix(".html").is_file()]
    assert missing == []
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    unfound = [page for page in SOURCES if f'"{page.relative_to(ROOT).with_suffix("").as_posix()}"' not in index]
    assert unfound == []


def test_the_first_page_leads_to_the_index(site: Path) -> None:
    assert parsed(site / "index.html").links == ["docs/index.html"]


def linked(page: Path) -> list[Path]:
    """Where the links of a page lead on a Git host."""
    text = FENCE.sub("", page.read_text(encoding="utf-8")) if page.suffix == ".md" else ""
    return [(page.parent / unquote(link)).resolve() for link in LINK.findall(text)]


@pytest.mark.parametrize("page", SOURCES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_every_link_of_a_page_leads_to_a_file_on_a_git_host_too(page: Path) -> None:
    assert [str(target) for target in linked(page) if not target.exists()] == []


def test_every_page_is_reached_from_the_index_on_a_git_host_too() -> None:
    reached, waiting = set[Path](), [DOCS / "index.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        waiting += [target for target in linked(page) if target in SOURCES and target not in reached]
    assert set(SOURCES) - reached == set()


def test_a_page_holds_no_directive_that_a_git_host_would_show_as_code() -> None:
    told = [page for page in SOURCES if re.search(r"^(```|:::)\s*\{", page.read_text(encoding="utf-8"), re.MULTILINE)]
    assert told == []


def test_whatever_is_broken_ends_the_build(tmp_path: Path) -> None:
    pages = {
        "docs/index.md": "# First\n\n[one](a/index.md) [no page](gone.md) [no anchor](a/index.md#gone)\n",
        "docs/a/index.md": "# A\n\n[no file](../../src/gone.py)\n\n![no picture](gone.svg)\n",
        "docs/a/lost.md": "# In no index\n",
    }
    for name, text in pages.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    for name in ("docs/conf.py", "docs/site/first.html", "dashboard/public/icon.svg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    done = built(tmp_path, tmp_path / "out")
    assert done.returncode != 0
    told = done.stdout + done.stderr
    for wrong in ("docs/gone", "'gone'", "src/gone.py", "gone.svg", "lost.md"):
        assert wrong in told, told


def test_a_broken_anchor_and_a_script_from_elsewhere_are_told(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<a href="#here" id="here">1</a><a href="#gone">2</a><a href="no.html">3</a><script src="//x.y/z.js">'
    )
    assert list(broken(page)) == ["page.html: #gone", "page.html: no.html"]
    assert [address for address in parsed(page).loads if outside(address)] == ["//x.y/z.js"]
    assert CSS.findall('@import "https://x.y/a.css"; b { src: url(//x.y/b.woff) }') == [
        "https://x.y/a.css",
        "//x.y/b.woff",
    ]
