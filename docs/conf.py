"""How Sphinx makes a site of these pages: `make site` writes it to build/site.

The pages are plain Markdown, made for a Git host as well, so no page holds a directive. What a site needs besides is
here: its root is the repository, so that links lead to CHANGELOG.md or to a file of the sources as they do there; and
its navigation is read off the lists of links in the `index.md` of each folder.
"""

import os
import re
from pathlib import Path

from sphinx.application import Sphinx

import labelqa

ROOT = Path(__file__).parents[1]
FIRST = ROOT / "docs" / "index.md"
PAGES = {"docs", "benchmarks"}
"""The folders of the repository that hold pages."""
LINK = re.compile(r"\]\(([^)#\s:]+\.(?:md|ipynb))\)")

project = "labelqa"
author = "the labelqa contributors"
version = release = labelqa.__version__
root_doc = "docs/index"
extensions = ["myst_nb"]
include_patterns = ["docs/**", "benchmarks/README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"]
exclude_patterns = [folder.name for folder in ROOT.iterdir() if folder.is_dir() and folder.name not in PAGES]
nitpicky = True
suppress_warnings = ["misc.highlighting_failure"]  # Python quoted in a shell is too much for the colours alone

nb_execution_mode = "off"  # notebooks are kept with what they answered; a test runs them
myst_enable_extensions: list[str] = []  # "$" begins a command here, not a formula
myst_heading_anchors = 6  # as a Git host names them

html_theme = "furo"
html_title = f"labelqa {release}"
html_favicon = "../dashboard/public/icon.svg"
html_additional_pages = {"index": "first.html"}
templates_path = ["site"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False


def index_of(page: Path) -> Path:
    """The index that lists a page: that of its folder, else of the folder above; for one outside docs/ the first page.

    The index of a folder is listed by the folder above.
    """
    folder = page.parent.parent if page.name == "index.md" else page.parent
    within = [up for up in [folder, *folder.parents] if up.is_relative_to(FIRST.parent)]
    return next((up / "index.md" for up in within if (up / "index.md").is_file()), FIRST)


def listed(page: Path, text: str) -> list[str]:
    """The pages that an index links to and that are its own, in their order, as Sphinx names them."""
    linked = [Path(os.path.normpath(page.parent / link)) for link in LINK.findall(text)]
    own = [target for target in dict.fromkeys(linked) if target != page and index_of(target) == page]
    return [target.relative_to(ROOT).with_suffix("").as_posix() for target in own]


def with_navigation(app: Sphinx, name: str, source: list[str]) -> None:
    """Puts a table of contents behind the text of an index, made of its links."""
    page = ROOT / f"{name}.md"
    if page.name == "index.md":
        entries = "".join(f"/{entry}\n" for entry in listed(page, source[0]))
        source[0] += f"\n```{{toctree}}\n:hidden:\n\n{entries}```\n"


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("source-read", with_navigation)
